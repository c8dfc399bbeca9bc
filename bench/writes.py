"""What SQLite as this project sets it up writes, beside Django's default settings.

    python bench/writes.py [CREATES]

Eight clients create authors (500 each, or CREATES) through four workers of gunicorn, on
each kind of settings by turns. Prints the writes a second that were acknowledged, as a
ratio to Django's default too, and the answers that were none. A row that was
acknowledged and is not there ends the run. Needs requirements-dev.txt.
"""

import http.client
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project.tests.fixtures import KNOWN, copy_project, manage, served

CLIENTS = 8
ROUNDS = 5
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


def client(port: int, token: str, name: str, creates: int) -> Counter:
    """The answers to one client's creates, by status."""
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    found = Counter()
    for number in range(creates):
        data = json.dumps({"name": "Bench", "email": f"{name}.{number}@bench.example"})
        # gunicorn's plain workers end a connection with each answer.
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with closing(connection):
            connection.request("POST", LIST, data, headers)
            found[connection.getresponse().status] += 1
    return found


class Kind:
    """A site with some settings, and what has come of its rounds."""

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
        self.answers, self.seconds = Counter(), 0.0

    def measure(self, pool, number: int, creates: int) -> None:
        """One round of all clients."""
        start = time.monotonic()
        tasks = [
            pool.submit(client, *self.asked, f"{number}.{name}", creates)
            for name in range(CLIENTS)
        ]
        self.answers += sum((task.result() for task in tasks), Counter())
        self.seconds += time.monotonic() - start

    def rate(self) -> float:
        """Acknowledged writes a second; the run ends where one of them is lost."""
        rows = "SELECT count(*) FROM api_author WHERE email LIKE '%@bench.example'"
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as database:
            ((stored,),) = database.execute(rows)
        if stored < self.answers[201]:
            sys.exit(f"{self.answers[201]} were acknowledged, {stored} are there")
        return self.answers[201] / self.seconds


def main():
    """Print the table."""
    creates = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    with ExitStack() as stack:
        pool = stack.enter_context(ProcessPoolExecutor(CLIENTS))
        kinds = {name: Kind(stack, *about) for name, about in KINDS.items()}
        for number in range(ROUNDS):
            for kind in kinds.values():
                kind.measure(pool, number, creates // ROUNDS)
        print(f"{'':<22}{'writes/s':>10}{'ratio':>8}{'not 201':>9}")
        first = next(iter(kinds.values())).rate()
        for name, kind in kinds.items():
            rate, failed = kind.rate(), kind.answers.total() - kind.answers[201]
            print(f"{name:<22}{rate:>10.0f}{rate / first:>8.2f}{failed:>9}")


if __name__ == "__main__":
    main()
