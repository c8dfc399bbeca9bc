"""The PostgreSQL database: migrated, filled, compared."""

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from .table import Table

# What migrate writes rows into of its own accord.
BY_MIGRATE = {ContentType._meta.db_table, Permission._meta.db_table}


def clear(tables: list[Table]) -> None:
    """Migrate, and take away what that wrote; CommandError where somebody else did."""
    present = set(connection.introspection.table_names())
    refuse_filled([table for table in tables if table.name in present])
    call_command("migrate", interactive=False, verbosity=0)
    with connection.cursor() as cursor:
        for table in tables:
            # A model's names.
            cursor.execute(f"DELETE FROM {quote(table.name)}")  # noqa: S608


def refuse_filled(tables: list[Table]) -> None:
    """CommandError where a table is in use; until the end nobody else may write."""
    if tables:
        names = ", ".join(quote(table.name) for table in tables)
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
    for table in tables:
        if table.name not in BY_MIGRATE and table.count(connection):
            text = _(
                "The database of DATABASE_URL is in use: there are rows in {table}. "
                "Name an empty one. Nothing was moved."
            )
            raise CommandError(text.format(table=table.name))


def store(table: Table, rows: list[tuple]) -> None:
    """Write rows, and read them back; CommandError where they are not the same."""
    names = ", ".join(map(quote, table.names))
    sql = f"COPY {quote(table.name)} ({names}) FROM STDIN"
    # Django knows no COPY: without this its errors would be psycopg's own.
    told = connection.wrap_database_errors
    with told, connection.cursor() as cursor, cursor.copy(sql) as stream:
        for row in rows:
            stream.write_row(table.prepared(row))
    key = table.key
    batches = table.batches(connection, [row[key] for row in rows])
    stored = {row[key]: row for batch in batches for row in batch}
    for row in rows:
        compare(table, row, stored.get(row[key]))


def compare(table: Table, row: tuple, stored: tuple | None) -> None:
    """CommandError where PostgreSQL made something else of a row."""
    if row != stored:
        pairs = zip(table.columns, row, stored or [None] * len(row), strict=True)
        column = next(column for column, here, there in pairs if here != there)
        table.refuse(row[table.key], column, _("PostgreSQL changed the value"))


def continue_ids(table: Table, source: BaseDatabaseWrapper) -> None:
    """Let the next row have the id that SQLite would give: one that no row had yet."""
    auto = table.model._meta.auto_field
    if auto is None:
        return
    with source.cursor() as cursor:
        sql = "SELECT seq FROM sqlite_sequence WHERE name = %s"
        cursor.execute(sql, [table.name])
        (last,) = cursor.fetchone() or (0,)
    last = last if isinstance(last, int) else 0  # SQLite keeps anything anywhere
    column, name = quote(auto.column), quote(table.name)
    with connection.cursor() as cursor:
        # A model's names.
        cursor.execute(f"SELECT max({column}) FROM {name}")  # noqa: S608
        last = max(last, cursor.fetchone()[0] or 0)
        # A sequence begins with 1; False means that this one was not given yet.
        sql = "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)"
        cursor.execute(sql, [name, auto.column, max(last, 1), last > 0])


def check(tables: list[Table], counts: dict[str, int]) -> None:
    """CommandError where a table has not as many rows as there were in SQLite."""
    connection.check_constraints()
    for table in tables:
        if (rows := table.count(connection)) != counts[table.name]:
            text = _("{table}: {rows} rows instead of {count}. Nothing was moved.")
            count = counts[table.name]
            raise CommandError(text.format(table=table.name, rows=rows, count=count))


def quote(name: str) -> str:
    """A name in SQL."""
    return connection.ops.quote_name(name)
