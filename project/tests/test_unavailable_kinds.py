"""Which errors are a 503: those of real stores in trouble; no fault of a program is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import dj_database_url
import pytest
from django.core.cache import CacheHandler
from django.db import ConnectionHandler, OperationalError
from django.db.utils import Error
from redis import Redis, RedisError

from api.guards.unavailable import is_unavailable
from project import stores

from .fixtures import free_port
from .servers import redis
from .trouble import wait_until

MAKE = "CREATE TABLE one (a int)"
TOO_LONG = f"SELECT 1{'+1' * 50_000}"
# What is said to a database in turn, the beginning of the error that comes of it, and
# whether that is a 503.
SQLITE = [
    (["PRAGMA query_only = 1", MAKE], "attempt to write a readonly database", True),
    (["PRAGMA max_page_count = 1", MAKE], "database or disk is full", True),
    (["SELECT * FROM nowhere"], "no such table", False),
    ([TOO_LONG], "Expression tree is too large", False),
]
POSTGRESQL = [
    (["SELECT pg_terminate_backend(pg_backend_pid())"], "terminating", True),
    (["SET statement_timeout = 9", "SELECT pg_sleep(9)"], "canceling", True),
    (["SET default_transaction_read_only = on", MAKE], "cannot execute", True),
    (["SELECT * FROM nowhere"], "relation", False),
    ([TOO_LONG], "stack depth limit exceeded", False),
]
# SQLite's words for what no test brings about: a broken disk, and two that meet in WAL.
RARE = ["disk I/O error", "locking protocol"]


@pytest.fixture
def connect(django_db_blocker):
    """A function that makes a database of some settings known to Django."""
    made = []

    def connect(settings):
        made.append(ConnectionHandler({"default": settings})["default"])
        return made[-1]

    with django_db_blocker.unblock():
        yield connect
        for database in made:
            database.close()


@pytest.fixture
def file(connect, tmp_path):
    """A database in a file."""
    return connect({**stores.SQLITE, "NAME": tmp_path / "db.sqlite3"})


@pytest.fixture
def server(connect, postgres):
    """A database of PostgreSQL."""
    return connect(dj_database_url.parse(postgres))


def error_of(call, *arguments) -> Exception:
    """The error that comes of a call, as a view meets it."""
    with pytest.raises((Error, RedisError)) as caught:
        call(*arguments)
    return caught.value


def execute(database, statements) -> None:
    """Say these to a database in turn."""
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize(("statements", "told", "is_away"), SQLITE)
def test_sqlite_says_whether_it_is_at_fault(statements, told, is_away, file):
    error = error_of(execute, file, statements)
    assert str(error).startswith(told)
    assert is_unavailable(error) == is_away


@pytest.mark.servers
@pytest.mark.parametrize(("statements", "told", "is_away"), POSTGRESQL)
def test_postgresql_says_whether_it_is_at_fault(statements, told, is_away, server):
    error = error_of(execute, server, statements)
    assert str(error).startswith(told)
    assert is_unavailable(error) == is_away


@pytest.mark.parametrize("words", RARE)
def test_what_is_rare_in_sqlite_is_known_by_its_words(words, file):
    def fail():
        with file.wrap_database_errors:
            raise sqlite3.OperationalError(words)

    assert is_unavailable(error_of(fail))


def test_a_lock_of_another_program_is_a_503(file):
    execute(file, ["PRAGMA busy_timeout = 0"])
    with closing(sqlite3.connect(file.settings_dict["NAME"])) as other:
        other.execute("BEGIN IMMEDIATE")
        error = error_of(execute, file, [MAKE])
    assert str(error) == "database is locked"
    assert is_unavailable(error)


def test_a_folder_that_is_not_there_is_a_503(connect, tmp_path):
    database = connect({**stores.SQLITE, "NAME": tmp_path / "nowhere" / "db.sqlite3"})
    error = error_of(database.ensure_connection)
    assert str(error) == "unable to open database file"
    assert is_unavailable(error)


def test_a_table_that_the_program_reads_itself_is_its_own_fault(file):
    execute(file, [MAKE, "INSERT INTO one VALUES (1), (2)"])
    with file.cursor() as reading:
        reading.execute("SELECT a FROM one")
        error = error_of(execute, file, ["DROP TABLE one"])
    assert str(error) == "database table is locked"
    assert not is_unavailable(error)


@pytest.mark.servers
def test_a_connection_that_is_lost_or_refused_is_a_503(connect, server, postgres):
    error_of(execute, server, ["SELECT pg_terminate_backend(pg_backend_pid())"])
    error = error_of(execute, server, ["SELECT 1"])
    assert str(error) == "the connection is closed"
    assert is_unavailable(error)
    nobody = {**dj_database_url.parse(postgres), "PORT": free_port()}
    assert is_unavailable(error_of(connect(nobody).ensure_connection))


@pytest.mark.servers
def test_a_cursor_that_was_closed_is_a_fault_of_the_program(server):
    with server.cursor() as cursor:
        pass
    error = error_of(cursor.execute, "SELECT 1")
    assert str(error) == "the cursor is closed"
    assert not is_unavailable(error)


def test_what_no_driver_said_is_a_fault_of_the_program():
    assert not is_unavailable(OperationalError("database is locked"))
    assert not is_unavailable(None)


def full(client: Redis) -> None:
    """Leave no memory for anything more."""
    client.config_set("maxmemory", 1)


def copying(client: Redis) -> None:
    """Make it the copy of another one: it only reads."""
    client.replicaof("127.0.0.1", free_port())


def without_a_disk(client: Redis) -> None:
    """Let it find a folder where it has to save its file."""
    (Path(client.config_get("dir")["dir"]) / "dump.rdb").mkdir()
    client.config_set("save", "3600 1")
    client.bgsave()
    wait_until(lambda: client.info("persistence")["rdb_last_bgsave_status"] == "err")


def stuck(client: Redis) -> None:
    """Let it say nothing for longer than a request waits: 2 seconds."""
    client.client_pause(2500)


TROUBLE = [(full, "OutOfMemoryError"), (copying, "ReadOnlyError")]
TROUBLE += [(without_a_disk, "ResponseError"), (stuck, "TimeoutError")]


@pytest.mark.servers
@pytest.mark.parametrize(("befall", "kind"), TROUBLE)
def test_a_redis_that_keeps_nothing_is_a_503(befall, kind):
    with redis() as url, Redis.from_url(url) as client:
        cache = CacheHandler({"default": stores.cache(url)})["default"]
        cache.set("key", "kept")
        befall(client)
        error = error_of(cache.set, "key", "lost")
        assert type(error).__name__ == kind
        assert is_unavailable(error)
        client.config_set("save", "")  # it would not end before it has saved
    assert is_unavailable(error_of(cache.get, "key")), "it is gone"


@pytest.mark.servers
def test_a_wrong_question_to_redis_is_a_fault_of_the_program(redis_url):
    cache = CacheHandler({"default": stores.cache(redis_url)})["default"]
    with Redis.from_url(redis_url) as client:
        client.rpush(cache.make_key("a list"), 1)
    error = error_of(cache.get, "a list")
    assert str(error).startswith("WRONGTYPE")
    assert not is_unavailable(error)
