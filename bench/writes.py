"""What SQLite as this project sets it up writes, beside Django's default settings.

    python bench/writes.py [CREATES]

Eight clients create authors (500 each, or CREATES) through four workers of gunicorn, on
each kind of settings by turns. Prints the writes a second that were acknowledged, the
ratio to Django's default (the median of the turns, the least and the most), and how
many creates were not acknowledged. The run ends where an author that was acknowledged
is not there, or one is there that nobody was told of. Needs requirements-dev.txt.

Without WAL a create calls fsync four times, and meanwhile nobody may read: that is most
of what it waits for, by default and here.
"""

import http.client
import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project.tests.fixtures import KNOWN, copy_project, manage, served

CLIENTS = 8
ROUNDS = 10
LIST = "/api/authors_generic/"
ENV = {**KNOWN, "LAB": "false", "LAB_TRUST_HEADERS": "false"}
SERVER = "-m gunicorn project.wsgi -w 4 -b 127.0.0.1:{port} --log-level critical"
DEFAULT = """
del DATABASES["default"]["CONN_MAX_AGE"], DATABASES["default"]["OPTIONS"]
"""
# Lines of settings and the environment of each kind; the first is what others are
# compared with.
KINDS = {
    "Django's default": (DEFAULT, {}),
    "ours": ("", {}),
    "ours with SQLITE_WAL": ("", {"SQLITE_WAL": "true"}),
}


def create(port: int, headers: dict[str, str], email: str) -> tuple[int, dict]:
    """Status and JSON of one create; 0 where no answer comes."""
    data = json.dumps({"name": "Bench", "email": email})
    # gunicorn's plain workers end a connection with each answer.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(connection):
        try:
            connection.request("POST", LIST, data, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            return 0, {}


def client(port: int, token: str, name: str, creates: int) -> list[tuple[int, str]]:
    """Id and e-mail of each author that one client was told is created."""
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    emails = [f"{name}.{number}@bench.example" for number in range(creates)]
    answers = [create(port, headers, email) for email in emails]
    return [(body["id"], body["email"]) for status, body in answers if status == 201]


class Kind:
    """A site with some settings, and what has come of its turns."""

    def __init__(self, stack: ExitStack, lines: str, values: dict[str, str]):
        self.folder = copy_project(
            Path(stack.enter_context(tempfile.TemporaryDirectory()))
        )
        with (self.folder / "project" / "settings.py").open("a") as settings:
            settings.write(lines)
        environment = {**ENV, **values}
        made = manage(self.folder, "demo", **environment)
        if made.returncode:
            sys.exit(made.stderr)
        quiet = {"output": subprocess.DEVNULL, **environment}
        site = stack.enter_context(served(self.folder, *SERVER.split(), **quiet))
        person = {"username": "admin", "password": "123"}
        token = site.ask("POST", "/api/api-token-auth/", person)[1]["token"]
        self.asked = (site.port, token)
        self.kept, self.failed, self.rates = [], 0, []

    def measure(self, pool, number: int, creates: int) -> None:
        """One turn of all clients."""
        start = time.monotonic()
        tasks = [
            pool.submit(client, *self.asked, f"{number}.{name}", creates)
            for name in range(CLIENTS)
        ]
        kept = [each for task in tasks for each in task.result()]
        self.rates.append(len(kept) / (time.monotonic() - start))
        self.failed += CLIENTS * creates - len(kept)
        self.kept += kept

    def check(self) -> None:
        """The run ends where an author is lost, or is there twice."""
        rows = "SELECT id, email FROM api_author WHERE email LIKE '%@bench.example'"
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            stored = database.execute(rows).fetchall()
        # Of an answer that did not come nobody knows whether the author is there.
        lost, more = {*self.kept} - {*stored}, len(stored) - len(self.kept)
        if lost or not 0 <= more <= self.failed:
            sys.exit(f"{len(self.kept)} were acknowledged, {len(stored)} are there")


def report(kinds: dict[str, Kind]) -> None:
    """Print the table; the first turn has warmed up."""
    print(f"{'':<22}{'writes/s':>10}{'ratio':>8}{'least':>8}{'most':>8}{'not 201':>9}")
    first = next(iter(kinds.values()))
    for name, kind in kinds.items():
        kind.check()
        pairs = zip(kind.rates[1:], first.rates[1:], strict=True)
        ratios = [rate / base for rate, base in pairs]
        line = f"{name:<22}{statistics.median(kind.rates[1:]):>10.0f}"
        for ratio in (statistics.median(ratios), min(ratios), max(ratios)):
            line += f"{ratio:>8.2f}"
        print(f"{line}{kind.failed:>9}")


def main():
    """Take turns, and print the table."""
    creates = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with ExitStack() as stack:
        pool = stack.enter_context(ProcessPoolExecutor(CLIENTS))
        kinds = {name: Kind(stack, *about) for name, about in KINDS.items()}
        for number in range(ROUNDS + 1):
            for kind in kinds.values():
                kind.measure(pool, number, creates // ROUNDS if number else 5)
        report(kinds)


if __name__ == "__main__":
    main()
