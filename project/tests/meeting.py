"""Requests that meet: sent at once, or to two servers that share their stores."""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import pytest

from .fixtures import copy_project, demo, hash_fast, lack, served, write_env
from .servers import cluster, redis

PLATON = {"username": "platon27", "password": "#8X+DujR!B"}
GUNICORN = "-m gunicorn project.wsgi --threads 4 -b 127.0.0.1:{port} --log-level error"
GRANIAN = (
    "-m granian --interface wsgi project.wsgi:application --workers-kill-timeout 5"
    " --port {port}"
)
ALLOWED = 200
THROTTLE = f"""
REST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = [
    "rest_framework.throttling.AnonRateThrottle"
]
REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {{"anon": "{ALLOWED}/hour"}}
"""


def at_once(*calls):
    """The results of calls that all begin together."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture(scope="session")
def halves(tmp_path_factory):
    """Two servers on one PostgreSQL and one Redis, each of a copy of its own."""
    if sys.platform == "win32":
        lack("gunicorn does not run on Windows")
    with ExitStack() as stack:
        start, database = stack.enter_context(cluster())
        stack.enter_context(start())
        stores = {"DATABASE_URL": database}
        stores["CACHE_URL"] = stack.enter_context(redis())
        first = demo(tmp_path_factory.mktemp("first"), **stores)
        second = copy_project(tmp_path_factory.mktemp("second"))
        folders = [prepared(folder, **stores) for folder in (first, second)]
        yield [
            stack.enter_context(served(folder, *command.split()))
            for folder, command in zip(folders, (GUNICORN, GRANIAN), strict=True)
        ]


def prepared(folder: Path, **stores: str) -> Path:
    """A copy on these stores in which anonymous users may ask so often and no more."""
    write_env(folder, **stores)
    with (folder / "project" / "settings.py").open("a", encoding="utf-8") as file:
        file.write(THROTTLE)
    return hash_fast(folder)


@pytest.fixture(params=[0, 1], ids=["gunicorn", "granian"])
def pair(request, halves):
    """`(one, other)`, both ways round."""
    return halves[request.param], halves[1 - request.param]
