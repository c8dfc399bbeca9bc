"""`manage.py import_sqlite` where it cannot go on: one line, and nothing is moved."""

import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import psycopg
import pytest

from . import moving
from .fixtures import KNOWN, manage
from .moving import move, new_database
from .terminal import read_until, started

pytestmark = pytest.mark.servers
folder, target = moving.folder, moving.target

# Nobody listens there: whoever refuses because of the file does not ask.
NOWHERE = "postgresql://lab@127.0.0.1:9/lab"
FORGET = "DELETE FROM django_migrations WHERE name = '0002_cache'"
FUTURE = "INSERT INTO django_migrations VALUES (99, 'api', '0099_more', '2030-01-01')"

# What is done to the file, and what is said of it.
FILES = {
    "DROP TABLE api_author": "data.sqlite3 is not a database of this project: the "
    "tables are missing.",
    FORGET: "data.sqlite3 lacks migrations: api.0002_cache. Set DATABASE_URL to ",
    FUTURE: "data.sqlite3 has migrations of another version of this project: "
    "api.0099_more. Update this one first.",
    "ALTER TABLE api_author ADD born date": "data.sqlite3: the table api_author has "
    "other columns here: born.",
    "UPDATE api_author SET owner_id = 99 WHERE id = 3": "data.sqlite3 is broken. The "
    "row in table 'api_author' with primary key '3' has an invalid foreign key: "
    "api_author.owner_id contains a value '99'",
}
# What is done to a row, and what is said of it.
ROWS = {
    "UPDATE api_author SET name = printf('%.201c', 'x') WHERE id = 3": "api_author, "
    "primary key 3, column name: the text has 201 characters, 200 is the most.",
    "UPDATE api_author SET name = 'a' || char(0) WHERE id = 3": "api_author, primary "
    "key 3, column name: the text contains NUL.",
    "UPDATE api_author SET name = CAST(x'ff' AS TEXT) WHERE id = 3": "api_author, "
    "primary key 3, column name: the text is not in UTF-8.",
    "UPDATE api_author SET name = x'41' WHERE id = 3": "api_author, primary key 3, "
    "column name: the value does not fit a CharField.",
    "UPDATE auth_user SET id = 3000000000 WHERE id = 5": "auth_user, primary key "
    "3000000000, column id: the number is not between -2147483648 and 2147483647.",
    "UPDATE auth_user SET is_staff = 2 WHERE id = 5": "auth_user, primary key 5, "
    "column is_staff: the value does not fit a BooleanField.",
    "UPDATE auth_user SET last_login = 'today' WHERE id = 5": "auth_user, primary key "
    "5, column last_login: the value does not fit a DateTimeField.",
}


@pytest.fixture
def file(folder, tmp_path):
    """A copy of the database on SQLite."""
    file = tmp_path / "data.sqlite3"
    file.write_bytes((folder / "db.sqlite3").read_bytes())
    return file


@pytest.fixture(scope="module")
def empty(folder, postgres):
    """The URL of a database with tables that are to stay empty."""
    return migrated(folder, new_database(postgres))


def migrated(folder, url) -> str:
    """Make the tables in a database; its URL."""
    done = manage(folder, "migrate", **KNOWN, DATABASE_URL=url)
    assert done.returncode == 0, done.stderr
    return url


def change(file, statement) -> None:
    """Do something to a file that Django would not."""
    with closing(sqlite3.connect(file)) as source, source:
        source.execute(statement)


def refusal(done) -> str:
    """The one line that a failed run says; nothing else was said."""
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    (line,) = done.stderr.splitlines()
    return line.removeprefix("CommandError: ")


def count(url, what) -> int:
    """How many of something PostgreSQL has."""
    with psycopg.connect(url) as stored:
        return stored.execute(f"SELECT count(*) FROM {what}").fetchone()[0]


def test_site_on_sqlite_has_nowhere_to_move_to(folder, file):
    assert refusal(move(folder, "", file)).startswith("This site is on SQLite.")
    here = f"sqlite:///{file}"
    assert refusal(move(folder, here, file)).startswith("This site is on SQLite.")


def test_what_is_no_database_is_refused(folder):
    for name in ("nothing", "static"):
        line = refusal(move(folder, NOWHERE, folder / name))
        assert line == f"There is no file {folder / name}."
    line = refusal(move(folder, NOWHERE, folder / "manage.py"))
    assert line == "manage.py cannot be read: file is not a database."


@pytest.mark.parametrize("statement", FILES)
def test_file_that_does_not_fit_is_refused(folder, file, statement):
    change(file, statement)
    assert refusal(move(folder, NOWHERE, file)).startswith(FILES[statement])


@pytest.mark.parametrize("statement", ROWS)
def test_row_that_postgresql_cannot_hold_is_named(folder, file, empty, statement):
    change(file, statement)
    line = refusal(move(folder, empty, file))
    assert line == f"{ROWS[statement]} Nothing was moved."
    assert count(empty, "auth_user") == 0


def test_database_that_does_not_answer_is_one_line(folder, file):
    line = refusal(move(folder, NOWHERE, file))
    assert line.startswith(
        "The database of DATABASE_URL cannot be reached: connection failed: "
    )


def test_database_in_use_is_refused_and_left_alone(folder, file, target):
    migrated(folder, target)
    with ThreadPoolExecutor(2) as pool:
        runs = [*pool.map(partial(move, folder, target), [file] * 2)]
    done, refused = sorted(runs, key=lambda run: run.returncode)
    assert done.returncode == 0, done.stderr
    start = "The database of DATABASE_URL is in use: there are rows in auth_"
    assert refusal(refused).startswith(start)
    assert count(target, "api_author") == 26


def test_what_postgresql_makes_of_a_row_is_compared(folder, file, target):
    migrated(folder, target)
    with psycopg.connect(target) as stored:
        stored.execute(
            "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.name = upper(NEW.name); RETURN NEW; END $$"
        )
        stored.execute(
            "CREATE TRIGGER fault BEFORE INSERT ON api_author "
            "FOR EACH ROW WHEN (NEW.id = 7) EXECUTE FUNCTION fault()"
        )
    line = refusal(move(folder, target, file))
    assert line.startswith("api_author, primary key 7, column name: PostgreSQL changed")
    assert count(target, "auth_user") == 0


def test_terminal_sees_a_bar_and_ctrl_c_leaves_nothing(folder, file, target):
    change(
        file,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) "
        "INSERT INTO api_author(name, email) SELECT 'Vera', i || '@example.org' FROM n",
    )
    run, terminal = started(folder, "import_sqlite", file, DATABASE_URL=target)
    try:
        seen = read_until(terminal, r"Moving rows: +[1-9]")
        run.send_signal(signal.SIGINT)
        seen += read_until(terminal, "is undone")
        assert run.wait(20) == 130
    finally:
        run.kill()
        terminal.close()
    assert "Traceback" not in seen
    assert count(target, "pg_tables WHERE schemaname = 'public'") == 0
