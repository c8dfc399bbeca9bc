"""What is in the database of a copy of the project, whichever kind it is."""

import contextlib
import sqlite3
from pathlib import Path

from dotenv import dotenv_values

TABLES = {
    "sqlite3": "SELECT name FROM sqlite_master WHERE type = 'table'",
    "psycopg": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}
# Transactions of PostgreSQL that have written something.
WRITERS = """
    SELECT 1 FROM pg_stat_activity
    WHERE backend_xid IS NOT NULL AND datname = current_database()
"""


def connect(folder: Path):
    """A connection to the database of a copy, to be closed; it waits for no lock."""
    url = dotenv_values(folder / ".env").get("DATABASE_URL")
    if not url:
        return contextlib.closing(sqlite3.connect(folder / "db.sqlite3", timeout=0))
    import psycopg

    return psycopg.connect(url, autocommit=True)


def contents(folder: Path) -> dict[str, list[str]]:
    """All rows of all tables by table; on SQLite the sequences are among them."""
    with connect(folder) as database:
        names = database.execute(TABLES[type(database).__module__]).fetchall()
        return {
            name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))
            for (name,) in names
        }


def is_locked(folder: Path) -> bool:
    """Whether somebody writes to the database at this moment."""
    with connect(folder) as database:
        if not isinstance(database, sqlite3.Connection):
            return bool(database.execute(WRITERS).fetchone())
        try:
            database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        return False
