"""What the tests of a site in trouble share: who writes meanwhile, and what is kept."""

import os
import signal
import sqlite3
import sys
import threading
import time
from contextlib import closing, suppress
from http.client import HTTPException
from itertools import count
from pathlib import Path

from .fixtures import Site, copy_project, database, lack, write_env

LIST = "/api/authors_generic/"
GUNICORN = "-m gunicorn project.wsgi --threads 2 -b 127.0.0.1:{port} --log-level"
QUIET = [*GUNICORN.split(), "critical", "-w4"]
ONE = [*GUNICORN.split(), "critical"]


def on_sqlite(folder: Path, **values: str) -> Path:
    """A copy on a file of SQLite, whatever the other tests run on."""
    if sys.platform == "win32":
        lack("gunicorn does not run on Windows")
    write_env(copy_project(folder), **values)
    (folder / "db.sqlite3").write_bytes(database())
    return folder


class Writers:
    """Eight clients who create authors, each as soon as the last one is answered.

    `kept` has the e-mail of each author that was answered with 201, by id; `statuses`
    all other answers; `cut` the e-mails of which no answer came.
    """

    def __init__(self, site: Site, headers: dict[str, str]):
        self.site, self.headers = site, headers
        self.kept, self.statuses, self.cut = {}, [], []
        self.numbers, self.has_ended = count(), threading.Event()
        self.threads = [threading.Thread(target=self.write) for _ in range(8)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.has_ended.set()
        for thread in self.threads:
            thread.join()

    def write(self):
        """Create authors until the end."""
        while not self.has_ended.is_set():
            email = f"writer{next(self.numbers)}@writers.example"
            sent = ("POST", LIST, {"name": "A", "email": email})
            try:
                status, body = self.site.ask(*sent, **self.headers)
            except (OSError, HTTPException):
                self.cut.append(email)
                self.has_ended.wait(0.05)
            else:
                self.note(status, body)

    def note(self, status, body):
        """Remember an answer; an id that was given before is a mistake of the site."""
        if status != 201:
            self.statuses.append(status)
        elif self.kept.setdefault(body["id"], body["email"]) != body["email"]:
            self.statuses.append(f"the id {body['id']} twice")

    def wait_for(self, number: int) -> None:
        """Wait until so many more authors are kept."""
        wanted = len(self.kept) + number
        wait_until(lambda: len(self.kept) >= wanted)


def wait_until(is_so) -> None:
    """Wait for something; AssertionError where it does not come."""
    end = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.05)


def stored(file: Path) -> dict[int, str]:
    """The e-mails of those authors in a file of SQLite by id; the file is sound."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = "SELECT id, email FROM api_author WHERE email LIKE '%@writers.example'"
        return dict(database.execute(rows))


def workers(site: Site) -> set[int]:
    """The numbers of the processes that serve a site, but for the first."""
    number = site.process.pid
    file = Path(f"/proc/{number}/task/{number}/children")
    if not file.exists():
        lack("this system does not tell the children of a process there")
    return {*map(int, file.read_text().split())}


def kill_all(site: Site) -> None:
    """`kill -9` for all processes of a site."""
    site.process.send_signal(signal.SIGSTOP)  # it would start workers anew
    for worker in [*workers(site), site.process.pid]:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
    site.process.wait(10)


def by_token(site: Site, **account: str) -> dict[str, str]:
    """The header of somebody's DRF token."""
    account = account or {"username": "admin", "password": "123"}
    token = site.ask("POST", "/api/api-token-auth/", account)[1]["token"]
    return {"Authorization": f"Token {token}"}
