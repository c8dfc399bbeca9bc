"""Fixtures for all tests: known settings, and a site of its own to run for real.

Loaded by pytest before Django's settings are, which is why nothing of Django may be
imported at the top.
"""

import base64
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pytest

from project import environment
from project.launch.network import free_port

ROOT = Path(__file__).resolve().parents[2]

# What a developer keeps in .env or in the shell must not change a test.
KNOWN = {
    "SECRET_KEY": "a key for tests, and long enough to sign tokens with any algorithm",
    "DEBUG": "false",
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
    "TIME_ZONE": "UTC",
    "SECURE_SSL_REDIRECT": "false",
    "SECURE_HSTS_SECONDS": "0",
    "TRUSTED_PROXY": "false",
    "LAB": "true",
    "LAB_TRUST_HEADERS": "true",
    "LOG_FORMAT": "text",
}
STORES = dict.fromkeys(("DATABASE_URL", "CACHE_URL"), "")
os.environ.update({**KNOWN, **STORES})
environment.FILE.clear()
FAST = "django.contrib.auth.hashers.MD5PasswordHasher"


def pytest_collection_modifyitems(items):
    """Mark the tests in a browser, so that `-m "not browser"` leaves them out."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(autouse=True)
def fast_hasher(settings):
    """Argon2id costs 18 ms a password; thousands of requests hash in these tests."""
    settings.PASSWORD_HASHERS = [FAST, *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def no_search_for_static_files(settings):
    """Each client of Django's starts the middleware, and that reads all the files."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(autouse=True)
def own_language():
    """A request leaves its language behind in this thread: no test is to find it."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def own_cache():
    """What a test leaves in Redis is not rolled back with the database."""
    yield
    if os.environ["CACHE_URL"]:
        from django.core.cache import cache

        cache.clear()


def lack(reason: str):
    """Skip a test for what this machine lacks; under CI, where nothing may, fail."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def needs_lab(about: str):
    """A mark for tests of what tells of lab/ as well, and so cannot do without it."""
    reason = f"{about} tells of lab/, which is not here"
    return pytest.mark.skipif(not environment.has("lab"), reason=reason)


def clean_environment(**values: str) -> dict[str, str]:
    """The environment without the settings of this project, but for the given ones."""
    names = {line.split("=")[0] for line in template() if "=" in line}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, "LANGUAGE": "en", "PYTHONUNBUFFERED": "1", **values}


def template() -> list[str]:
    """The lines of template.env."""
    return (ROOT / "template.env").read_text(encoding="utf-8").splitlines()


def copy_project(folder: Path) -> Path:
    """The project as a fresh clone of the working tree would have it."""
    listed = subprocess.check_output(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True
    )
    for name in filter(lambda name: (ROOT / name).is_file(), listed.splitlines()):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    return folder


def hash_fast(folder: Path) -> Path:
    """A copy that hashes as these tests do, for where no hash is what is tested."""
    with (folder / "project" / "settings.py").open("a", encoding="utf-8") as file:
        file.write(f'\nPASSWORD_HASHERS.insert(0, "{FAST}")\n')
    return folder


def manage(folder: Path, *arguments: str, **environment: str):
    """Run manage.py of a copy; the finished process with its output as text."""
    return python(folder, "manage.py", *arguments, **environment)


def python(folder: Path, *arguments: str, **environment: str):
    """Run Python in a copy; the finished process with its output as text."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


def wait_until_open(port: int, process: subprocess.Popen, seconds: float = 30) -> None:
    """Wait for a server that was started; AssertionError where it does not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


