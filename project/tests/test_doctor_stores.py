"""What the doctor finds in PostgreSQL and Redis."""

import re

import psycopg
import pytest

from .fixtures import KNOWN, copy_project, manage

pytestmark = pytest.mark.servers

# The databases of these tests are made of the first, and each has one fault.
HEALTHY = "doctor"
# Found before the function of this name that PostgreSQL comes with.
LATE = """
CREATE SCHEMA late;
CREATE FUNCTION late.clock_timestamp() RETURNS timestamptz
    AS $$ SELECT pg_catalog.clock_timestamp() - interval '60 seconds' $$ LANGUAGE sql;
ALTER DATABASE {name} SET search_path = late, pg_catalog, public
"""
READ_ONLY = "ALTER DATABASE {name} SET default_transaction_read_only = on"
NO_RIGHTS = (
    "CREATE ROLE guest LOGIN; REVOKE ALL ON ALL TABLES IN SCHEMA public FROM guest"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, postgres):
    """A copy of the project, and the database HEALTHY."""
    folder = copy_project(tmp_path_factory.mktemp("stores"))
    execute(postgres, "postgres", f"CREATE DATABASE {HEALTHY}")
    done = manage(folder, "migrate", DATABASE_URL=named(postgres, HEALTHY), **KNOWN)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def examined(folder, postgres):
    """A function: what `check` says of a database of a name, after some SQL in it."""

    def examine(name, faults="", user="lab", **environment):
        execute(postgres, "postgres", f"CREATE DATABASE {name} TEMPLATE {HEALTHY}")
        execute(postgres, name, faults.format(name=name))
        url = named(postgres, name).replace("lab@", f"{user}@")
        arguments = ("check", "--deploy", "--database", "default")
        done = manage(folder, *arguments, **KNOWN, DATABASE_URL=url, **environment)
        assert "Traceback" not in done.stderr
        ids = re.findall(r"\((project\.[EWI]\d{3})\)", done.stderr)
        return [each for each in ids if each != "project.W011"], done.stderr

    return examine


def named(url: str, name: str) -> str:
    """The URL of another database there."""
    return f"{url.rpartition('/')[0]}/{name}"


def execute(url: str, name: str, statements: str) -> None:
    """Run SQL in a database."""
    with psycopg.connect(named(url, name), autocommit=True) as server:
        for statement in filter(None, map(str.strip, statements.split(";"))):
            server.execute(statement)


def test_healthy_stores_are_clean(examined, redis_url):
    assert examined("healthy", CACHE_URL=redis_url)[0] == []


def test_a_standby_or_another_database_that_only_reads(examined):
    ids, text = examined("reader", READ_ONLY)
    assert ids == ["project.E043"]
    assert "read-only transaction" in text


def test_a_user_without_rights(examined):
    ids, text = examined("barred", NO_RIGHTS, user="guest")
    assert ids == ["project.E044"]
    assert "permission denied for table" in text


def test_a_clock_that_is_late(examined):
    ids, text = examined("late", LATE)
    assert ids == ["project.W070"]
    assert re.search(r"0:00:5\d|0:01:00", text)


def test_a_user_and_a_database_that_are_not_there(examined, folder, postgres):
    ids, text = examined("lonely", user="nobody_here")
    assert ids == ["project.E040"]
    assert 'role "nobody_here" does not exist' in text


def test_a_redis_that_only_reads(folder, redis_url):
    """A replica whose primary is gone keeps answering."""
    from redis import Redis

    with Redis.from_url(redis_url) as client:
        client.replicaof("127.0.0.1", 1)
        try:
            arguments = ("check", "--deploy", "--database", "default")
            done = manage(folder, *arguments, **KNOWN, CACHE_URL=redis_url)
        finally:
            client.replicaof("NO", "ONE")
    assert "(project.E081)" in done.stderr
    assert "read only replica" in done.stderr
