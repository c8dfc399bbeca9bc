"""A database that cannot answer, or cannot be written to: 503, and then all is well."""

import re
import shutil
import sqlite3
import subprocess
from base64 import b64encode
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from project import environment

from .fixtures import lack, served
from .servers import program
from .trouble import (
    LIST,
    ONE,
    Writers,
    by_token,
    on_sqlite,
    stored,
    wait_until,
    workers,
)

ADMIN = {"username": "admin", "password": "123"}
ADMIN_FORM = "username=admin&password=123"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CSRF = {"Cookie": f"csrftoken={32 * 'c'}", "X-CSRFToken": 32 * "c"}
RECORD, WHOAMI, TOKEN = f"{LIST}3/", "/api/whoami/", "/api/token/"
STEP, PAGE, LOGIN = "/lab/1.2-apiview/authors/", "/admin/api/author/", "/admin/login/"
LOCKS = "/admin/lockout/failures/"
# Locks are not waited for as long as on a site.
HASTY = 'DATABASES["default"]["OPTIONS"]["timeout"] = 0.1'
SAVED_EACH_TIME = "SESSION_SAVE_EVERY_REQUEST = True"


def setting(folder: Path, line: str) -> Path:
    """Give a copy one more line of settings."""
    with (folder / "project" / "settings.py").open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    return folder


def basic(name: str, password: str) -> dict[str, str]:
    """The header of a name and a password."""
    pair = b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


@contextmanager
def running(folder: Path):
    """`(site, headers of the same person by each of the four schemes)`; its processes
    outlive what is done to it, and its log has a line for each answer."""
    with (
        (folder / "log").open("w") as output,
        served(folder, *ONE, output=output) as site,
    ):
        access = site.ask("POST", TOKEN, ADMIN)[1]["access"]
        tokens = [by_token(site), {"Authorization": f"Bearer {access}"}]
        before = workers(site)
        yield site, [site.sign_in(**ADMIN), basic("admin", "123"), *tokens]
        assert workers(site) == before
    assert "Traceback" not in (folder / "log").read_text()


def logged(folder: Path) -> set[str]:
    """What the log says of those requests that failed."""
    return {*re.findall(r"failed: (.+)", (folder / "log").read_text())}


