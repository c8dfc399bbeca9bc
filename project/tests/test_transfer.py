"""`manage.py import_sqlite`: what was on SQLite is on PostgreSQL, to the last row."""

import datetime
import re
import sqlite3
import uuid
from collections import deque
from contextlib import closing

import psycopg
import pytest
import requests
from django.apps import apps

from . import moving
from .fixtures import KNOWN, manage, served
from .moving import move

pytestmark = pytest.mark.servers
folder, target = moving.folder, moving.target

GUNICORN = ("-m", "gunicorn", "project.wsgi", "-b", "127.0.0.1:{port}")
ACCOUNT = ("platon27", "#8X+DujR!B")
# What the format of COPY, SQL and Python's own formats would take for signs.
ODD = "{number} \\N\t\r\n\\. \\t '\" %s {{}} Ж😀 "
VALUES = {
    "bool": lambda number: number % 2,
    "datetime": "2026-11-20 23:59:59.00000{}".format,
    "date": "2026-02-0{}".format,
    "char(32)": lambda number: uuid.UUID(int=number).hex,
}


def tables() -> list[str]:
    """The tables of all models."""
    models = apps.get_models(include_auto_created=True)
    return [*{model._meta.db_table: None for model in models if model._meta.managed}]


def stock(file) -> None:
    """Add two odd rows to each table, and forget the last author."""
    with closing(sqlite3.connect(file)) as source, source:
        pending = deque(tables())
        while pending:
            table = pending.popleft()
            parents = {
                key[3]: key[2] for key in pragma(source, "foreign_key_list", table)
            }
            keys = {name: first_keys(source, one) for name, one in parents.items()}
            if all(len(found) == 2 for found in keys.values()):
                add_two(source, table, keys)
            else:
                pending.append(table)
        source.execute(
            "DELETE FROM api_author WHERE id = (SELECT max(id) FROM api_author)"
        )


def pragma(source, name, table) -> list[tuple]:
    """What SQLite knows of a table."""
    return source.execute(f"PRAGMA {name}({table})").fetchall()


def first_keys(source, table) -> list:
    """The first two primary keys of a table."""
    (key,) = [column[1] for column in pragma(source, "table_info", table) if column[5]]
    return [row[0] for row in source.execute(f"SELECT {key} FROM {table} LIMIT 2")]


def add_two(source, table, keys) -> None:
    """Two rows; `keys` are what each foreign key may hold."""
    columns = pragma(source, "table_info", table)
    columns = {name: kind.lower() for _, name, kind, *_ in columns if name != "id"}
    marks = ", ".join("?" * len(columns))
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    for number in (1, 2):
        values = [
            keys[name][number - 1] if name in keys else value(kind, number)
            for name, kind in columns.items()
        ]
        source.execute(sql, values)


def value(kind, number):
    """A value of a type of SQLite's, another one for each number."""
    if kind in VALUES:
        return VALUES[kind](number)
    if kind == "text" or kind.startswith("varchar"):
        size = int(re.sub(r"\D", "", kind) or 1000)
        return (ODD.format(number=number) * 1000)[:size]
    assert "int" in kind, f"{kind} needs a line in VALUES"
    return number


def contents(connection, table, names) -> list[str]:
    """All rows of a table in an order of their own."""
    rows = connection.execute(f'SELECT "{names}" FROM {table}')
    return sorted(repr([*map(plain, row)]) for row in rows)


