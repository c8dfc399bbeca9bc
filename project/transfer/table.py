"""The table of a model, in either database, read in batches."""

from collections.abc import Iterator
from typing import NoReturn

from django.core.management import CommandError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.utils.translation import gettext as _

from .column import Column

# Rows in memory at once.
BATCH = 1000


class Table:
    """A table; its rows are tuples of values of Python, in the order of `columns`."""

    def __init__(self, model: type[Model]):
        self.model = model
        self.name = model._meta.db_table
        self.columns = [Column(field) for field in model._meta.local_concrete_fields]
        self.names = [column.name for column in self.columns]
        self.key = self.names.index(model._meta.pk.column)

    def count(self, database: BaseDatabaseWrapper) -> int:
        """How many rows there are."""
        name = database.ops.quote_name(self.name)
        with database.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608  a model's name
            return cursor.fetchone()[0]

    def batches(
        self, database: BaseDatabaseWrapper, keys: list | None = None
    ) -> Iterator[list[tuple]]:
        """All rows, or those with some keys; CommandError where a value is none."""
        quote = database.ops.quote_name
        names = ", ".join(map(quote, self.names))
        sql = f"SELECT {names} FROM {quote(self.name)}"  # noqa: S608  a model's names
        if keys is not None:
            sql += f" WHERE {quote(self.names[self.key])} = ANY(%s)"
        converters = [column.converters(database) for column in self.columns]
        with database.cursor() as cursor:
            cursor.execute(sql, None if keys is None else [keys])
            while rows := cursor.fetchmany(BATCH):
                yield [self.row(raw, converters, database) for raw in rows]

    def row(self, raw: tuple, converters: list[list], database) -> tuple:
        """One row."""
        row = []
        for column, value, steps in zip(self.columns, raw, converters, strict=True):
            try:
                row.append(column.value(value, steps, database))
            except ValueError as error:
                self.refuse(raw[self.key], column, error)
        return tuple(row)

    def prepared(self, row: tuple) -> list:
        """A row as PostgreSQL is to be given it; CommandError where it cannot be."""
        values = []
        for column, value in zip(self.columns, row, strict=True):
            try:
                values.append(column.prepared(value))
            except ValueError as error:
                self.refuse(row[self.key], column, error)
        return values

    def refuse(self, key, column: Column, reason: object) -> NoReturn:
        """CommandError that names a value, and says what is wrong with it."""
        text = _("{table}, primary key {key}, column {column}: {reason}.")
        # The key of a session or of a token opens the site: its beginning will do.
        told = f"{key[:4]}..." if isinstance(key, str) else key
        place = text.format(
            table=self.name, key=told, column=column.name, reason=reason
        )
        raise CommandError(" ".join([place, _("Nothing was moved.")]))
