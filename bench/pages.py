"""What a page of a list costs at a million authors, with one at 100 as 1.

    python bench/pages.py [AUTHORS]

CPU of the worker, by turns in one run, and the memory that it has by then. Pages of the
viewset are compared with its first one. Linux alone. Needs requirements-dev.txt; takes
two minutes.
"""

import statistics
import sys
import tempfile
from base64 import b64encode
from contextlib import ExitStack
from pathlib import Path

from worker import Worker, run, serving, sign_in

from project.tests.fixtures import copy_project

ROUNDS = 15
FILL = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute('''
        WITH RECURSIVE number(n) AS
            (SELECT 27 UNION ALL SELECT n + 1 FROM number WHERE n < {authors})
        INSERT INTO api_author (id, name, email, owner_id)
            SELECT n, 'name ' || n, n || '@bench.example', 1 FROM number
    ''')
    cursor.execute("UPDATE api_author SET owner_id = 1")
"""
BARE = ("/api/authors/", "/api/authors_generic/")
VIEWSET = "/api/authors_viewset/"


class Site:
    """A site with so many authors."""

    def __init__(self, stack: ExitStack, authors: int):
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        run(copy_project(folder), "demo")
        run(folder, "shell", "-c", FILL.format(authors=authors))
        self.headers = sign_in(folder, "platon27", "#8X+DujR!B")["Session"]
        self.worker: Worker = stack.enter_context(serving(folder))

    def cost(self, address: str, requests: int) -> float:
        """Microseconds of CPU for a page."""
        return self.worker.cost(address, self.headers, requests)


def after(position: int) -> str:
    """The query for the page after a record."""
    return "?cursor=" + b64encode(f"p={position}".encode()).decode()


def pages(authors: int) -> list[tuple[str, str, int]]:
    """The first page of a list, one to compare with it, and requests in a turn."""
    middle, end = authors // 2, authors - 101
    found = []
    for url in BARE:
        found += [(url, url + query, 10) for query in ("", after(middle), after(end))]
    depths = (1, 1_000, authors // 20, authors // 10)
    found += [(VIEWSET, f"{VIEWSET}?page={page}", 3) for page in depths]
    queries = ("search=name+77", f"search={authors}@bench", "search=nobody")
    found += [(VIEWSET, f"{VIEWSET}?{query}", 1) for query in queries]
    found += [(VIEWSET, f"{VIEWSET}?ordering={name}", 1) for name in ("email", "name")]
    return found


def main():
    """Print the ratios."""
    authors = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with ExitStack() as stack:
        few, many = Site(stack, 100), Site(stack, authors)
        for first, address, requests in pages(authors):
            pairs = [
                (few.cost(first, 10), many.cost(address, requests))
                for _number in range(ROUNDS if requests > 1 else 3)
            ]
            ratio = statistics.median(b / a for a, b in pairs[1:])
            took = statistics.median(b for _a, b in pairs[1:]) / 1000
            memory = many.worker.memory()
            print(f"{address:<44}{took:>7.1f} ms{ratio:>8.2f}{memory:>6.0f} MiB")


if __name__ == "__main__":
    main()