def plain(value):
    """A value as SQLite keeps it."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime.datetime):
        return str(value.astimezone(datetime.timezone.utc).replace(tzinfo=None))
    if isinstance(value, datetime.date):
        return str(value)
    return value.hex if isinstance(value, uuid.UUID) else value


def assert_same(source, stored, table, rows) -> None:
    """The rows of a table, their number, and the id of the next one."""
    names = '", "'.join(column[1] for column in pragma(source, "table_info", table))
    expected = contents(source, table, names)
    assert contents(stored, table, names) == expected
    assert len(expected) == rows
    if '"id"' in f'"{names}"':
        sql = "SELECT max(seq) FROM sqlite_sequence WHERE name = ?"
        last = source.execute(sql, [table]).fetchone()[0] or 0
        sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
        assert stored.execute(sql, [table]).fetchone()[0] == last + 1


@pytest.mark.parametrize("is_stocked", [True, False])
def test_every_row_of_every_model_is_moved(folder, target, tmp_path, is_stocked):
    file = tmp_path / "data #1?.sqlite3"
    file.write_bytes((folder / "db.sqlite3").read_bytes())
    if is_stocked:
        stock(file)
    else:  # tables that migrate made are as good as none
        manage(folder, "migrate", **KNOWN, DATABASE_URL=target)
    before = file.read_bytes()
    done = move(folder, target, file)
    assert (done.returncode, done.stderr) == (0, "")
    counted = dict(re.findall(r"^(\w+): (\d+)$", done.stdout, re.M))
    assert "\nNot moved, since no model has them: django_cache.\n" in done.stdout
    assert "rows moved and compared" in done.stdout.splitlines()[-1]
    assert sorted(counted) == sorted(tables())
    assert not is_stocked or min(map(int, counted.values())) >= 1
    with closing(sqlite3.connect(file)) as source, psycopg.connect(target) as stored:
        for table, rows in counted.items():
            assert_same(source, stored, table, int(rows))
    assert file.read_bytes() == before


def test_what_a_running_site_has_not_committed_is_not_moved(folder, target, tmp_path):
    file = tmp_path / "data.sqlite3"
    file.write_bytes((folder / "db.sqlite3").read_bytes())
    with closing(sqlite3.connect(file, isolation_level=None)) as site:
        site.execute("BEGIN IMMEDIATE")
        site.execute("DELETE FROM api_author")
        done = move(folder, target, file)
        site.execute("COMMIT")
    assert done.returncode == 0, done.stderr
    assert "\napi_author: 26\n" in done.stdout


def test_what_opened_a_door_on_sqlite_opens_it_on_postgresql(folder, target):
    with served(folder, *GUNICORN, **KNOWN) as site:
        keys = obtain(site.url)
        before = visit(site.url, keys)
        status, author = site.ask("POST", "/api/authors/", AUTHOR, ":".join(ACCOUNT))
        assert status == 201
        path = f"/api/authors_viewset/{author['id']}/"
        assert site.ask("DELETE", path, account=":".join(ACCOUNT))[0] == 204
    done = move(folder, target)
    assert done.returncode == 0, done.stderr
    (folder / "db.sqlite3").rename(folder / "gone.sqlite3")
    try:
        with served(folder, *GUNICORN, **KNOWN, DATABASE_URL=target) as site:
            assert visit(site.url, keys) == before
            created = site.ask("POST", "/api/authors/", AUTHOR, ":".join(ACCOUNT))
            assert created == (201, {**author, "id": author["id"] + 1})
            refreshed = [renew(site.url, keys[name]) for name in ("refresh", "ended")]
            assert refreshed == [200, 401]
    finally:
        (folder / "gone.sqlite3").rename(folder / "db.sqlite3")


AUTHOR = {"name": "Vera", "email": "vera@example.org"}


def obtain(url) -> dict:
    """What each scheme hands out to one person."""
    name, password = ACCOUNT
    login = {"username": name, "password": password}
    pair, other = (post(f"{url}/api/token/", login).json() for _ in range(2))
    assert post(f"{url}/api/token/blacklist/", {"refresh": other["refresh"]}).ok
    session = requests.Session()
    session.get(f"{url}/api-auth/login/")
    form = {**login, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
    session.post(f"{url}/api-auth/login/", form)
    token = post(f"{url}/api/api-token-auth/", login).json()["token"]
    cookie = f"sessionid={session.cookies['sessionid']}"
    return {**pair, "ended": other["refresh"], "token": token, "cookie": cookie}


def post(url, data):
    """The response to some JSON."""
    return requests.post(url, json=data, timeout=30)


def visit(url, keys) -> list:
    """Who somebody is taken for, by each scheme."""
    ways = [
        {"headers": {"Authorization": f"Bearer {keys['access']}"}},
        {"headers": {"Authorization": f"Token {keys['token']}"}},
        {"headers": {"Cookie": keys["cookie"]}},
        {"auth": ACCOUNT},
    ]
    answers = [requests.get(f"{url}/api/whoami/", timeout=30, **way) for way in ways]
    assert [answer.status_code for answer in answers] == [200] * 4
    return [answer.json() for answer in answers]


def renew(url, refresh) -> int:
    """The status of a refresh."""
    return post(f"{url}/api/token/refresh/", {"refresh": refresh}).status_code
