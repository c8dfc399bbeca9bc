"""Passwords that are tried at the same moment, by threads and by workers that meet."""

import os
import sys
from functools import partial

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from project.tests.fixtures import lack, served, set_up
from project.tests.meeting import at_once
from project.tests.stores import connect

from .conftest import PASSWORD
from .doors import MOST, knock

CORES = os.cpu_count()
GUNICORN = ["-m", "gunicorn", "project.wsgi", "-b", "127.0.0.1:{port}"]


class Failing(MD5PasswordHasher):
    """Finds no memory, as Argon2 may."""

    def encode(self, password, salt):
        raise MemoryError


@pytest.fixture
def quiet_site(site):
    """`site`, which other tests of this session use: they find no locks."""
    yield site
    with connect(site.folder) as database:
        database.execute("DELETE FROM lockout_failures")
        database.commit()


@pytest.fixture
def threaded_site(tmp_path):
    """A site of one worker with many threads, which hashes as a server does."""
    if sys.platform == "win32":
        lack("gunicorn does not run on Windows")
    folder = set_up(tmp_path)
    with served(folder, *GUNICORN, "--threads", "25") as site:
        yield site


def tried(site, name, times) -> int:
    """How many wrong passwords of those sent at once are tried; the others are 429, and
    none of them is lost."""
    ask = partial(site.ask, "GET", "/api/whoami/", account=f"{name}:wrong")
    statuses = [status for status, _body in at_once(*[ask] * times)]
    count = statuses.count(401)
    assert count + statuses.count(429) == times
    with connect(site.folder) as database:
        sql = "SELECT kind, count FROM lockout_failures WHERE count > 0"
        assert dict(database.execute(sql)) == {"name": count, "address": count}
    assert site.ask("GET", "/api/whoami/", account=f"{name}:123")[0] == 429
    return count


@pytest.mark.parametrize("name", ["admin", "nobody at all"])
def test_workers_that_meet_lose_no_failure(name, quiet_site):
    """Four workers of two threads try eight at once, which is all that slips by."""
    assert MOST <= tried(quiet_site, name, 40) < MOST + 4 * min(2, CORES)


@pytest.mark.parametrize("name", ["admin", "nobody at all"])
def test_many_threads_try_no_more_at_once_than_there_are_cores(name, threaded_site):
    assert MOST <= tried(threaded_site, name, 60) < MOST + CORES


def test_a_try_that_fails_lets_the_next_one_have_its_turn(people, settings):
    working = settings.PASSWORD_HASHERS
    settings.PASSWORD_HASHERS = [f"{__name__}.Failing"]
    for _time in range(CORES + 1):
        assert knock("/api/token/", "nobody").status_code == 500
    settings.PASSWORD_HASHERS = working
    assert knock("/api/token/", "owner", PASSWORD).status_code == 200
