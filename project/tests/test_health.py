"""/healthz and /readyz: what probes are told, with parts of the site gone."""

import contextlib
import socket
import sqlite3
import time
from urllib.parse import urlsplit

import pytest
from django.test import Client

from project.probes import PATIENCE

from .fixtures import KNOWN, Site, copy_project, free_port, manage, served
from .servers import cluster, redis

PROBES = ["/healthz", "/readyz"]
GUNICORN = ["-m", "gunicorn", "project.wsgi", "-b", "127.0.0.1:{port}"]
FINE = {"database": "ok", "migrations": "ok", "cache": "ok"}
# The database is gone, and who looks for migrations needs it.
GONE = {**FINE, "database": "unavailable", "migrations": "unknown"}
SECRET = "S3cr3t"


@pytest.mark.django_db
@pytest.mark.parametrize("url", PROBES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_healthy_site_is_200_for_everybody(method, url, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["ann.example.org"]
    answer = Client().generic(method, url, headers={"Host": "10.1.2.3:8000"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"
    assert not answer.cookies
    if method == "GET":
        assert set(answer.json().values()) == {"ok"}


@pytest.mark.parametrize("url", PROBES)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_are_405(method, url):
    answer = Client(enforce_csrf_checks=True).generic(method, url)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_the_process_answers_without_database_and_cache():
    # Without the mark django_db a query is an error here.
    assert Client().get("/healthz").json() == {"process": "ok"}


def test_probes_are_no_part_of_the_documented_api(client):
    schema = client.get("/api/schema/").content.decode()
    assert "/api/token/" in schema
    assert not any(url in schema for url in PROBES)


@pytest.fixture
def folder(tmp_path):
    """A copy of the project with an empty database."""
    copy_project(tmp_path)
    lines = [f'{name}="{value}"\n' for name, value in KNOWN.items()]
    (tmp_path / ".env").write_text("".join(lines), encoding="utf-8")
    return tmp_path


def ready(site: Site) -> tuple:
    """`(status, body)` of /readyz, which is never long in coming."""
    start = time.monotonic()
    told = site.ask("GET", "/readyz")
    assert time.monotonic() - start < PATIENCE + 3
    return told


@pytest.mark.parametrize("lab", ["true", "false"])
def test_a_site_is_ready_as_soon_as_its_migrations_are_applied(lab, folder):
    environment = {"LAB": lab, "DATABASE_URL": "", "CACHE_URL": ""}
    assert manage(folder, "migrate", **environment).returncode == 0
    assert manage(folder, "migrate", "authtoken", "zero", **environment).returncode == 0
    with served(folder, *GUNICORN, **environment) as site:
        assert ready(site) == (503, {**FINE, "migrations": "pending"})
        assert manage(folder, "migrate", **environment).returncode == 0
        assert ready(site) == (200, FINE)


def test_a_database_that_cannot_be_opened_is_told_without_its_path(folder):
    (folder / "db.sqlite3").mkdir()
    with served(folder, *GUNICORN, DATABASE_URL="", CACHE_URL="") as site:
        assert ready(site) == (503, {**GONE, "cache": "unknown"})
        assert site.ask("GET", "/healthz") == (200, {"process": "ok"})


@pytest.mark.parametrize(
    ("lock", "expected"),
    [
        ("IMMEDIATE", (200, FINE)),
        # Readers have to wait as well.
        ("EXCLUSIVE", (503, {**GONE, "cache": "unknown"})),
    ],
)
def test_a_database_that_another_program_locks_is_not_waited_for(
    lock, expected, folder
):
    environment = {"DATABASE_URL": "", "CACHE_URL": ""}
    assert manage(folder, "migrate", **environment).returncode == 0
    other = sqlite3.connect(folder / "db.sqlite3", isolation_level=None)
    with contextlib.closing(other), served(folder, *GUNICORN, **environment) as site:
        other.execute(f"BEGIN {lock}")
        assert ready(site) == expected
        other.execute("ROLLBACK")
        assert ready(site) == (200, FINE)


@pytest.mark.servers
def test_it_says_which_part_is_gone_or_hangs_and_logs_no_password(folder):
    with contextlib.ExitStack() as stack:
        start, url = stack.enter_context(cluster())
        database, cache = contextlib.ExitStack(), contextlib.ExitStack()
        for part, made in ((database, start()), (cache, redis(port := free_port()))):
            stack.enter_context(part)
            part.enter_context(made)
        stores = {
            "DATABASE_URL": url.replace("lab@", f"lab:{SECRET}@"),
            "CACHE_URL": f"redis://127.0.0.1:{port}/0",
        }
        assert manage(folder, "migrate", **stores).returncode == 0
        output = stack.enter_context((folder / "log").open("w"))
        site = stack.enter_context(served(folder, *GUNICORN, output=output, **stores))
        assert ready(site) == (200, FINE)
        cache.close()
        assert ready(site) == (503, {**FINE, "cache": "unavailable"})
        with mute(port):
            assert ready(site) == (503, {**FINE, "cache": "unavailable"})
        stack.enter_context(redis(port))
        assert ready(site) == (200, FINE)
        database.close()
        assert ready(site) == (503, GONE)
        with mute(urlsplit(url).port):
            assert ready(site) == (503, GONE)
        assert site.ask("GET", "/healthz") == (200, {"process": "ok"})
    log = (folder / "log").read_text()
    assert log.count("failed: cache unavailable") == 2
    assert log.count("failed: database unavailable, migrations unknown") == 2
    assert SECRET not in log
    assert "Traceback" not in log


@contextlib.contextmanager
def mute(port: int):
    """A server that lets everybody in, and says nothing."""
    with socket.create_server(("127.0.0.1", port)):
        yield
