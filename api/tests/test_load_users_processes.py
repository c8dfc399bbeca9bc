"""`manage.py load_users` as a process of its own: exit codes, interruptions, races."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from project.tests.fixtures import (
    KNOWN,
    clean_environment,
    copy_project,
    database,
    hash_fast,
    manage,
)
from project.tests.stores import is_locked
from project.tests.terminal import read_until, started

PEOPLE = "SELECT count(*) FROM auth_user"
PASSWORDS = "SELECT group_concat(password, ' ') FROM auth_user"
MANY = [f"vera{number}" for number in range(2000)]


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    """A copy of the project with tables in which nobody is."""
    folder = copy_project(tmp_path_factory.mktemp("migrated"))
    (folder / "db.sqlite3").write_bytes(database())
    sql(folder, "DELETE FROM auth_user_user_permissions", "DELETE FROM auth_user")
    return folder


@pytest.fixture
def copy(migrated, tmp_path):
    """The same, for one test."""
    return shutil.copytree(migrated, tmp_path / "copy")


def load(folder, *arguments, **environment):
    """Run the command; the finished process."""
    return manage(folder, "load_users", *arguments, **{**KNOWN, **environment})


def sql(folder, *statements):
    """The first value that the last of some statements gives."""
    with sqlite3.connect(folder / "db.sqlite3") as connection:
        for statement in statements:
            row = connection.execute(statement).fetchone()
    connection.close()
    return row and row[0]


def refusal(done) -> str:
    """The one line that a failed run says; nothing else was said."""
    assert (done.returncode, done.stdout) == (1, ""), done.stdout
    (line,) = done.stderr.splitlines()
    return line.removeprefix("CommandError: ")


def test_people_are_loaded_quietly_with_a_summary_last(copy):
    done = load(copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "42 created, 0 left as they are, 0 passwords set\n"
    start = sql(copy, "SELECT min(substr(password, 1, 17)) FROM auth_user")
    assert start == "argon2$argon2id$v"


def test_broken_file_exits_with_1(copy):
    people = json.dumps([{"username": "vera", "password": "Klukva-77"}], indent=1)
    (copy / "people.json").write_text(people, encoding="utf-8")
    line = refusal(load(copy, "people.json"))
    assert line == "people.json, line 2: email: The key is missing."
    assert sql(copy, PEOPLE) == 0


def test_public_host_exits_with_1_and_says_what_to_do(copy):
    hash_fast(copy)
    public = {"ALLOWED_HOSTS": "lab.example.org,localhost", "LAB": "false"}
    assert "say --demo-passwords" in refusal(load(copy, **public))
    assert sql(copy, PEOPLE) == 0
    assert load(copy, "--demo-passwords", **public).returncode == 0
    assert sql(copy, PEOPLE) == 42


def test_tables_that_are_not_there_are_one_line(copy):
    (copy / "db.sqlite3").unlink()
    line = refusal(load(copy))
    assert line.startswith("The database refused: no such table: auth_permission.")


def test_database_that_another_program_holds_is_one_line(copy):
    settings = copy / "project" / "stores.py"
    text = settings.read_text(encoding="utf-8")
    assert '"timeout": 20' in text
    settings.write_text(text.replace('"timeout": 20', '"timeout": 0.1'), "utf-8")
    holder = sqlite3.connect(copy / "db.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    line = refusal(load(copy))
    holder.close()
    assert line.startswith("The database refused: database is locked.")


def test_fault_of_the_database_half_way_leaves_nobody(copy):
    sql(
        copy,
        "CREATE TRIGGER fault BEFORE INSERT ON auth_user_user_permissions "
        "BEGIN SELECT raise(ABORT, 'the disk is full'); END",
    )
    assert refusal(load(copy)).startswith("The database refused: the disk is full.")
    assert sql(copy, PEOPLE) == 0


def test_runs_at_once_load_each_person_once(copy):
    with ThreadPoolExecutor(4) as pool:
        runs = [*pool.map(load, [copy] * 4)]
    assert [(done.returncode, done.stderr) for done in runs] == [(0, "")] * 4
    created = [int(re.match(r"(\d+) created", done.stdout)[1]) for done in runs]
    assert sum(created) == sql(copy, PEOPLE) == 42
    assert sql(copy, "SELECT count(*) FROM auth_user_user_permissions") == 1


def interrupt(folder, number, *arguments) -> int:
    """The exit code of a run that gets a signal while it stores people.json."""
    command = [sys.executable, "manage.py", "load_users", "people.json", *arguments]
    options = {"cwd": folder, "stderr": subprocess.DEVNULL}
    if sys.platform != "win32":
        # A shell in the background makes its children deaf to Ctrl+C.
        hear = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
        options["preexec_fn"] = hear
    with subprocess.Popen(command, env=clean_environment(**KNOWN), **options) as run:
        while not is_locked(folder):
            assert run.poll() is None
        run.send_signal(number)
    return run.returncode


def test_a_run_that_is_ended_while_it_stores_leaves_nobody_and_may_go_again(copy):
    write_people(hash_fast(copy), MANY)
    assert interrupt(copy, signal.SIGTERM), "it has not come to its end"
    assert sql(copy, PEOPLE) == 0
    if sys.platform != "win32":
        assert interrupt(copy, signal.SIGKILL) == -signal.SIGKILL
        assert interrupt(copy, signal.SIGINT) == 130
        assert sql(copy, PEOPLE) == 0
    for created, left in ((2000, 0), (0, 2000)):
        done = load(copy, "people.json")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"{created} created, {left} left as they are")
    assert sql(copy, PEOPLE) == 2000


def test_new_passwords_are_set_for_all_or_for_nobody(copy):
    write_people(hash_fast(copy), MANY)
    assert load(copy, "people.json").returncode == 0
    sql(copy, "INSERT INTO lockout_failures VALUES (1, 'name', 'x', 7, '2999-01-01')")
    before = sql(copy, PASSWORDS)
    assert interrupt(copy, signal.SIGTERM, "--reset-passwords")
    assert sql(copy, PASSWORDS) == before
    assert sql(copy, "SELECT count FROM lockout_failures") == 7
    done = load(copy, "people.json", "--reset-passwords")
    assert done.stdout == "0 created, 0 left as they are, 2000 passwords set\n"
    assert not {*sql(copy, PASSWORDS).split()} & {*before.split()}
    assert sql(copy, "SELECT count(*) FROM lockout_failures") == 0


def test_terminal_sees_a_bar_and_ctrl_c_ends_it_in_one_line(copy):
    if sys.platform == "win32":
        pytest.skip("Windows has no pseudo-terminal of this kind")
    run, terminal = start_in_terminal(copy, people=1000 * os.cpu_count())
    try:
        seen = read_until(terminal, "Hashing passwords")
        pressed = time.monotonic()
        run.send_signal(signal.SIGINT)
        seen += read_until(terminal, r"is undone\.")
        assert run.wait(10) == 130
        # All of them take 18 seconds at least.
        assert time.monotonic() - pressed < 10
    finally:
        run.kill()
        terminal.close()
    assert "Traceback" not in seen
    assert sql(copy, PEOPLE) == 0


def start_in_terminal(folder, people):
    """A run that hashes for 18 seconds or more, and its terminal to read from."""
    write_people(folder, [f"vera{number}" for number in range(people)])
    return started(folder, "load_users", "people.json")


def write_people(folder, names) -> None:
    """Make people.json, of people with these names."""
    rows = [{"username": name, "email": "", "password": "-"} for name in names]
    (folder / "people.json").write_text(json.dumps(rows), encoding="utf-8")
