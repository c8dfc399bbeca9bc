"""Whether the time of a refusal tells which names there are.

    python bench/timing.py [ROUNDS, at least 20]

One worker of gunicorn on a copy with its own database; at each door the kinds of tries
take turns, and each finds no failure that was counted for another. Prints quartiles of
the time on the clock, and of the worker's CPU the median; beside both, how far the
distribution is from that of the first kind (Kolmogorov-Smirnov: D, and p, how likely
such a D is where there is no difference: of fifty some are below 0.05). CPU is the
steadier one. Linux alone. Needs requirements-dev.txt; takes six minutes.
"""

import base64
import http.client
import json
import random
import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from urllib.parse import urlencode

from distributions import chance, distance
from worker import Worker, run, serving

from project.tests.fixtures import copy_project

ROUNDS = 150
PASSWORD, WRONG = "a right password", "a wrong password"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
CSRF = {"Cookie": f"csrftoken={'c' * 32}", "X-CSRFToken": "c" * 32}
DOORS = ("/api/whoami/", "/api/token/", "/api/api-token-auth/")
DOORS += ("/api-auth/login/", "/admin/login/")
ENLIST = f"""
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.contrib.auth.models import User
from django.core.management import call_command
call_command("migrate", verbosity=0)
stored = {{
    "known": make_password("{PASSWORD}"),
    "inact": make_password("{PASSWORD}"),
    "unset": make_password(None),
    "argon": Argon2PasswordHasher().encode("{PASSWORD}", "a salt of the bench"),
    "pbkdf": make_password("{PASSWORD}", hasher="pbkdf2_sha256"),
}}
for name, encoded in stored.items():
    User.objects.create(username=name, password=encoded, is_active=name != "inact")
"""
HEADS = "clock: quartiles, ms      D      p  CPU ms      D      p"


class Kind(NamedTuple):
    """A try; one that takes long is made in some of the rounds."""

    what: str
    name: str
    password: str = WRONG
    is_locked: bool = False
    every: int = 1


# Of each group the first is what the others are compared with.
GROUPS = [
    [
        Kind("wrong password", "known"),
        Kind("unknown name", "nobod"),
        Kind("inactive, right password", "inact", PASSWORD),
        Kind("inactive, wrong password", "inact"),
        Kind("without a password", "unset"),
        Kind("hash of Django's Argon2", "argon", every=10),
        Kind("hash of PBKDF2", "pbkdf", every=10),
    ],
    [
        Kind("locked name", "known", is_locked=True),
        Kind("locked unknown name", "nobod", is_locked=True),
    ],
]


class Site:
    """A site, its file, and a connection to its worker."""

    def __init__(self, worker: Worker, file: Path):
        self.worker = worker
        self.database = sqlite3.connect(file, timeout=30, isolation_level=None)

    def took(self, door: str, kind: Kind) -> tuple[float, float]:
        """Milliseconds on the clock, and of CPU."""
        self.restore(kind)
        method, body, headers = carried(door, kind)
        connection = self.worker.connection
        cpu, start = self.worker.cpu(), perf_counter()
        connection.request(method, door, body, headers)
        answer = connection.getresponse()
        answer.read()
        clock = perf_counter() - start
        if (answer.status == http.client.TOO_MANY_REQUESTS) != kind.is_locked:
            sys.exit(f"{door}: {kind.what}: {answer.status}")
        return clock * 1000, (self.worker.cpu() - cpu) / 1_000_000

    def restore(self, kind: Kind) -> None:
        """Forget all failures, or all but those that lock the name."""
        self.database.execute("DELETE FROM lockout_failures")
        if kind.is_locked:
            self.database.execute(
                "INSERT INTO lockout_failures (kind, value, count, until)"
                " VALUES ('name', ?, 7, datetime('now', '+15 minutes'))",
                [kind.name],
            )


def carried(door: str, kind: Kind) -> tuple[str, str | None, dict[str, str]]:
    """Method, body and headers of a try."""
    if door == DOORS[0]:
        pair = base64.b64encode(f"{kind.name}:{kind.password}".encode()).decode()
        return "GET", None, {"Authorization": f"Basic {pair}"}
    form = {"username": kind.name, "password": kind.password}
    if door in DOORS[1:3]:
        return "POST", json.dumps(form), JSON
    return "POST", urlencode(form), {**FORM, **CSRF}


def turns(site: Site, door: str, kinds: list[Kind], rounds: int) -> dict:
    """`{kind: [(clock, cpu)]}`, in another order each round; the first ones warm up."""
    found = {kind: [] for kind in kinds}
    for number in range(-10, rounds):
        for kind in random.sample(kinds, len(kinds)):
            if number % kind.every == 0:
                took = site.took(door, kind)
                found[kind] += [took] if number >= 0 else []
    return found


def compared(one: tuple, other: tuple) -> str:
    """D and p, as columns."""
    d = distance(one, other)
    return f"{d:>7.2f}{chance(d, len(one), len(other)):>7.3f}"


def line(kind: Kind, samples: list, first: list) -> str:
    """A line of the table."""
    clock, cpu = zip(*samples, strict=True)
    first_clock, first_cpu = zip(*first, strict=True)
    quartiles = "".join(f"{each:>8.2f}" for each in statistics.quantiles(clock))
    middle = f"{compared(clock, first_clock)}{statistics.median(cpu):>8.2f}"
    return f"  {kind.what:<26}{quartiles}{middle}{compared(cpu, first_cpu)}"


def report(site: Site, rounds: int) -> None:
    """Print a table for each door."""
    for door in DOORS:
        print(f"{door:<32}{HEADS}")
        for kinds in GROUPS:
            found = turns(site, door, kinds, rounds)
            for kind in kinds:
                print(line(kind, found[kind], found[kinds[0]]), flush=True)


def main():
    """Measure on a copy of the project."""
    rounds = max(20, int(sys.argv[1])) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = copy_project(Path(name))
        run(folder, "shell", "-c", ENLIST)
        with serving(folder) as worker:
            site = Site(worker, folder / "db.sqlite3")
            with closing(site.database):
                report(site, rounds)


if __name__ == "__main__":
    main()
