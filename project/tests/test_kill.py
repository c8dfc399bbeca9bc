"""`kill -9` in the middle of writes: what was acknowledged is there afterwards."""

import os
import signal
import sqlite3
from contextlib import closing

import pytest

from .fixtures import served
from .trouble import (
    LIST,
    ONE,
    QUIET,
    Writers,
    by_token,
    kill_all,
    on_sqlite,
    stored,
    workers,
)

pytestmark = pytest.mark.servers


@pytest.fixture(params=["false", "true"], ids=["journal", "wal"])
def folder(request, tmp_path):
    """A copy of the project on SQLite, with both kinds of journal."""
    return on_sqlite(tmp_path, SQLITE_WAL=request.param)


def check(writers, folder):
    """Nothing that was acknowledged is lost, and nothing is there that nobody sent."""
    found = stored(folder / "db.sqlite3")
    assert writers.kept.items() <= found.items()
    assert {*found.values()} - {*writers.kept.values()} <= {*writers.cut}
    assert len({*found.values()}) == len(found)
    assert writers.statuses == []


def test_a_worker_that_is_killed_loses_nothing_and_is_replaced(folder):
    with served(folder, *QUIET) as site, Writers(site, by_token(site)) as writers:
        for _again in range(3):
            writers.wait_for(20)
            os.kill(min(workers(site)), signal.SIGKILL)
        writers.wait_for(50)
        assert site.process.poll() is None
    check(writers, folder)


def test_a_server_that_is_killed_loses_nothing_and_starts_again(folder):
    with served(folder, *QUIET) as site:
        headers = by_token(site)
        with Writers(site, headers) as writers:
            writers.wait_for(60)
            kill_all(site)
    with served(folder, *QUIET) as site:
        assert site.ask("GET", LIST)[0] == 200
        data = {"name": "A", "email": "after@example.org"}
        assert site.ask("POST", LIST, data, **headers)[0] == 201
    check(writers, folder)


def test_the_journal_follows_the_setting_both_ways_and_keeps_the_data(tmp_path):
    folder = on_sqlite(tmp_path)
    for number, (wal, mode) in enumerate([("true", "wal"), ("", "delete")]):
        with served(folder, *ONE, SQLITE_WAL=wal) as site:
            data = {"name": "A", "email": f"{number}@writers.example"}
            assert site.ask("POST", LIST, data, **by_token(site))[0] == 201
            with closing(sqlite3.connect(folder / "db.sqlite3")) as other:
                assert other.execute("PRAGMA journal_mode").fetchone() == (mode,)
        assert len(stored(folder / "db.sqlite3")) == number + 1
        assert not (folder / "db.sqlite3-wal").exists()