class Site:
    """A copy of the project, with its own database, served on `url` by a process."""

    def __init__(self, folder: Path, port: int, process=None):
        self.folder = folder
        self.port = port
        self.process = process
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, method, path, data=None, account=None, **headers):
        """`(status, body)` of one request; `account` is "name:password" for Basic."""
        headers = {"Content-Type": "application/json", **headers}
        if account:
            credentials = base64.b64encode(account.encode()).decode()
            headers["Authorization"] = f"Basic {credentials}"
        body = json.dumps(data) if data else None
        answer = self.send(method, path, body, headers)
        return answer.status, json.loads(answer.content) if answer.content else None

    def send(self, method, path, body=None, headers=()):
        """The response to one request, with its body in `content`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            answer.content = answer.read()
        return answer

    def sign_in(self, **account: str) -> dict[str, str]:
        """The headers of a new session for `username` with `password`."""
        token = 32 * "c"
        headers = {"Cookie": f"csrftoken={token}", "X-CSRFToken": token}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        sent = ("/api-auth/login/", urlencode(account), {**headers, **kind})
        answer = self.send("POST", *sent)
        session = re.search(r"sessionid=\w+", answer.headers.as_string())[0]
        return {**headers, "Cookie": f"{headers['Cookie']}; {session}"}


def set_up(folder: Path) -> Path:
    """A copy with .env, tables, users and authors, as README has it for a server."""
    copy_project(folder)
    stores = filled_stores() if os.environ["DATABASE_URL"] else {}
    write_env(folder, **stores)
    if not stores:
        (folder / "db.sqlite3").write_bytes(database())
    return folder


def write_env(folder: Path, **values: str) -> None:
    """Give a copy a .env with the known settings and some more."""
    lines = [f'{name}="{value}"\n' for name, value in {**KNOWN, **values}.items()]
    (folder / ".env").write_text("".join(lines), encoding="utf-8")


def own_stores() -> dict[str, str]:
    """The URLs of a database and of a cache that nobody else has; neither is made."""
    from redis import Redis

    urls = {name: os.environ[f"TEST_{name}"].rpartition("/")[0] for name in STORES}
    with Redis.from_url(urls["CACHE_URL"]) as client:
        number = client.incr("databases")
    names = {"DATABASE_URL": f"own_{number}", "CACHE_URL": number}
    return {name: f"{urls[name]}/{names[name]}" for name in STORES}


def filled_stores() -> dict[str, str]:
    """The same, with tables, users and authors in the database."""
    stores = own_stores()
    create_database(stores["DATABASE_URL"], filled())
    return stores


@cache
def filled() -> str:
    """The URL of such a database: made once, in seconds, then copied."""
    stores = own_stores()
    create_database(stores["DATABASE_URL"], "/template1")
    with tempfile.TemporaryDirectory() as name:
        demo(Path(name), **stores)
    return stores["DATABASE_URL"]


def create_database(url: str, template: str) -> None:
    """Make the database that a URL names, as a copy of another one."""
    import psycopg

    name, other = (each.rpartition("/")[2] for each in (url, template))
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {other}")


@cache
def database() -> bytes:
    """The same in a file of SQLite."""
    with tempfile.TemporaryDirectory() as name:
        return (demo(Path(name)) / "db.sqlite3").read_bytes()


def demo(folder: Path, **stores: str) -> Path:
    """A copy whose database has tables, users and authors."""
    done = manage(copy_project(folder), "demo", **KNOWN, **stores)
    assert done.returncode == 0, done.stderr
    return folder


@contextlib.contextmanager
def served(folder: Path, *arguments: str, output=None, **environment: str):
    """A copy that a process of Python serves; `{port}` in an argument is its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, *(argument.format(port=port) for argument in arguments)],
        cwd=folder,
        env=clean_environment(**environment),
        stdout=output,
        stderr=output,
    )
    try:
        wait_until_open(port, process)
        yield Site(folder, port, process)
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The site under gunicorn with four workers on a database file, for races."""
    if sys.platform == "win32":
        lack("gunicorn does not run on Windows")
    folder = set_up(tmp_path_factory.mktemp("site"))
    command = ["-m", "gunicorn", "project.wsgi", "-b", "127.0.0.1:{port}"]
    workers = ["-w", "4", "--threads", "2", "--log-level", "warning"]
    with served(folder, *command, *workers) as site:
        yield site
