"""What the trace costs: CPU time of a request with it, divided by that without it.

    python bench/trace.py [REQUESTS]

Both are measured by turns in one run, through all of the site but its socket, on a
database in memory with 26 authors. Prints a ratio for each scheme; takes half a
minute.
"""

import logging
import os
import statistics
import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.update(
    DJANGO_SETTINGS_MODULE="project.settings", LAB="true", SECRET_KEY="b" * 64
)

import django

django.setup()

from django.core.handlers.base import BaseHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.test.utils import setup_databases  # noqa: E402

from lab.actors import SCHEMES, Credentials, enlist  # noqa: E402

TRACE = "lab.trace.TraceMiddleware"
URL = "/api/authors_generic/"


def handler(*without: str) -> BaseHandler:
    """The site with its middleware, but for some."""
    from django.conf import settings

    kept = [name for name in settings.MIDDLEWARE if name not in without]
    with override_settings(MIDDLEWARE=kept):
        made = BaseHandler()
        made.load_middleware()
    return made


def cost(site: BaseHandler, carried: Credentials) -> float:
    """Seconds of CPU that one request takes."""
    request = RequestFactory(SERVER_NAME="localhost").get(URL, headers=carried.headers)
    request.COOKIES.update(carried.cookies)
    start = process_time()
    response = site.get_response(request)
    took = process_time() - start
    assert response.status_code == 200, response.content
    return took


def ratio(carried: Credentials, requests: int) -> float:
    """The median with the trace by the median without it, asked by turns."""
    with_it, without = handler(), handler(TRACE)
    times = {with_it: [], without: []}
    for number in range(requests):
        turn = (with_it, without) if number % 2 else (without, with_it)
        for site in turn:
            times[site].append(cost(site, carried))
    return statistics.median(times[with_it]) / statistics.median(times[without])


def main():
    """Print the ratios."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    logging.disable(logging.INFO)  # a line for each request
    setup_databases(verbosity=0, interactive=False)
    call_command("loaddata", "authors", verbosity=0)
    user = enlist("user")["user"]
    print(f"trace on / trace off, median CPU of {requests} requests of {URL}")
    print(f"  {'anonymous':<10}{ratio(Credentials(), requests):.3f}")
    for name in ("Session", "Token", "JWT", "Basic"):
        count = requests if name != "Basic" else requests // 10
        carried = SCHEMES[name].credentials(user)
        print(f"  {name:<10}{ratio(carried, count):.3f}")


if __name__ == "__main__":
    main()
