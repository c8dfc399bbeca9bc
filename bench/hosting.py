"""What the free tier of PythonAnywhere has to do: memory, and requests a CPU second.

    python bench/hosting.py [REQUESTS]

uWSGI with one process and no threads, as there, on the data of the demo. Prints the
rows of the table in deploy/pythonanywhere.md, without and with the laboratory. Linux
alone. Needs requirements-dev.txt; takes half a minute.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from worker import UWSGI, Worker, run, serving, sign_in

from project.tests.fixtures import copy_project

ROUNDS = 7
RECORD = "/api/authors_generic/3/"


def rate(worker: Worker, path: str, headers: dict, requests: int) -> str:
    """How many requests a second of CPU answers."""
    turns = [worker.cost(path, headers, requests) for _number in range(ROUNDS)]
    return f"{1_000_000 / statistics.median(turns):.0f}"


def measure(worker: Worker, sent: dict, requests: int) -> dict[str, str]:
    """The rows of the table."""
    rows = {"memory at the start, MiB": f"{worker.memory('Rss'):.0f}"}
    asked = {"the front page": ("/", {}, requests)}
    asked["a list of 26 authors"] = ("/api/authors_generic/", {}, requests)
    for scheme, headers in sent.items():
        count = requests if scheme != "Basic" else max(1, requests // 10)
        asked[f"a record, {scheme}"] = (RECORD, headers, count)
    for name, (path, headers, count) in asked.items():
        rows[f"{name}, requests a second"] = rate(worker, path, headers, count)
    rows["memory then, MiB"] = f"{worker.memory('Rss'):.0f}"
    rows["of which its own, MiB"] = f"{worker.memory('Pss'):.0f}"
    return rows


def main():
    """Print the rows."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as name:
        folder = copy_project(Path(name))
        run(folder, "demo")
        sent = sign_in(folder, "platon27", "#8X+DujR!B")
        tables = []
        for lab in ("false", "true"):
            with serving(folder, server=UWSGI, LAB=lab) as worker:
                tables.append(measure(worker, sent, requests))
    print("| one worker | without the laboratory | with it |\n|---|---|---|")
    for name, value in tables[0].items():
        print(f"| {name} | {value} | {tables[1][name]} |")


if __name__ == "__main__":
    main()
