"""The API under schemathesis: what its description allows, and what it does not.

    python -m project.tests.fuzz [--seed N ...] [--examples N] [--stores]

Each run has a copy of the site of its own under gunicorn, on SQLite or on a PostgreSQL
and a Redis of its own, and all checks in all phases: by each scheme, anonymously, and
with credentials that are made up. Prints the cases of each run and its failures; the
exit code is 1 where there are any. Needs requirements-dev.txt and Python 3.11.
"""

import argparse
import base64
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .fixtures import STORES, demo, hash_fast, served, write_env
from .servers import postgresql, redis
from .trouble import ONE, by_token, on_sqlite

ADMIN = {"username": "admin", "password": "123"}
ORDINARY = {"username": "platon27", "password": "#8X+DujR!B"}
PAIR = base64.b64encode("{username}:{password}".format(**ADMIN).encode()).decode()


def bearer(site) -> dict[str, str]:
    """The header of a JWT; it is good for 15 minutes."""
    access = site.ask("POST", "/api/token/", ADMIN)[1]["access"]
    return {"Authorization": f"Bearer {access}"}


# What is sent with each request.
CREDENTIALS = {
    "anonymous": lambda site: {},
    "made up": lambda site: {},
    "Basic": lambda site: {"Authorization": f"Basic {PAIR}"},
    "Session": lambda site: site.sign_in(**ORDINARY),
    "Token": lambda site: by_token(site, **ORDINARY),
    "JWT": bearer,
}
RUN = "-m schemathesis.cli run --no-color --checks all --generation-database none"
REPORT = "report.json"


@contextlib.contextmanager
def fresh(on_stores: bool):
    """A site on an own database, which is not there any more afterwards."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if on_stores:
            urls = map(stack.enter_context, (postgresql(), redis()))
            stores = dict(zip(STORES, urls, strict=True))
            write_env(demo(folder, **stores), **stores)
        else:
            on_sqlite(folder)
        site = served(hash_fast(folder), *ONE, output=subprocess.DEVNULL)
        yield stack.enter_context(site)


def fuzz(kind: str, seed: int, examples: int, on_stores: bool = False):
    """`(cases that were checked, failures, what schemathesis wrote)` of one run."""
    with fresh(on_stores) as site:
        headers = CREDENTIALS[kind](site)
        done = ask(site, kind, headers, seed, examples)
        report = read(site.folder / REPORT, done)
        status, _body = site.ask("GET", "/api/whoami/", **headers)
    assert status == (200 if headers else 401), f"{kind}: {status} at the end"
    cases = report["test_cases"]
    checked = cases["generated"] - cases["without_checks"] - cases["errored"]
    failures = cases["unique_failures"] + len(report["errors"])
    assert bool(failures) == bool(done.returncode), done.stdout + done.stderr
    return checked, failures, done.stdout


def read(file: Path, done) -> dict:
    """What schemathesis says of its run; AssertionError where that did not end well."""
    assert file.exists(), done.stdout + done.stderr
    report = json.loads(file.read_text(encoding="utf-8"))
    assert report["stop_reason"] == "completed", done.stdout + done.stderr
    return report


def ask(site, kind: str, headers: dict[str, str], seed: int, examples: int):
    """Run schemathesis in the folder of a site; the finished process."""
    options = ["--seed", str(seed), "--max-examples", str(examples)]
    options += ["--report", "json", "--report-json-path", REPORT]
    for name, value in headers.items():
        options += ["--header", f"{name}: {value}"]
    makes_up = str(kind == "made up").lower()
    options += ["--generation-with-security-parameters", makes_up]
    own = {"SCHEMATHESIS_HOOKS": "project.tests.fuzz_hooks", "PYTHONIOENCODING": "utf8"}
    return subprocess.run(
        [sys.executable, *RUN.split(), f"{site.url}/api/schema/", *options],
        cwd=site.folder,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def main():
    """Print the table, and what schemathesis says of each run with failures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, nargs="+", default=[1])
    parser.add_argument("--examples", type=int, default=20, help="for each operation")
    parser.add_argument("--stores", action="store_true", help="PostgreSQL and Redis")
    options = parser.parse_args()
    totals = [0, 0]
    print(f"{'':<12}{'seed':>6}{'cases':>8}{'failures':>10}")
    for seed in options.seed:
        for kind in CREDENTIALS:
            *counts, said = fuzz(kind, seed, options.examples, options.stores)
            totals = [sum(pair) for pair in zip(totals, counts, strict=True)]
            print(f"{kind:<12}{seed:>6}{counts[0]:>8}{counts[1]:>10}", flush=True)
            print(said if counts[1] else "", end="", flush=True)
    print(f"{'all':<12}{'':>6}{totals[0]:>8}{totals[1]:>10}")
    sys.exit(bool(totals[1]))


if __name__ == "__main__":
    main()
