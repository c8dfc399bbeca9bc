"""What `load_users` takes for 40 people, beside hashing them one by one as Django does.

    python bench/people.py

The command hashes with Argon2id, on all processors; Django's default is PBKDF2. Both
are measured by turns in one run, as seconds on the clock. Needs
requirements-dev.txt; takes a minute.
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project.tests.fixtures import KNOWN, copy_project, manage, python

ROUNDS = 3
PEOPLE = [
    {
        "username": f"person{number}",
        "email": f"person{number}@bench.example",
        "password": f"a password of person {number}",
    }
    for number in range(40)
]
ONE_BY_ONE = """
import django, json, sys, time
from django.conf import settings
settings.configure(SECRET_KEY="x")
django.setup()
from django.contrib.auth.hashers import make_password
people = json.load(open("people.json"))
start = time.perf_counter()
for person in people:
    make_password(person["password"])
print(time.perf_counter() - start)
"""
FORGET = """
from django.contrib.auth.models import User
User.objects.filter(username__startswith="person").delete()
"""
LOAD = """
import time
from django.core.management import call_command
start = time.perf_counter()
call_command("load_users", "people.json", verbosity=0)
print(time.perf_counter() - start)
"""


def seconds(done) -> float:
    """What a process has printed last; the run ends where it failed."""
    if done.returncode:
        sys.exit(done.stderr)
    return float(done.stdout.split()[-1])


def main():
    """Print the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = copy_project(Path(name))
        (folder / "people.json").write_text(json.dumps(PEOPLE))
        manage(folder, "migrate", **KNOWN)
        slow, fast = [], []
        for _round in range(ROUNDS):
            slow.append(seconds(python(folder, "-c", ONE_BY_ONE)))
            fast.append(seconds(manage(folder, "shell", "-v0", "-c", LOAD, **KNOWN)))
            manage(folder, "shell", "-v0", "-c", FORGET, **KNOWN)
    ratio = statistics.median(a / b for a, b in zip(slow, fast, strict=True))
    print(f"one by one {statistics.median(slow):.1f} s")
    print(f"load_users {statistics.median(fast):.2f} s, {ratio:.0f} times as fast")


if __name__ == "__main__":
    main()
