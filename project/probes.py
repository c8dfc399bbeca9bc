"""What /readyz, the doctor and import_sqlite ask of the database and of the cache."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from . import stores

PATIENCE = 3  # seconds until a database that hangs is one that fails


@contextmanager
def impatient(alias: str = DEFAULT_DB_ALIAS) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own to a database, which waits for nothing for long."""
    connection = connections[alias].copy()
    leave_pool(connection)
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "postgresql":
        given = options.get("options", "")
        options["connect_timeout"] = PATIENCE
        options["options"] = f"{given} -c statement_timeout={PATIENCE}s".strip()
    else:
        options["timeout"] = PATIENCE
    try:
        yield connection
    finally:
        connection.close()


def leave_pool(connection: BaseDatabaseWrapper) -> None:
    """Let it connect by itself: a pool tries for long, and tells no more than that."""
    connection.settings_dict["OPTIONS"].pop("pool", None)


def pending_migrations(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the migrations that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _backwards in plan]


def cache_is_table() -> bool:
    """Whether the cache is in the database."""
    return settings.CACHES["default"] == stores.IN_DATABASE


def read_cache_table(connection: BaseDatabaseWrapper) -> None:
    """DatabaseError where the table of the cache cannot be read."""
    table = connection.ops.quote_name(stores.IN_DATABASE["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608  a name of ours


def cache_keeps_values() -> bool:
    """Whether the cache gives back what it was given; its errors are of its kind."""
    key = f"probe-{secrets.token_hex(8)}"
    cache.set(key, key, timeout=10)
    is_there = cache.get(key) == key
    cache.delete(key)
    return is_there


def first_line(error: Exception) -> str:
    """What an error says: PostgreSQL adds the statement on lines of their own."""
    lines = [*str(error).strip().splitlines(), type(error).__name__]
    return lines[0].rstrip(". ")
