"""`manage.py demo`: the site is ready to be tried, and nothing is done twice."""

import json
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from api.models import Author
from project.tests.fixtures import KNOWN, copy_project, hash_fast, manage, python

from .conftest import Actor

FIRST = [
    (1, "alexander89", "alexander89@gmail.com"),
    (2, "ekaterina_blog", "ekaterina.blog@yahoo.com"),
    (3, "maxim_writer", "maxim.writer@hotmail.com"),
]
USERS = "Users: {} created, 0 left as they are, {} passwords set.".format
AUTHORS = "Authors: 26 loaded."
ROWS = "SELECT (SELECT count(*) FROM auth_user), count(*), max(id) FROM api_author"


def demo(*arguments) -> list[str]:
    """The lines that the command prints."""
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A copy of the project on which the command ran, and how it ended."""
    folder = copy_project(tmp_path_factory.mktemp("prepared"))
    return folder, manage(folder, "demo", **KNOWN)


@pytest.fixture
def copy(prepared, tmp_path):
    """That copy, for one test."""
    return shutil.copytree(prepared[0], tmp_path / "copy")


def sql(folder, statement):
    """The first row that a statement gives, if any."""
    with sqlite3.connect(folder / "db.sqlite3") as connection:
        row = connection.execute(statement).fetchone()
    connection.close()
    return row


def refusal(done) -> str:
    """The one line of a run that failed."""
    assert done.returncode == 1, done.stdout
    (line,) = done.stderr.splitlines()
    return line.removeprefix("CommandError: ")


def create(name):
    """What the server answers to a new author of platon27's."""
    actor = Actor("platon27", "Basic", "#8X+DujR!B")
    author = {"name": name, "email": f"{name}@example.org"}
    return actor.send("POST", "/api/authors/", author)


def test_first_run_does_all_and_tells_each_thing(prepared):
    folder, done = prepared
    assert (done.returncode, done.stderr) == (0, "")
    first, *rest = done.stdout.splitlines()
    assert first.startswith("Migrations: ")
    assert rest == [USERS(42, 0), AUTHORS]
    assert sql(folder, ROWS) == (42, 26, 26)


def test_second_run_does_nothing_and_says_so(copy):
    done = manage(copy, "demo", **KNOWN)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Nothing to load.\n"
    assert sql(copy, ROWS) == (42, 26, 26)


def test_runs_at_once_on_a_new_machine_end_without_traceback(copy):
    (copy / "db.sqlite3").unlink()
    with ThreadPoolExecutor(3) as pool:
        runs = [*pool.map(lambda _: manage(copy, "demo", **KNOWN), range(3))]
    assert not [done.stderr for done in runs if "Traceback" in done.stderr]
    assert [done for done in runs if done.returncode == 0]
    assert manage(copy, "demo", **KNOWN).stdout == "Nothing to load.\n"
    assert sql(copy, ROWS) == (42, 26, 26)


def test_authors_of_the_fixture_are_26_with_the_three_of_the_lab_first(db):
    assert demo() == [USERS(42, 0), AUTHORS]
    rows = [*Author.objects.values_list("id", "name", "email")]
    assert rows[:3] == FIRST
    assert [pk for pk, _name, _email in rows] == [*range(1, 27)]
    invented = ("@example.org", "@example.com", "@example.net")
    assert all(email.endswith(invented) for _pk, _name, email in rows[3:])
    assert not Author.objects.filter(owner__isnull=False).exists()


def test_authors_who_are_there_stay_alone(db):
    Author.objects.create(name="mine", email="mine@example.org")
    assert demo() == [USERS(42, 0)]
    assert [one.name for one in Author.objects.all()] == ["mine"]
    assert demo() == ["Nothing to load."]


def test_changed_password_stays_without_reset(db):
    demo()
    platon = User.objects.get(username="platon27")
    platon.set_password("one of my own")
    platon.save()
    assert demo() == ["Nothing to load."]
    platon.refresh_from_db()
    assert platon.check_password("one of my own")


def test_after_reset_the_next_author_over_http_is_27(transactional_db):
    demo()
    assert create("first").json()["id"] == 27
    Author.objects.filter(pk__lte=20).delete()
    User.objects.update(password="!")
    User.objects.create_user("newcomer", password="Klukva-77")
    assert create("refused").status_code == 403
    assert demo("--reset") == [USERS(0, 42), AUTHORS]
    assert [*Author.objects.values_list("id", "name", "email")][:3] == FIRST
    assert Author.objects.count() == 26
    assert create("second").json()["id"] == 27
    assert User.objects.get(username="newcomer").check_password("Klukva-77")


