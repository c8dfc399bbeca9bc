"""Whether the database takes what is written, by writing."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.checks import CheckMessage
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..probes import first_line
from .finding import finding

# For the journal that SQLite writes beside the database.
ROOM = 1024 * 1024


def faults(connection) -> Iterator[CheckMessage]:
    """project.E043: the site can be read, but nobody can sign in or change a thing."""
    reason = refusal(connection) or lack_of_room(connection)
    if reason:
        message = _("The database cannot be written to: {reason}.")
        hint = _(
            "SQLite: let the user that runs the site write the file and its folder, "
            "and free some disk. PostgreSQL: give the user in DATABASE_URL its rights, "
            "and use the primary, not a standby."
        )
        yield finding("project.E043", message, hint, reason=reason)


def refusal(connection) -> str:
    """Why a row cannot be stored; "" where it can: it is taken back at once."""
    # Of the tables of this site one that is written to by every login, without a
    # sequence, which would go on counting.
    row = Session(session_key="project.doctor", expire_date=timezone.now())
    try:
        with transaction.atomic(using=connection.alias):
            row.save(using=connection.alias, force_insert=True)
            transaction.set_rollback(True, using=connection.alias)
    except DatabaseError as error:
        return first_line(error)
    return ""


def lack_of_room(connection) -> str:
    """Why no file can grow beside that of SQLite; "" where one can."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return ""
    folder = Path(connection.settings_dict["NAME"]).parent
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return error.strerror
    return ""
