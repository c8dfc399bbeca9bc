"""What access costs: CPU of the worker for one request, with a plain view as 1.

    python bench/access.py [REQUESTS]

Three sites by turns in one run, each with one worker of gunicorn on the same file of
SQLite: a plain view of Django with the same query and without DRF (the floor), a
solution as the lab's listing has it, and this one, with LAB off. Prints CPU divided by
the floor's by scheme: for a list of 26 authors (the demo), a list of 100, and a record.
Linux alone: the CPU time is /proc's. Needs requirements-dev.txt; takes two minutes.
"""

import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from worker import Worker, run, serving, sign_in

from project.tests.fixtures import copy_project

ROUNDS = 25
LIST, RECORD = "/api/authors_generic/", "/api/authors_generic/3/"
SCHEMES = ("anonymous", "Session", "Token", "JWT", "Basic")
MODULES = {
    "floor": "bench.plain.floor",
    "student": "bench.plain.student",
    "ours": "project.wsgi",
}
OWN_ALL = """
from django.contrib.auth.models import User
from api.models import Author
Author.objects.update(owner=User.objects.get(username="platon27"))
"""
FILL = """
from django.contrib.auth.models import User
from api.models import Author
owner = User.objects.get(username="platon27")
Author.objects.bulk_create(
    Author(name=f"name {n}", email=f"{n}@bench.example", owner=owner)
    for n in range(100 - Author.objects.count())
)
"""
# The student's project hashes, and signs in, as Django does by default.
AS_BY_DEFAULT = """
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
hashed = make_password("student", hasher="pbkdf2_sha256")
User.objects.create(username="student", password=hashed)
"""


def start(stack: ExitStack, folder: Path) -> tuple[dict[str, Worker], dict]:
    """The sites by name, and the headers that each is sent by scheme."""
    run(folder, "demo")
    run(folder, "shell", "-c", OWN_ALL)
    sent = {
        "ours": sign_in(folder, "platon27", "#8X+DujR!B"),
        "student": sign_in(folder, "student", "student", AS_BY_DEFAULT),
    }
    database = {"BENCH_DATABASE": str(folder / "db.sqlite3")}
    sites = {
        name: stack.enter_context(serving(folder, module, **database))
        for name, module in MODULES.items()
    }
    return sites, sent


def turn(sites, sent, path: str, requests: int) -> dict[tuple[str, str], float]:
    """Microseconds by site and scheme, of one turn for each."""
    found = {("floor", "anonymous"): sites["floor"].cost(path, {}, requests)}
    for scheme in SCHEMES:
        count = requests if scheme != "Basic" else 1
        for name in ("student", "ours"):
            where = f"/{scheme}{path}" if name == "student" else path
            took = sites[name].cost(where, sent[name][scheme], count)
            found[name, scheme] = took
    return found


def report(kind: str, sites, sent, path: str, requests: int) -> None:
    """Print a table: medians of the ratios in each turn, but for the first, which
    warms up."""
    turns = [turn(sites, sent, path, requests) for _number in range(ROUNDS + 1)][1:]
    floors = [each["floor", "anonymous"] for each in turns]
    print(f"{kind}: the floor takes {statistics.median(floors):.0f} us of CPU = 1")
    print(f"  {'':<12}{'student':>9}{'ours':>9}")
    for scheme in SCHEMES:
        line = f"  {scheme:<12}"
        for name in ("student", "ours"):
            pairs = zip(turns, floors, strict=True)
            ratio = statistics.median(each[name, scheme] / one for each, one in pairs)
            line += f"{ratio:>9.2f}"
        print(line, flush=True)


def main():
    """Print the tables."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sites, sent = start(stack, copy_project(folder))
        report("list of 26", sites, sent, LIST, requests)
        run(folder, "shell", "-c", FILL)
        report("list of 100", sites, sent, LIST, requests)
        report("record", sites, sent, RECORD, requests)


if __name__ == "__main__":
    main()
