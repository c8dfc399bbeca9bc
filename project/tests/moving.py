"""What the tests of `manage.py import_sqlite` share: a site, new databases, a run."""

import os
import re
import signal
import struct
import subprocess
import sys
import uuid
from functools import partial

import psycopg
import pytest

from .fixtures import (
    KNOWN,
    clean_environment,
    copy_project,
    database,
    hash_fast,
    manage,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project as it is first set up, on SQLite."""
    folder = hash_fast(copy_project(tmp_path_factory.mktemp("move") / "site"))
    (folder / "db.sqlite3").write_bytes(database())
    return folder


@pytest.fixture
def target(postgres):
    """The URL of a new database."""
    return new_database(postgres)


def new_database(postgres) -> str:
    """Make a database; its URL."""
    name = f"move_{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return f"{postgres.rpartition('/')[0]}/{name}"


def move(folder, target, *arguments):
    """Run the command; the finished process."""
    values = {**KNOWN, "DATABASE_URL": target}
    return manage(folder, "import_sqlite", *map(str, arguments), **values)


def start_in_terminal(folder, target, file):
    """A run, and its terminal to read from."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    # A bar is drawn to the size of its terminal, which has none at first.
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    run = subprocess.Popen(
        [sys.executable, "manage.py", "import_sqlite", file],
        cwd=folder,
        env=clean_environment(**KNOWN, DATABASE_URL=target),
        stderr=theirs,
        # A shell in the background makes its children deaf to Ctrl+C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )
    os.close(theirs)
    return run, os.fdopen(ours, "rb", buffering=0)


def read_until(terminal, pattern) -> str:
    """What a terminal says up to some words; OSError where it ends without them."""
    seen = ""
    while not re.search(pattern, seen):
        seen += terminal.read(1000).decode(errors="replace")
    return seen
