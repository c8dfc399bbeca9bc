"""The site on PostgreSQL and Redis: when they go away and come back, and in a hurry."""

import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import pytest
from django.core.cache import cache
from django.db import connection

from project.launch import tls

from .fixtures import (
    demo,
    free_port,
    hash_fast,
    lack,
    manage,
    served,
    write_env,
)
from .servers import cluster, redis
from .stores import connect
from .trouble import Writers, by_token, wait_until, workers

ADMIN = {"username": "admin", "password": "123"}
AUTHOR = ("GET", "/api/authors_generic/3/", {})
TOKEN = ("POST", "/api/token/", ADMIN, {})
GUNICORN = "-m gunicorn project.wsgi -w 2 --threads 2 -b 127.0.0.1:{port}"
# As run.py starts it with --ssl.
GRANIAN = f"{tls.GRANIAN} --port {{port}} --log-level critical"
# What an answer may take while a store is away: it waits for one, and there is a rest.
PATIENCE = 8  # seconds
WRITTEN = "FROM api_author WHERE email LIKE '%@writers.example'"
READ_ONLY = "ALTER SYSTEM SET default_transaction_read_only = {}"


def test_the_tests_run_where_they_were_told_to(pytestconfig, db):
    vendor, kind = connection.vendor, type(cache._connections["default"]).__name__
    is_told = pytestconfig.option.stores
    assert vendor == ("postgresql" if is_told else "sqlite")
    assert kind == ("RedisCache" if is_told else "DatabaseCache")


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """`(site, PostgreSQL, Redis)`; the last two run while their context is open."""
    if sys.platform == "win32":
        lack("gunicorn does not run on Windows")
    port = free_port()
    with cluster() as (start, url):
        stores = {"DATABASE_URL": url, "CACHE_URL": f"redis://127.0.0.1:{port}/0"}
        with start():
            folder = hash_fast(demo(tmp_path_factory.mktemp("stores"), **stores))
        write_env(folder, **stores)
        with served(folder, *GUNICORN.split(), "--log-level=critical") as site:
            yield site, start, partial(redis, port)


@pytest.fixture(params=["gunicorn", "granian"])
def each(parts, request):
    """The same, under each of two servers."""
    site, *stores = parts
    if request.param == "gunicorn":
        yield parts
        return
    with served(site.folder, *GRANIAN.split()) as other:
        yield other, *stores


def answers_of(site, *requests) -> list[int]:
    """The statuses of requests made at once; what fails says so in JSON, and soon."""
    begun = time.monotonic()
    with ThreadPoolExecutor(len(requests)) as pool:
        answers = [*pool.map(lambda each: site.ask(*each[:-1], **each[-1]), requests)]
    assert time.monotonic() - begun < PATIENCE
    failed = [body for status, body in answers if status >= 500]
    assert all([*body] == ["detail"] for body in failed)
    return [status for status, _body in answers]


def wait_for(site, method, path, headers) -> None:
    """Wait until a request is answered with 200 again."""
    begun = time.monotonic()
    while site.ask(method, path, **headers)[0] != 200:
        assert time.monotonic() - begun < 2 * PATIENCE
        time.sleep(0.2)
    print(f"200 after {time.monotonic() - begun:.1f} s")


def settle(site) -> None:
    """Wait until all workers have found the database again."""
    wait_until(partial(are, [200] * 8, site, *[AUTHOR] * 8))


@pytest.mark.servers
def test_while_postgresql_is_away_all_fails_quickly_and_then_all_is_well(parts):
    site, postgresql, redis = parts
    with redis():
        with postgresql():
            wait_for(site, *AUTHOR)
            assert answers_of(site, *[AUTHOR, TOKEN] * 4) == [200] * 8
        assert answers_of(site, AUTHOR, TOKEN) == [503, 503]
        with postgresql():
            wait_for(site, *AUTHOR)
            assert answers_of(site, *[AUTHOR, TOKEN] * 4) == [200] * 8


@pytest.mark.servers
def test_a_restart_of_postgresql_under_load_loses_nothing(each):
    site, postgresql, redis = each
    with redis(), ExitStack() as database:
        database.enter_context(postgresql())
        settle(site)
        before = workers(site)
        with connect(site.folder) as connection:
            connection.execute(f"DELETE {WRITTEN}")
        with Writers(site, by_token(site)) as writers:
            writers.wait_for(50)
            database.close()
            wait_until(lambda: writers.statuses)
            database.enter_context(postgresql())
            writers.wait_for(50)
        with connect(site.folder) as connection:
            rows = connection.execute(f"SELECT id, email {WRITTEN}")
            found = dict(rows.fetchall())
    assert {*writers.statuses} == {503}
    assert writers.kept.items() <= found.items()
    assert workers(site) == before


@pytest.mark.servers
def test_where_postgresql_only_reads_reading_goes_on(parts):
    site, postgresql, redis = parts
    with redis(), postgresql():
        settle(site)
        for only, statuses in (("on", [200, 503]), ("off", [200, 200])):
            with connect(site.folder) as database:
                database.execute(READ_ONLY.format(only))
                database.execute("SELECT pg_reload_conf()")
            wait_until(partial(are, statuses, site, AUTHOR, TOKEN))


def are(statuses, site, *requests) -> bool:
    """Whether requests made at once are answered so."""
    return answers_of(site, *requests) == statuses


@pytest.mark.servers
def test_while_redis_is_away_sessions_alone_fail_and_they_outlive_it(each):
    site, postgresql, redis = each
    with postgresql():
        with redis():
            settle(site)
            session = site.sign_in(**ADMIN)
            whoami = ("GET", "/api/whoami/", session)
            wait_for(site, *whoami)
            before = workers(site)
        assert answers_of(site, whoami, AUTHOR, TOKEN) == [503, 200, 200]
        with redis():
            wait_for(site, *whoami)
            assert answers_of(site, *[whoami] * 4) == [200] * 4
            assert workers(site) == before


@pytest.mark.servers
def test_people_loaded_by_several_at_once_are_loaded_once(parts):
    site, postgresql, redis = parts
    with postgresql(), redis():
        with connect(site.folder) as database:
            for table in ("auth_user_user_permissions", "auth_user"):
                database.execute(f"TRUNCATE {table} CASCADE")
        with ThreadPoolExecutor(3) as pool:
            runs = [*pool.map(manage, [site.folder] * 3, ["load_users"] * 3)]
        assert [(done.returncode, done.stderr) for done in runs] == [(0, "")] * 3
        created = [int(re.match(r"(\d+) created", done.stdout)[1]) for done in runs]
        assert sum(created) == 42


@pytest.mark.servers
def test_sites_prepared_by_several_at_once_are_prepared_once(parts):
    site, postgresql, redis = parts
    with postgresql(), redis():
        with connect(site.folder) as database:
            database.execute("CREATE DATABASE other")
            url = f"postgresql://lab@127.0.0.1:{database.info.port}/other"
        prepare = partial(manage, site.folder, "demo", DATABASE_URL=url)
        with ThreadPoolExecutor(3) as pool:
            runs = [*pool.map(lambda _: prepare(), range(3))]
        assert not [done.stderr for done in runs if "Traceback" in done.stderr]
        assert [done for done in runs if done.returncode == 0]
        assert prepare().stdout == "Nothing to load.\n"
