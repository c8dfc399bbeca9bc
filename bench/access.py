"""What access costs: CPU of the worker for one request, with a plain view as 1.

    python bench/access.py [REQUESTS]

Three sites by turns in one run, each with one worker of gunicorn on a copy of the same
SQLite file with 100 authors: a plain view of Django with the same queries and without
DRF (the floor), a solution as the lab's listing has it, and this one, with LAB off.
Prints CPU divided by the floor's for a list and for a record, by scheme. Linux alone:
the CPU time is /proc's. Needs requirements-dev.txt.
"""

import base64
import http.client
import os
import shutil
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project.tests.fixtures import KNOWN, copy_project, manage, python, served

ROUNDS = 15
LIST, RECORD = "/api/authors_generic/", "/api/authors_generic/3/"
SCHEMES = ("anonymous", "Session", "Token", "JWT", "Basic")
ENV = {**KNOWN, "LAB": "false", "LAB_TRUST_HEADERS": "false"}
SERVER = (
    "-m gunicorn {module} -w 1 -k gthread --threads 1 --keep-alive 600"
    " --log-level error -b 127.0.0.1:{{port}}"
)
MODULES = {
    "floor": "bench.plain.floor",
    "student": "bench.plain.student",
    "ours": "project.wsgi",
}
FILL = """
from django.contrib.auth.models import User
from api.models import Author
owner = User.objects.get(username="platon27")
Author.objects.bulk_create(
    Author(name=f"name {n}", email=f"{n}@bench.example", owner=owner)
    for n in range(100 - Author.objects.count())
)
"""
SIGN_IN = """
from django.contrib.auth.models import User
from django.http import HttpRequest
from rest_framework.authtoken.models import Token
from lab.actors import jwt, session, token
user = User.objects.get(username="platon27")
for name, made in (("Session", session), ("Token", token), ("JWT", jwt)):
    carried = made(user)
    cookies = "; ".join(f"{k}={v}" for k, v in carried.cookies.items())
    print(name, carried.headers.get("Authorization", cookies))
"""
# The student's project hashes as Django does by default.
REHASH = """
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.hashers import make_password
User.objects.update(password=make_password("#8X+DujR!B", hasher="pbkdf2_sha256"))
settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
"""


class Served:
    """A site, and one kept connection to it."""

    def __init__(self, site):
        self.connection = http.client.HTTPConnection("127.0.0.1", site.port)
        self.worker = children(site.process.pid)[0]

    def get(self, path: str, headers: dict) -> None:
        """Ask, and read the answer; AssertionError where it is not 200."""
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status, body[:300])  # noqa: S101

    def cost(self, path: str, headers: dict, requests: int) -> float:
        """Microseconds of CPU that a request takes of the worker."""
        before = cpu(self.worker)
        for _number in range(requests):
            self.get(path, headers)
        return (cpu(self.worker) - before) / requests / 1000


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [*map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def cpu(pid: int) -> int:
    """Nanoseconds that a process has run, in all of its threads."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks)


def shell(folder: Path, code: str) -> str:
    """What a piece of code prints in the project."""
    done = manage(folder, "shell", "-v0", "-c", code, **ENV)
    assert done.returncode == 0, done.stderr  # noqa: S101
    return done.stdout


def start(stack: ExitStack) -> tuple[dict[str, Served], dict[str, dict]]:
    """The sites by name, and what each is sent by scheme."""
    folder = copy_project(Path(stack.enter_context(tempfile.TemporaryDirectory())))
    made = manage(folder, "demo", **ENV)
    assert made.returncode == 0, made.stderr  # noqa: S101
    shell(folder, FILL)
    ours, other = folder / "db.sqlite3", folder / "other.sqlite3"
    shutil.copy(ours, folder / "kept")
    sent = {"student": headers(shell(folder, REHASH + SIGN_IN))}
    shutil.move(ours, other)
    shutil.move(folder / "kept", ours)
    sent["ours"] = sent["floor"] = headers(shell(folder, SIGN_IN))
    sites = {}
    for name, module in MODULES.items():
        command = SERVER.format(module=module).split()
        environment = {**ENV, "BENCH_DATABASE": str(other)}
        site = stack.enter_context(served(folder, *command, output=open(os.devnull, "w"), **environment))
        sites[name] = Served(site)
    return sites, sent


def headers(printed: str) -> dict[str, dict]:
    """The headers of each scheme."""
    told = dict(line.split(" ", 1) for line in printed.splitlines())
    pair = base64.b64encode(b"platon27:#8X+DujR!B").decode()
    return {
        "anonymous": {},
        "Session": {"Cookie": told["Session"]},
        "Token": {"Authorization": told["Token"]},
        "JWT": {"Authorization": told["JWT"]},
        "Basic": {"Authorization": f"Basic {pair}"},
    }


def path_of(name: str, scheme: str, path: str) -> str:
    """Where a site has the view for a scheme."""
    return f"/{scheme}{path}" if name == "student" else path


def measure(sites, sent, path: str, requests: int) -> dict[tuple[str, str], float]:
    """Median microseconds by site and scheme; the sites are asked by turns."""
    asked = [("floor", "anonymous")]
    asked += [(name, scheme) for scheme in SCHEMES for name in ("student", "ours")]
    found = {each: [] for each in asked}
    for turn in range(ROUNDS + 1):
        for name, scheme in asked:
            count = requests if scheme != "Basic" else max(1, requests // 40)
            where = path_of(name, scheme, path)
            took = sites[name].cost(where, sent[name][scheme], count)
            if turn:  # the first one warms up
                found[name, scheme].append(took)
    return {each: statistics.median(times) for each, times in found.items()}


def main():
    """Print the table."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with ExitStack() as stack:
        sites, sent = start(stack)
        for kind, path in (("list of 100", LIST), ("record", RECORD)):
            found = measure(sites, sent, path, requests)
            floor = found["floor", "anonymous"]
            print(f"{kind}: the floor takes {floor:.0f} us of CPU = 1")
            print(f"  {'':<12}{'student':>9}{'ours':>9}")
            for scheme in SCHEMES:
                ratios = [found[name, scheme] / floor for name in ("student", "ours")]
                print(f"  {scheme:<12}" + "".join(f"{r:>9.2f}" for r in ratios))


if __name__ == "__main__":
    main()
