"""What the tests of `manage.py import_sqlite` share: a site, new databases, a run."""

import uuid

import psycopg
import pytest

from .fixtures import (
    KNOWN,
    copy_project,
    database,
    hash_fast,
    manage,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project as it is first set up, on SQLite."""
    folder = hash_fast(copy_project(tmp_path_factory.mktemp("move") / "site"))
    (folder / "db.sqlite3").write_bytes(database())
    return folder


@pytest.fixture
def target(postgres):
    """The URL of a new database."""
    return new_database(postgres)


def new_database(postgres) -> str:
    """Make a database; its URL."""
    name = f"move_{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return f"{postgres.rpartition('/')[0]}/{name}"


def move(folder, target, *arguments):
    """Run the command; the finished process."""
    values = {**KNOWN, "DATABASE_URL": target}
    return manage(folder, "import_sqlite", *map(str, arguments), **values)
