"""Servers of this machine, each started for a test in a folder of its own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from .fixtures import free_port, lack, own_stores, wait_until_open

NGINX = """{user} daemon off; worker_processes 1; pid nginx.pid; error_log stderr warn;
events {{}}
http {{
    include /etc/nginx/mime.types;
    access_log off; client_body_temp_path body; proxy_temp_path proxy;
    uwsgi_temp_path uwsgi; fastcgi_temp_path fastcgi; scgi_temp_path scgi;
{sites}
}}
"""


def program(name: str, *places: str) -> str:
    """The path of a program; a test that needs one which is not there is skipped."""
    if sys.platform != "linux":
        lack(f"{name} is where these tests look for it on Linux alone")
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", *places])
    return shutil.which(name, path=path) or lack(f"there is no {name} on this machine")


@contextlib.contextmanager
def running(command: list[str], port: int, stop=signal.SIGTERM, **options):
    """A server, from when it listens on a port; its process."""
    process = subprocess.Popen([*map(str, command)], **options)
    try:
        wait_until_open(port, process)
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def cluster(fsync: str = "off"):
    """A new cluster of PostgreSQL: what starts it, as often as that is wanted, and the
    URL of its database postgres, as a superuser."""
    places = [str(path) for path in Path("/usr/lib/postgresql").glob("*/bin")]
    make, serve = (program(name, *places) for name in ("initdb", "postgres"))
    # It refuses to run as root.
    user = {"user": "postgres"} if os.geteuid() == 0 else {}
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if user:
            shutil.chown(folder, "postgres")
        options = {**user, "cwd": folder, "stdout": subprocess.DEVNULL}
        made = [make, "-D", folder, "-U", "lab", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run([*made, "--locale=C.UTF-8"], check=True, **options)
        fast = ["-c", f"fsync={fsync}", "-c", "max_connections=200"]
        place = ["-p", str(port), "-k", folder, "-h", "127.0.0.1"]
        command = [serve, "-D", folder, *place, *fast]
        # SIGINT is its fast shutdown: SIGTERM waits for all clients.
        quiet = {**options, "stderr": subprocess.DEVNULL}
        start = partial(running, command, port, signal.SIGINT, **quiet)
        yield start, f"postgresql://lab@127.0.0.1:{port}/postgres"


@contextlib.contextmanager
def postgresql(fsync: str = "off") -> Iterator[str]:
    """A new cluster of PostgreSQL that runs: its URL."""
    with cluster(fsync) as (start, url), start():
        yield url


@contextlib.contextmanager
def redis(port: int = 0) -> Iterator[str]:
    """Redis without persistence, with a thousand databases: the URL of the first."""
    port = port or free_port()
    command = [program("redis-server"), "--port", port, "--bind", "127.0.0.1"]
    with tempfile.TemporaryDirectory(prefix="redis") as folder:
        memory = ["--save", "", "--appendonly", "no", "--dir", folder]
        memory += ["--databases", "1000"]
        quiet = {"stdout": subprocess.DEVNULL}
        with running([*command, *memory], port, **quiet):
            yield f"redis://127.0.0.1:{port}/0"


@contextlib.contextmanager
def nginx(folder: Path, sites: str, port: int) -> Iterator[None]:
    """nginx with some `server` and `upstream` blocks, one of which has the port."""
    config = folder / "nginx.conf"
    command = [program("nginx"), "-p", f"{folder}/", "-c", str(config)]
    folder.mkdir(parents=True, exist_ok=True)
    # As root it would serve as nobody, who may not read the folders of these tests.
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(NGINX.format(user=user, sites=sites), encoding="utf-8")
    with running(command, port, stop=signal.SIGQUIT):
        yield


def pytest_addoption(parser):
    """`--stores`."""
    text = "run all tests on a PostgreSQL and a Redis that are started for them"
    parser.addoption("--stores", action="store_true", help=text)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config):
    """Start the stores before the settings are read; workers inherit where they are."""
    if early_config.known_args_namespace.stores:
        if "TEST_DATABASE_URL" not in os.environ:
            start_stores(early_config)
        os.environ.update(own_stores())
    return (yield)


def start_stores(config) -> None:
    """PostgreSQL and Redis for as long as these tests run."""
    stack = contextlib.ExitStack()
    config.add_cleanup(stack.close)
    try:
        os.environ["TEST_DATABASE_URL"] = stack.enter_context(postgresql())
        os.environ["TEST_CACHE_URL"] = stack.enter_context(redis())
    except (pytest.skip.Exception, pytest.fail.Exception) as error:
        raise pytest.UsageError(f"--stores: {error}") from error


@pytest.fixture(scope="session")
def postgres():
    """The URL of a PostgreSQL of these tests; each makes databases of its own."""
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url():
    """The URL of a Redis of these tests."""
    with redis() as url:
        yield url
