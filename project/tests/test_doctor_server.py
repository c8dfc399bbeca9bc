"""The doctor on a server: one that is clean, and copies of it with a fault each."""

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher

from api.guards.hashers import Argon2Hasher

from .fixtures import copy_project, database, lack, manage, python

# Random: one that stood here would be found in this file.
KEY = secrets.token_urlsafe(50)
DOTENV = f"""SECRET_KEY={KEY}
ALLOWED_HOSTS=ann.example.org
SECURE_SSL_REDIRECT=true
SECURE_HSTS_SECONDS=31536000
TRUSTED_PROXY=true
"""
OWN_PASSWORD = Argon2Hasher().encode("own&17-Zx", "a salt of ours that is long enough")
EVERYTHING = ("check", "--deploy", "--database", "default")
DOCTOR = (*EVERYTHING, "--tag", "doctor")
CAPPED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
sys.argv = ["manage.py", "check", "--deploy", "--database", "default"]
runpy.run_path("manage.py", run_name="__main__")
"""


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """A server as README has it, in a git repository, with passwords of its own."""
    folder = copy_project(tmp_path_factory.mktemp("server"))
    (folder / ".env").write_text(DOTENV)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "All")
    (folder / "db.sqlite3").write_bytes(database())
    sql(folder, "DELETE FROM auth_user WHERE username NOT IN ('admin', 'platon27')")
    sql(folder, f"UPDATE auth_user SET password = '{OWN_PASSWORD}'")
    done = manage(folder, "collectstatic", "--noinput")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def server(clean, tmp_path):
    """A copy of it, to be broken."""
    return shutil.copytree(clean, tmp_path / "server", symlinks=True)


def git(folder, *arguments, **environment):
    """Run git with an author; CalledProcessError where it fails."""
    author = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    command = ["git", *author, "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(command, cwd=folder, check=True, env={**os.environ, **environment})


def ids(done) -> list[str]:
    """The ids that a process printed, with hints, without secret or traceback."""
    output = done.stdout + done.stderr
    assert KEY not in output
    assert "Traceback" not in output
    assert output.count("HINT") >= output.count("(project.")
    return re.findall(r"\((project\.[EWI]\d{3})\)", output)


def sql(folder, *statements):
    """Change the database file."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database, database:
        for statement in statements:
            database.execute(statement)


def test_our_own_deployment_is_clean_and_stays_as_it_was(clean):
    before = (clean / "db.sqlite3").read_bytes()
    done = manage(clean, *EVERYTHING, "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues (2 silenced)" in done.stdout
    status = ["git", "status", "--porcelain"]
    assert subprocess.check_output(status, cwd=clean, text=True) == ""
    assert (clean / "db.sqlite3").read_bytes() == before
    assert not [*clean.glob("db.sqlite3-*")]


def test_secrets_in_git_are_found_without_being_shown(server, tmp_path):
    (server / "old").mkdir()
    (server / "old" / ".env").write_text("A=1")
    (server / "notes.txt").write_text(f"the key is {KEY}")
    git(server, "add", "-f", "notes.txt", "old/.env", ".env", "db.sqlite3")
    log = spy(tmp_path)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = manage(server, *DOCTOR, PATH=path)
    assert ids(done) == ["project.E020", "project.E021", "project.E022"]
    assert "in the past: .env, notes.txt" in done.stderr
    assert "tracks .env, old/.env" in done.stderr
    assert "git rm --cached db.sqlite3" in done.stderr
    assert "grep" in log.read_text()
    assert KEY not in log.read_text()


def test_half_of_the_cure_does_not_content_it(server):
    git(server, "add", "-f", ".env")
    git(server, "commit", "-qm", "oh")
    git(server, "rm", "-q", "--cached", ".env")
    git(server, "commit", "-qm", "no longer there")
    done = manage(server, *DOCTOR)
    assert ids(done) == ["project.E020"]
    assert "in the past: .env." in done.stderr
    text = (server / ".env").read_text(encoding="utf-8")
    (server / ".env").write_text(text.replace(KEY, KEY[::-1]), encoding="utf-8")
    assert ids(manage(server, *DOCTOR)) == []


def spy(folder):
    """A git that writes its arguments, as `ps` shows them, to a file: that file."""
    if sys.platform == "win32":
        lack("this machine runs no shell scripts")
    log = folder / "arguments"
    script = folder / "git"
    real = shutil.which("git")
    script.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {real} "$@"\n')
    script.chmod(0o755)
    return log


def test_a_key_that_was_committed_is_found_from_a_folder_below(server, tmp_path):
    (server / "notes.txt").write_text(KEY)
    above = shutil.move(server, tmp_path / "above" / "site")
    shutil.rmtree(above / ".git")
    git(tmp_path / "above", "init", "-q")
    (tmp_path / "above" / "key.txt").write_text(f"{KEY}\n")
    git(tmp_path / "above", "add", "key.txt")
    later = "2099-01-01T00:00:00Z"
    git(tmp_path / "above", "commit", "-qm", "A key", GIT_COMMITTER_DATE=later)
    git(tmp_path / "above", "rm", "-q", "--cached", "key.txt")
    done = manage(above, *DOCTOR)
    assert ids(done) == ["project.E020", "project.W072"]
    assert "in the past: key.txt." in done.stderr
    assert "date -u" in done.stderr


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}, ["project.I023"]),
        ({"PATH": "/nowhere"}, []),
        ({"GIT_DIR": "/nowhere", "LANGUAGE": "ru"}, []),
    ],
)
def test_where_git_cannot_be_asked_nothing_breaks(environment, expected, clean):
    done = manage(clean, *DOCTOR, **environment, HOME="/nowhere")
    assert ids(done) == expected
    assert done.returncode == 0


