"""The SQLite file: opened to be read only, and known to be this project's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import CommandError
from django.db import (
    ConnectionHandler,
    DatabaseError,
    IntegrityError,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from api.models import Author

from .table import Table

ALIAS = "source"
MIGRATIONS = MigrationRecorder.Migration._meta.db_table


@contextmanager
def opened(path: Path, tables: list[Table]) -> Iterator[BaseDatabaseWrapper]:
    """A connection that sees a file as it is at one moment, and cannot change it.

    CommandError where there is no such file, or its data do not fit these tables.
    """
    if not path.is_file():
        raise CommandError(_("There is no file {file}.").format(file=path))
    source = connections[ALIAS] = unopened(path)
    try:
        with told(path):
            open_text(source)
        with transaction.atomic(using=ALIAS):
            with told(path):
                examine(path, source, tables)
            yield source
    finally:
        source.close()
        del connections[ALIAS]


@contextmanager
def told(path: Path) -> Iterator[None]:
    """CommandError in the place of what SQLite says of a file."""
    try:
        yield
    except IntegrityError as error:
        # Django names the row and the column.
        text = _("{file} is broken. {error} Nothing was moved.")
        raise CommandError(text.format(file=path.name, error=error)) from error
    except DatabaseError as error:
        text = _("{file} cannot be read: {error}.")
        raise CommandError(text.format(file=path.name, error=error)) from error


def unopened(path: Path) -> BaseDatabaseWrapper:
    """A connection to come, outside of DATABASES."""
    settings = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{path.resolve().as_uri()}?mode=ro",
        # Left to Python's own reading a broken date is None, a broken truth False.
        "OPTIONS": {"detect_types": 0},
    }
    return ConnectionHandler({"default": {}, ALIAS: settings})[ALIAS]


def open_text(source: BaseDatabaseWrapper) -> None:
    """Open a connection which keeps bytes that are no UTF-8, to say whose they are."""
    source.ensure_connection()
    source.connection.text_factory = lambda raw: raw.decode(errors="surrogateescape")


def examine(path: Path, source: BaseDatabaseWrapper, tables: list[Table]) -> None:
    """CommandError where the file is not one of this version of this project."""
    present = source.introspection.table_names()
    if not {MIGRATIONS, Author._meta.db_table} <= set(present):
        text = _("{file} is not a database of this project: the tables are missing.")
        raise CommandError(text.format(file=path.name))
    refuse_other_version(path, source)
    for table in tables:
        refuse_other_columns(path, source, table)
    source.check_constraints([table.name for table in tables])


def refuse_other_version(path: Path, source: BaseDatabaseWrapper) -> None:
    """CommandError where a migration is missing in the file, or in this project."""
    loader = MigrationLoader(source)
    applied = {
        key for key in loader.applied_migrations if key[0] in loader.migrated_apps
    }
    if missing := sorted(loader.graph.nodes.keys() - applied):
        text = _(
            "{file} lacks migrations: {names}. Set DATABASE_URL to sqlite:///{path}, "
            "run `manage.py migrate`, set it back, and come again."
        )
    elif missing := sorted(applied - loader.disk_migrations.keys()):
        text = _(
            "{file} has migrations of another version of this project: {names}. "
            "Update this one first."
        )
    else:
        return
    names = ", ".join(map(".".join, missing))
    place = path.resolve().as_posix()
    raise CommandError(text.format(file=path.name, names=names, path=place))


def refuse_other_columns(path: Path, source: BaseDatabaseWrapper, table: Table) -> None:
    """CommandError where a table has a column more or less than its model."""
    with source.cursor() as cursor:
        found = source.introspection.get_table_description(cursor, table.name)
    differing = {column.name for column in found} ^ set(table.names)
    if differing:
        text = _("{file}: the table {table} has other columns here: {names}.")
        names = ", ".join(sorted(differing))
        raise CommandError(text.format(file=path.name, table=table.name, names=names))


def others(source: BaseDatabaseWrapper, tables: list[Table]) -> list[str]:
    """The tables that no model has: the cache, and what another version left."""
    known = {MIGRATIONS, *(table.name for table in tables)}
    return sorted(set(source.introspection.table_names()) - known)
