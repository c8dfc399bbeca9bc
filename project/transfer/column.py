"""A column of a model: what a value of it is, and what PostgreSQL can hold."""

import re

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, IntegerField
from django.utils.translation import gettext as _

# What `surrogateescape` makes of such bytes.
NOT_UTF8 = re.compile("[\udc80-\udcff]")


class Column:
    """A column, in either database."""

    def __init__(self, field: Field):
        self.field = field
        self.name = field.column
        # A foreign key holds what it points to.
        self.kind = field.target_field if field.is_relation else field
        self.type = self.kind.get_internal_type()
        # Asked for every value: `django.db.connection` would look it up each time.
        self.target = connections[DEFAULT_DB_ALIAS]
        bounded = "varchar(" in field.db_type(self.target)
        self.limit = self.kind.max_length if bounded else None
        whole = isinstance(self.kind, IntegerField)
        self.range = self.target.ops.integer_field_range(self.type) if whole else None
        self.expression = field.get_col(field.model._meta.db_table)

    def converters(self, database: BaseDatabaseWrapper) -> list:
        """What makes values of Python from those of a database, one after the other."""
        of_database = database.ops.get_db_converters(self.expression)
        return [*of_database, *self.expression.get_db_converters(database)]

    def value(self, raw, converters: list, database: BaseDatabaseWrapper):
        """The value of Python; ValueError, with the reason, where it is none.

        SQLite keeps whatever it was given, in a column of any type.
        """
        try:
            value = raw
            for converter in converters:
                value = converter(value, self.expression, database)
            if (value is None) == (raw is None) and self.kind.to_python(value) == value:
                return value
        # What Django's fields raise for values that they did not write.
        except (AttributeError, TypeError, ValueError, ValidationError):
            pass
        raise ValueError(_("the value does not fit a {type}").format(type=self.type))

    def prepared(self, value):
        """A value for PostgreSQL; ValueError, with the reason, where it has no room."""
        if isinstance(value, str):
            self.refuse_text(value)
        elif self.range and value is not None:
            low, high = self.range
            if not low <= value <= high:
                text = _("the number is not between {low} and {high}")
                raise ValueError(text.format(low=low, high=high))
        return self.field.get_db_prep_save(value, self.target)

    def refuse_text(self, value: str) -> None:
        """ValueError, with the reason, where PostgreSQL has no room for a text."""
        if "\0" in value:
            raise ValueError(_("the text contains NUL"))
        if NOT_UTF8.search(value):
            raise ValueError(_("the text is not in UTF-8"))
        if self.limit is not None and len(value) > self.limit:
            text = _("the text has {count} characters, {limit} is the most")
            raise ValueError(text.format(count=len(value), limit=self.limit))
