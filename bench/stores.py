"""SQLite against PostgreSQL with Redis: the same site, the same clients, by turns.

    python bench/stores.py [SECONDS]

Each of the two sites has four workers; eight clients ask for some seconds at a time.
Prints for each kind of work the requests a second and the longest wait of both, and
what PostgreSQL does of what SQLite does. Needs requirements-dev.txt, PostgreSQL and
Redis on this machine.
"""

import http.client
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project.tests.fixtures import KNOWN, copy_project, manage, served
from project.tests.servers import postgresql, redis

CLIENTS = 8
ROUNDS = 4
LIST = "/api/authors_generic/"
ENV = {**KNOWN, "LAB": "false", "LAB_TRUST_HEADERS": "false"}
SERVER = (
    "-m granian --interface wsgi project.wsgi:application --log-level error"
    " --workers 4 --blocking-threads 2 --port {port}"
)
# How many of the clients write; the others read.
WORK = {"all read": 0, "one writes": 1, "half write": 4, "all write": 8}


def client(
    port: int, token: str, writes: bool, until: float
) -> tuple[bool, int, float]:
    """What one client gets done: whether it wrote, how often, and its longest wait."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    count, longest = 0, 0.0
    while (start := time.monotonic()) < until:
        email = f"{os.getpid()}.{start}@bench.example"
        data = json.dumps({"name": "Bench", "email": email})
        asked = ("POST", LIST, data) if writes else ("GET", f"{LIST}3/", None)
        connection.request(*asked, headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != (201 if writes else 200):
            sys.exit(f"{answer.status} where none was to fail")
        count, longest = count + 1, max(longest, time.monotonic() - start)
    return writes, count, longest


def measure(pool, site, token: str, writers: int, seconds: float) -> list[float]:
    """Reads and writes a second, and the longest wait in milliseconds."""
    until = time.monotonic() + seconds
    tasks = [
        pool.submit(client, site.port, token, number < writers, until)
        for number in range(CLIENTS)
    ]
    done = [task.result() for task in tasks]
    reads, writes = (
        sum(count for wrote, count, _longest in done if wrote is kind) / seconds
        for kind in (False, True)
    )
    return [reads, writes, 1000 * max(longest for *_rest, longest in done)]


def start(stack: ExitStack, **stores: str):
    """A site on some stores, and the token of its superuser."""
    folder = copy_project(Path(stack.enter_context(tempfile.TemporaryDirectory())))
    made = manage(folder, "demo", **ENV, **stores)
    assert made.returncode == 0, made.stderr
    environment = {**ENV, **stores}
    site = stack.enter_context(served(folder, *SERVER.split(), **environment))
    person = {"username": "admin", "password": "123"}
    return site, site.ask("POST", "/api/api-token-auth/", person)[1]["token"]


def report(work: str, sqlite: list[float], other: list[float]) -> None:
    """A line for the reads and one for the writes of some work."""
    for number, kind in enumerate(("reads", "writes")):
        if sqlite[number]:
            ratio = other[number] / sqlite[number]
            print(
                f"{work:<12}{kind:<8}{sqlite[number]:>8.0f}/s{other[number]:>8.0f}/s"
                f"{ratio:>8.2f}{sqlite[2]:>9.0f} ms{other[2]:>9.0f} ms"
            )


def main():
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3
    with ExitStack() as stack:
        base, cache = (
            stack.enter_context(postgresql(fsync="on")),
            stack.enter_context(redis()),
        )
        sites = [start(stack), start(stack, DATABASE_URL=base, CACHE_URL=cache)]
        pool = stack.enter_context(ProcessPoolExecutor(CLIENTS))
        print(
            f"{'':<20}{'SQLite':>10}{'Postgres':>10}{'ratio':>8}{'longest waits':>24}"
        )
        for work, writers in WORK.items():
            found = [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
            for turn in range(2 * ROUNDS):
                each = turn % 2
                got = measure(pool, *sites[each], writers, seconds)
                rates = [a + b / ROUNDS for a, b in zip(found[each], got, strict=True)]
                found[each] = [*rates[:2], max(found[each][2], got[2])]
            report(work, *found)


if __name__ == "__main__":
    main()