def test_reset_on_an_empty_database_loads_all(transactional_db):
    assert demo("--reset") == [USERS(42, 0), AUTHORS]
    assert create("first").json()["id"] == 27


@pytest.mark.parametrize("step", ["DELETE", "INSERT"])
def test_reset_that_is_interrupted_loses_nothing(copy, step):
    sql(copy, "INSERT INTO api_author VALUES (99, 'mine', 'mine@example.org', 1)")
    sql(
        copy,
        f"CREATE TRIGGER fault BEFORE {step} ON api_author "
        f"WHEN {'OLD' if step == 'DELETE' else 'NEW'}.id = 13 "
        "BEGIN SELECT raise(ABORT, 'the disk is full'); END",
    )
    rows = "SELECT group_concat(a.id || a.name || a.email) FROM api_author AS a"
    people = "SELECT group_concat(username || password) FROM auth_user"
    before = sql(copy, rows), sql(copy, people)
    line = refusal(manage(hash_fast(copy), "demo", "--reset", **KNOWN))
    assert "the disk is full" in line
    assert (sql(copy, rows), sql(copy, people)) == before


@pytest.mark.parametrize("options", [[], ["--reset"]])
def test_public_host_refuses_and_keeps_what_is_there(db, settings, options):
    settings.PUBLIC, settings.DEBUG = True, False
    Author.objects.create(name="mine", email="mine@example.org")
    with pytest.raises(CommandError, match="--demo-passwords"):
        demo(*options)
    assert not User.objects.exists()
    assert [one.name for one in Author.objects.all()] == ["mine"]


def test_public_host_is_filled_if_told_so(db, settings):
    settings.PUBLIC, settings.DEBUG = True, False
    assert demo("--demo-passwords") == [USERS(42, 0), AUTHORS]


def test_broken_users_file_is_one_line(copy):
    (copy / "users.json").write_text(json.dumps([{}]), encoding="utf-8")
    done = manage(copy, "demo", "--reset", **KNOWN)
    lines = done.stderr.splitlines()
    assert (done.returncode, len(lines)) == (1, 3)
    assert lines[0].endswith("users.json, line 1: email: The key is missing.")
    assert sql(copy, ROWS) == (42, 26, 26)


def test_file_that_is_no_database_is_one_line(copy):
    (copy / "db.sqlite3").write_text("not a database at all\n" * 100, "utf-8")
    line = refusal(manage(copy, "demo", **KNOWN))
    assert line.startswith("The database refused: file is not a database.")


def test_place_where_no_database_can_be_made_is_one_line(copy):
    (copy / "db.sqlite3").unlink()
    (copy / "db.sqlite3").mkdir()
    line = refusal(manage(copy, "demo", **KNOWN))
    assert line.startswith("The database refused: unable to open database file.")


def test_database_that_another_program_holds_is_one_line(copy):
    settings = copy / "project" / "stores.py"
    text = settings.read_text(encoding="utf-8")
    assert '"timeout": 20' in text
    settings.write_text(text.replace('"timeout": 20', '"timeout": 0.1'), "utf-8")
    holder = sqlite3.connect(copy / "db.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    line = refusal(manage(copy, "demo", "--reset", **KNOWN))
    holder.close()
    assert line.startswith("The database refused: database is locked.")


# The process ends where Django has made the tables and not yet noted that it has.
POWER_CUT = """
import os, sys
from django.db.migrations.recorder import MigrationRecorder
from project import wsgi
from django.core.management import call_command

noted = MigrationRecorder.record_applied
def record(self, app, name):
    if app == "api":
        os._exit(9)
    noted(self, app, name)
MigrationRecorder.record_applied = record
call_command("demo")
"""


def test_a_power_cut_among_the_migrations_leaves_none_of_them(tmp_path):
    copy_project(tmp_path)
    hash_fast(tmp_path)
    assert python(tmp_path, "-c", POWER_CUT, **KNOWN).returncode == 9
    done = manage(tmp_path, "demo", **KNOWN)
    assert done.returncode == 0, done.stderr
    assert sql(tmp_path, ROWS)[1:] == (26, 26)
