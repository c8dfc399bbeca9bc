"""Whether the time of a refusal tells which names there are.

    python bench/timing.py [ROUNDS, at least 20]

One worker of gunicorn on a copy with its own database; at each door the kinds of tries
take turns, and each finds no failure that was counted for another. Prints quartiles of
the time on the clock, and of the worker's CPU the median; beside both, how far the
distribution is from that of the first kind (Kolmogorov-Smirnov: D, and p, how likely
such a D is where there is no difference: of fifty some are below 0.05). CPU is the
steadier one. Linux alone. Needs requirements-dev.txt; takes six minutes.
"""

import http.client
import random
import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

from distributions import chance, distance
from tries import DOORS, ENLIST, GROUPS, Kind, carried
from worker import Worker, run, serving

from project.tests.fixtures import copy_project

ROUNDS = 150
HEADS = "clock: quartiles, ms      D      p  CPU ms      D      p"


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
