"""`kill -9` while tables are made: what is there then can be gone on with."""

import signal
import sys

import pytest

from .fixtures import KNOWN, copy_project, lack, manage, python

# The process ends where Django has made the tables of a migration and not yet noted
# that it has.
KILLED = """
import os, signal, sys
from django.db.migrations.recorder import MigrationRecorder
from project import wsgi
from django.core.management import call_command

noted = MigrationRecorder.record_applied
def record(self, app, name):
    if app == sys.argv[1]:
        os.kill(os.getpid(), signal.SIGKILL)
    noted(self, app, name)
MigrationRecorder.record_applied = record
call_command("migrate")
"""


@pytest.fixture
def folder(tmp_path):
    """A copy without a database of its own."""
    if sys.platform == "win32":
        lack("Windows cannot kill -9")
    return copy_project(tmp_path)


def test_migrations_that_are_killed_anywhere_go_on_later(folder):
    for app in ("admin", "api"):
        done = python(folder, "-c", KILLED, app, **KNOWN)
        assert done.returncode == -signal.SIGKILL, done.stdout + done.stderr
    done = manage(folder, "migrate", **KNOWN)
    assert (done.returncode, done.stderr) == (0, "")
    again = manage(folder, "migrate", **KNOWN)
    assert "No migrations to apply." in again.stdout
