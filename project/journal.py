"""Where SQLite notes what it changes: as SQLITE_WAL says, from the first connection on.

A file stays in WAL until somebody takes it out, so that both ways are said. Neither is
waited for: where others have the file open, a later connection is alone with it.

By default a write waits for the disk four times (fsync) before it is acknowledged. In
WAL it does not: `kill -9` loses nothing, a power cut may take the last writes, and the
file stays sound. Without WAL it might not.
"""

import sqlite3
from contextlib import suppress

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.signals import connection_created
from django.dispatch import receiver


def wanted() -> str:
    """The journal mode that the settings ask for, in SQLite's words."""
    return "wal" if settings.SQLITE_WAL else "delete"


@receiver(connection_created)
def set_journal_mode(connection, **kwargs):
    """Ask for it, past Django, who would count it among the queries of a request."""
    if connection.vendor != "sqlite" or connection.alias != DEFAULT_DB_ALIAS:
        return
    database = connection.connection
    ((patience,),) = database.execute("PRAGMA busy_timeout")
    database.execute("PRAGMA busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        ((mode,),) = database.execute(f"PRAGMA journal_mode = {wanted()}")
        if mode == "wal":
            database.execute("PRAGMA synchronous = NORMAL")
    database.execute(f"PRAGMA busy_timeout = {patience}")
