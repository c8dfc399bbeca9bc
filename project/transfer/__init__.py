"""From SQLite to PostgreSQL: all rows of all models, or none."""

from pathlib import Path

from django.apps import apps
from django.core.management import CommandError
from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _
from tqdm import tqdm

from ..probes import first_line, leave_pool
from .source import opened, others
from .table import Table
from .target import check, clear, continue_ids, store


def move(path: Path) -> tuple[dict[str, int], list[str]]:
    """Copy all rows of an SQLite file into the site's database, and compare them.

    How many rows each table had, and the tables which no model has. CommandError
    where the file, the database or a row stands in the way.
    """
    if connection.vendor != "postgresql":
        raise CommandError(
            _(
                "This site is on SQLite. Set DATABASE_URL in .env to the new database: "
                "postgresql://user:password@host/name."
            )
        )
    tables = [Table(model) for model in models()]
    with opened(path, tables) as source:
        connect()
        with transaction.atomic():
            clear(tables)
            counts = {table.name: table.count(source) for table in tables}
            copy(tables, source, sum(counts.values()))
            check(tables, counts)
        return counts, others(source, tables)


def connect() -> None:
    """CommandError where the new database cannot be reached."""
    leave_pool(connection)
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        text = _(
            "The database of DATABASE_URL cannot be reached: {error}. In a password "
            "write %40 for @, %2F for /, %23 for #."
        )
        raise CommandError(text.format(error=first_line(error))) from error


def models() -> list[type]:
    """Every model with a table here, those of many-to-many fields among them."""
    found = apps.get_models(include_auto_created=True)
    return [one for one in found if one._meta.managed and not one._meta.proxy]


def copy(tables: list[Table], source: BaseDatabaseWrapper, total: int) -> None:
    """Copy tables in batches, under one bar; the ids of new rows continue."""
    with tqdm(desc=_("Moving rows"), total=total, disable=None) as bar:
        for table in tables:
            for rows in table.batches(source):
                store(table, rows)
                bar.update(len(rows))
            continue_ids(table, source)
