"""The database: whether it answers, has its tables, and takes what is written."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from ..probes import first_line, impatient
from . import accounts, cache, clock, journal, migrations, writing
from .finding import TAG, finding

EXAMINATIONS = (
    migrations.without_file,
    writing.faults,
    journal.faults,
    cache.faults_of_table,
    clock.faults,
    accounts.faults,
)


@register(Tags.database, TAG, deploy=True)
def databases_are_sound(app_configs, databases=None, **kwargs):
    """project.E040 and E044, and what the modules of EXAMINATIONS find."""
    return [found for each in databases or () for found in examine(connections[each])]


def examine(connection) -> Iterator[CheckMessage]:
    """What is wrong with one database; nothing more after what explains the rest."""
    if reason := unreachable(connection.alias):
        message = _("The database cannot be reached: {reason}.")
        hint = _(
            "Start PostgreSQL, or correct DATABASE_URL in .env. For SQLite the folder "
            "must exist, and the user that runs the site must be let into it. In a "
            "password write %40 for @, %2F for /, %23 for #."
        )
        yield finding("project.E040", message, hint, reason=reason)
        return
    try:
        pending = [*migrations.pending(connection)]
        yield from pending
        for faults in () if pending else EXAMINATIONS:
            yield from faults(connection)
    except DatabaseError as error:
        message = _("The database does not let itself be read: {reason}.")
        hint = _(
            "Give the user in DATABASE_URL the rights to all tables of this site, or "
            "bring back the ones that are missing."
        )
        yield finding("project.E044", message, hint, reason=first_line(error))


def unreachable(alias: str) -> str:
    """Why nobody can connect; "" where one can."""
    try:
        with impatient(alias) as probe:
            probe.ensure_connection()
    except DatabaseError as error:
        return first_line(error)
    return ""