def test_static_files_that_are_missing_or_old_are_counted(server):
    old = server / "static" / "admin" / "css" / "base.css"
    old.write_text("")
    os.utime(old, (0, 0))
    (server / "static" / "rest_framework" / "css" / "default.css").unlink()
    done = manage(server, *DOCTOR)
    assert ids(done) == ["project.W030"]
    assert "such as admin/css/base.css" in done.stderr
    assert ": 2," in done.stderr
    assert manage(server, "collectstatic", "--noinput", "-v0").returncode == 0
    assert ids(manage(server, *DOCTOR)) == []


def test_a_sick_database_is_told_of_in_one_go(server):
    (server / "db.sqlite3").write_bytes(database())
    future = "UPDATE auth_user SET last_login = '2099-01-01' WHERE username = 'admin'"
    inactive = "UPDATE auth_user SET is_active = 0 WHERE username = 'platon27'"
    sql(server, "DROP TABLE django_cache", future, inactive)
    with (server / "api" / "models.py").open("a") as models:
        models.write('\nAuthor.add_to_class("age", models.IntegerField(default=1))\n')
    done = manage(server, *DOCTOR, LANGUAGE="ru")
    expected = ["project.E042", "project.E050", "project.E080", "project.W071"]
    assert ids(done) == expected
    assert "admin" in done.stderr
    assert "platon27" not in done.stderr
    assert "createcachetable" in done.stderr
    local = manage(server, *DOCTOR, ALLOWED_HOSTS="localhost", LAB="false")
    assert ids(local) == [
        "project.E042",
        "project.E080",
        "project.W011",
        "project.W071",
    ]


def test_whose_hash_takes_another_time_is_told(server):
    django = Argon2PasswordHasher().encode("own&17-Zx", Argon2Hasher().salt())
    other = PBKDF2PasswordHasher().encode("own&17-Zx", "a salt", iterations=1)
    for name, encoded in (("admin", django), ("platon27", other)):
        update = (
            f"UPDATE auth_user SET password = '{encoded}' WHERE username = '{name}'"
        )
        sql(server, update)
    done = manage(server, *DOCTOR)
    assert ids(done) == ["project.I051"]
    assert "platon27, admin" in done.stderr
    sql(server, "UPDATE auth_user SET password = '!' || username")
    assert ids(manage(server, *DOCTOR)) == []


def test_migrations_that_are_missing_hide_what_follows_from_them(server):
    sql(server, "DROP TABLE django_cache", "DELETE FROM django_migrations WHERE id > 4")
    done = manage(server, *DOCTOR)
    assert ids(done) == ["project.E041"]


def test_a_database_that_cannot_be_written_to(server):
    with (server / "project" / "settings.py").open("a") as settings:
        only = 'DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA query_only=1"'
        settings.write(f"\n{only}\n")
    done = manage(server, *DOCTOR)
    assert ids(done) == ["project.E043"]
    assert "attempt to write a readonly database" in done.stderr


def test_a_disk_without_room_for_the_database(server):
    if sys.platform == "win32":
        lack("this machine sets no limits to the size of a file")
    done = python(server, "-c", CAPPED)
    assert ids(done) == ["project.E043"]
    assert "File too large" in done.stderr


def test_what_cannot_be_reached_is_told_without_its_password(clean, tmp_path):
    nowhere = "127.0.0.1:1"
    urls = {
        "DATABASE_URL": f"postgresql://lab:geheim@{nowhere}/lab",
        "CACHE_URL": f"redis://:geheim@{nowhere}/0",
    }
    done = manage(clean, *DOCTOR, **urls)
    assert ids(done) == ["project.E040", "project.E081"]
    assert "geheim" not in done.stderr
    assert done.stderr.count("refused") == 2
    missing = f"sqlite:///{tmp_path}/no/folder/db.sqlite3"
    assert ids(manage(clean, *DOCTOR, DATABASE_URL=missing)) == ["project.E040"]
