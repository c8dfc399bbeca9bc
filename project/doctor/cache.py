"""The cache, which all workers share."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError
from django.utils.translation import gettext as _

from .. import probes
from .finding import TAG, finding


@register(Tags.database, TAG, deploy=True)
def cache_keeps_values(app_configs, databases=None, **kwargs):
    """project.E081: Redis does not answer, or does not keep what it is told."""
    reason = refusal() if databases and not probes.cache_is_table() else ""
    if not reason:
        return []
    message = _("The cache in CACHE_URL does not work: {reason}.")
    hint = _(
        "Whoever is signed in by Session gets errors without it. Start Redis, or "
        "correct CACHE_URL in .env; leave it empty to have the cache in the database."
    )
    return [finding("project.E081", message, hint, reason=reason)]


def faults_of_table(connection) -> Iterator[CheckMessage]:
    """project.E080: its table is missing; without an error a write tells nothing."""
    try:
        if probes.cache_is_table():
            probes.read_cache_table(connection)
    except DatabaseError as error:
        message = _("The cache in the database does not work: {reason}.")
        hint = _(
            "Runs of the matrix fail without it. If its table is missing, run: "
            "python manage.py createcachetable"
        )
        yield finding("project.E080", message, hint, reason=probes.first_line(error))


def refusal() -> str:
    """Why a value is not kept; "" where it is."""
    try:
        is_kept = probes.cache_keeps_values()
    except Exception as error:  # each kind of cache has errors of its own
        return probes.first_line(error)
    return "" if is_kept else _("what is written cannot be read")