def wrong_names(folder: Path) -> list[str]:
    """The names for which wrong passwords are counted."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        sql = "SELECT value FROM lockout_failures WHERE kind = 'name'"
        return [name for (name,) in database.execute(sql)]


def check_refusal(answer, kind: str = "application/json") -> None:
    """A 503 that says when to come back, in JSON or as a page of its own."""
    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.headers["Content-Type"].startswith(kind)
    page = b"<h1>The site cannot reach its data now</h1>"
    assert (page if kind == "text/html" else b'{"detail": "The data') in answer.content


def create(site, headers, name) -> int:
    """The status with which an author is created, or is not."""
    data = {"name": "A", "email": f"{name}@writers.example"}
    return site.ask("POST", LIST, data, **headers)[0]


@contextmanager
def locked(folder: Path, how: str):
    """Somebody else has the file and does not let it go."""
    other = sqlite3.connect(folder / "db.sqlite3", isolation_level=None)
    with closing(other):
        other.execute(f"BEGIN {how}")
        yield


@pytest.mark.parametrize("lab", ["false", "true"])
def test_a_locked_database_is_503_for_programs_and_for_people(lab, tmp_path):
    folder = setting(on_sqlite(tmp_path, LAB=lab), HASTY)
    has_lab = lab == "true" and environment.has("lab")
    with running(folder) as (site, by_each):
        with locked(folder, "EXCLUSIVE"):
            for headers in by_each:
                for path in (RECORD, WHOAMI, *[STEP] * has_lab):
                    seen = {**headers, "Accept": "text/html"}
                    check_refusal(site.send("GET", path, None, seen))
            check_refusal(site.send("GET", PAGE, None, by_each[0]), "text/html")
            assert site.send("GET", "/healthz").status == 200
        assert site.send("GET", RECORD).status == 200
        assert site.send("GET", PAGE, None, by_each[0]).status == 200
    assert logged(folder) == {"unavailable (OperationalError: database is locked)"}


def test_while_another_program_writes_for_long_one_can_read(tmp_path):
    folder = setting(on_sqlite(tmp_path), HASTY)
    with running(folder) as (site, by_each):
        with locked(folder, "IMMEDIATE"):
            assert {site.ask("GET", WHOAMI, **each)[0] for each in by_each} == {200}
            assert site.send("GET", LOCKS, None, by_each[0]).status == 200
            check_refusal(site.send("POST", TOKEN, ADMIN_FORM, FORM))
        assert {create(site, by_each[2], "after")} == {201}


def test_a_session_that_cannot_be_saved_is_503_and_not_one_that_has_ended(tmp_path):
    folder = setting(on_sqlite(tmp_path), f"{HASTY}\n{SAVED_EACH_TIME}")
    with running(folder) as (site, by_each):
        with locked(folder, "IMMEDIATE"):
            check_refusal(site.send("GET", PAGE, None, by_each[0]), "text/html")
            check_refusal(site.send("GET", WHOAMI, None, by_each[0]))
            assert site.send("GET", RECORD).status == 200
        assert site.ask("GET", WHOAMI, **by_each[0])[0] == 200


def test_who_cannot_be_counted_cannot_guess_on(tmp_path):
    folder = setting(on_sqlite(tmp_path), HASTY)
    right, wrong = basic("admin", "123"), basic("admin", "124")
    with running(folder) as (site, by_each):
        with locked(folder, "IMMEDIATE"):
            assert site.ask("GET", WHOAMI, **right)[0] == 200
            check_refusal(site.send("GET", WHOAMI, None, wrong))
            for guess in (wrong, right):
                check_refusal(site.send("GET", WHOAMI, None, guess))
            check_refusal(site.send("POST", TOKEN, ADMIN_FORM, FORM))
            page = site.send("POST", LOGIN, ADMIN_FORM, {**CSRF, **FORM})
            check_refusal(page, "text/html")
            assert site.ask("GET", WHOAMI, **by_each[2])[0] == 200, "a token will do"
            for _time in range(2):
                nobody = basic("nobody", "123")
                check_refusal(site.send("GET", WHOAMI, None, nobody))
        check_refusal(site.send("GET", WHOAMI, None, right))
    assert logged(folder) == {"unavailable (OperationalError: database is locked)"}


def test_each_door_says_that_it_cannot_count_a_wrong_password(tmp_path):
    folder = setting(on_sqlite(tmp_path), HASTY)
    with running(folder) as (site, _by_each), locked(folder, "IMMEDIATE"):
        doors = [(TOKEN, "vera"), ("/api/api-token-auth/", "ann")]
        for door, name in doors:
            sent = f"username={name}&password=wrong"
            check_refusal(site.send("POST", door, sent, FORM))
        for door, name in [(LOGIN, "boris"), ("/api-auth/login/", "olga")]:
            sent = f"username={name}&password=wrong"
            answer = site.send("POST", door, sent, {**CSRF, **FORM})
            check_refusal(answer, "text/html")


def test_who_was_wrong_before_gets_in_though_that_cannot_be_forgotten(tmp_path):
    folder = setting(on_sqlite(tmp_path), HASTY)
    right = basic("admin", "123")
    with running(folder) as (site, _by_each):
        assert site.ask("GET", WHOAMI, **basic("admin", "124"))[0] == 401
        with locked(folder, "IMMEDIATE"):
            assert site.ask("GET", WHOAMI, **right)[0] == 200
        assert wrong_names(folder) == ["admin"]
        assert site.ask("GET", WHOAMI, **right)[0] == 200
    assert wrong_names(folder) == []


def test_a_mistake_of_the_program_is_500_still(tmp_path):
    folder = on_sqlite(tmp_path)
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        database.execute("ALTER TABLE api_author RENAME COLUMN name TO other")
    with served(folder, *ONE) as site:
        assert site.send("GET", RECORD).status == 500


@pytest.fixture
def disk(tmp_path):
    """A function that mounts a small disk with some options, or changes them; where."""
    mount, folder = program("mount"), tmp_path / "disk"
    folder.mkdir()

    def mounted(options):
        command = [mount, "-t", "tmpfs", "-o", f"size=2m,{options}", "tmpfs", folder]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            lack("nobody may mount a disk here")
        return folder

    yield mounted
    subprocess.run([program("umount"), "-l", folder], check=False)


def fill(file: Path) -> None:
    """Write until there is no room on the disk."""
    with pytest.raises(OSError, match="No space"):
        file.write_bytes(bytes(4 * 1024 * 1024))


def on_disk(folder: Path, disk: Path, **values: str) -> Path:
    """A copy whose database is on that disk."""
    url = f"sqlite:///{disk}/db.sqlite3"
    on_sqlite(folder, DATABASE_URL=url, **values)
    shutil.move(folder / "db.sqlite3", disk)
    return folder


@pytest.mark.servers
@pytest.mark.parametrize("wal", ["false", "true"])
def test_a_full_disk_is_503_for_who_writes_and_nothing_is_lost(wal, disk, tmp_path):
    place = disk("rw")
    folder = on_disk(tmp_path / "site", place, SQLITE_WAL=wal)
    with running(folder) as (site, by_each), Writers(site, by_each[2]) as writers:
        writers.wait_for(20)
        fill(place / "filler")
        wait_until(lambda: 503 in writers.statuses)
        assert {site.ask("GET", WHOAMI, **each)[0] for each in by_each} == {200}
        (place / "filler").unlink()
        writers.wait_for(20)
    assert {*writers.statuses} == {503}
    assert writers.kept == stored(place / "db.sqlite3")
    # What SQLite meets first differs: no room for a page, or for a file beside it.
    assert "unavailable (OperationalError: database or disk is full)" in logged(folder)


@pytest.mark.servers
def test_a_disk_that_is_read_only_is_503_for_who_writes(disk, tmp_path):
    place = disk("rw")
    folder = on_disk(tmp_path / "site", place)
    with running(folder) as (site, by_each):
        assert site.ask("GET", WHOAMI, **basic("admin", "124"))[0] == 401
    disk("remount,ro")
    with served(folder, *ONE) as site:
        assert {site.ask("GET", WHOAMI, **each)[0] for each in by_each} == {200}
        assert site.send("GET", PAGE, None, by_each[0]).status == 200
        assert {create(site, each, "nobody") for each in by_each} == {503}
        check_refusal(site.send("POST", TOKEN, ADMIN_FORM, FORM))
        answer = site.send("POST", LOGIN, ADMIN_FORM, {**CSRF, **FORM})
        check_refusal(answer, "text/html")
        assert site.ask("GET", WHOAMI, **by_each[1])[0] == 200
        disk("remount,rw")
        assert [create(site, each, i) for i, each in enumerate(by_each)] == [201] * 4
    assert len(stored(place / "db.sqlite3")) == 4
