"""The journal of SQLite, and what the doctor finds in it."""

import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from project.doctor import journal

from .fixtures import KNOWN, lack, python
from .trouble import on_sqlite

# What a machine has mounted is a file; here it is another one.
CHECK = """
import os, pathlib, django
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
django.setup()
from django.core.management import execute_from_command_line
from project.doctor import journal
journal.MOUNTS = pathlib.Path("mounts")
command = ["manage.py", "check", "--deploy", "--database", "default"]
execute_from_command_line(command)
"""
SHOW = """
import time
from project import wsgi
from django.db import connection
begun = time.monotonic()
cursor = connection.cursor()
print(time.monotonic() - begun)
for name in ("journal_mode", "synchronous"):
    print(*cursor.execute(f"PRAGMA {name}").fetchone())
"""
NORMAL, FULL = "1", "2"
# Who writes has 20 seconds for a lock; who connects is not to wait for one at all.
AT_ONCE = 5
MOUNTS = """/dev/sda1 / ext4 rw 0 0
server:/home {home} nfs4 rw 0 0
tmpfs {home}/my\\040lab/cache tmpfs rw 0 0
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project on a network disk, in a folder with a space."""
    home = tmp_path_factory.mktemp("home")
    folder = on_sqlite(home / "my lab")
    (folder / "mounts").write_text(MOUNTS.format(home=home))
    return folder


def found(folder, wal: str) -> set[str]:
    """The ids of what the doctor says of the journal."""
    done = python(folder, "-c", CHECK, **KNOWN, SQLITE_WAL=wal)
    assert "Traceback" not in done.stderr
    assert "System check identified" in done.stderr
    return {*re.findall(r"project\.E045|project\.W046", done.stderr)}


def test_wal_on_a_network_disk_is_an_error(folder):
    assert found(folder, "true") == {"project.E045"}


def test_a_journal_that_cannot_follow_the_setting_yet_is_told(folder):
    with closing(sqlite3.connect(folder / "db.sqlite3")) as other:
        other.execute("PRAGMA journal_mode = wal")
        other.execute("SELECT count(*) FROM api_author").fetchone()
        assert found(folder, "false") == {"project.W046"}
    assert found(folder, "false") == set()


def set_up(folder, wal: str) -> list[str]:
    """The journal, and how far each write goes before it is acknowledged."""
    done = python(folder, "-c", SHOW, **KNOWN, SQLITE_WAL=wal)
    assert done.returncode == 0, done.stderr
    seconds, *found = done.stdout.split()
    assert float(seconds) < AT_ONCE
    return found


def test_a_write_waits_for_the_disk_wherever_the_journal_is_not_wal(folder):
    with closing(sqlite3.connect(folder / "db.sqlite3")) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM api_author").fetchone()
        assert set_up(folder, "true") == ["delete", FULL]
    assert set_up(folder, "true") == ["wal", NORMAL]
    with closing(sqlite3.connect(folder / "db.sqlite3")) as other:
        other.execute("SELECT count(*) FROM api_author").fetchone()
        assert set_up(folder, "") == ["wal", FULL]
    assert set_up(folder, "") == ["delete", FULL]


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("/srv/lab/db.sqlite3", "ext4"),
        ("{home}/lab/db.sqlite3", "nfs4"),
        ("{home}/my lab/db.sqlite3", "nfs4"),
        ("{home}/my lab/cache/db.sqlite3", "tmpfs"),
    ],
)
def test_the_disk_of_a_file_is_the_nearest_that_is_mounted(
    file, kind, tmp_path, monkeypatch
):
    if sys.platform == "win32":
        lack("paths of Windows are not in such a file")
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS.format(home="/home/ann"))
    monkeypatch.setattr(journal, "MOUNTS", mounts)
    assert journal.kind_of_disk(Path(file.format(home="/home/ann"))) == kind
    mounts.unlink()
    assert journal.kind_of_disk(Path(file)) == "", "what is not told is not guessed"
