"""Serve one solution, or all of them, from a database of their own."""

import argparse
import json
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path

import django
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from . import TOKENS

PEOPLE = Path(__file__).resolve().parents[3] / "users.json"


class Quiet(WSGIRequestHandler):
    """Says nothing about each request, and sends small answers at once."""

    disable_nagle_algorithm = True

    def log_message(self, *words):
        pass


def set_up(folder: str) -> None:
    """Start Django on a new database in a folder."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "lab.tests.solutions.configuration"
    from django.conf import settings
    from django.core.management import call_command

    settings.DATABASES["default"]["NAME"] = Path(folder) / "solutions.sqlite3"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    fill()


def fill() -> None:
    """The people of the lab, a DRF token for two of them, and some authors."""
    from django.contrib.auth.models import User
    from django.db import transaction
    from rest_framework.authtoken.models import Token

    from .models import Author

    with transaction.atomic():
        for person in json.loads(PEOPLE.read_text(encoding="utf-8")):
            person.pop("permissions", None)  # they are about another model
            User.objects.create_user(**person)
        for name, key in TOKENS.items():
            Token.objects.create(user=User.objects.get(username=name), key=key)
        for number in range(1, 13):
            Author.objects.create(name=f"№ {number}", email=f"a{number}@example.net")


def listen(solution, port: int) -> str:
    """Serve a solution in a thread of its own; the URL."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()

    def answer(environ, start_response):
        return application({**environ, "solution": solution}, start_response)

    server = ThreadedWSGIServer(("127.0.0.1", port), Quiet)
    server.set_app(StaticFilesHandler(answer) if solution.serves_static else answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def main() -> None:
    """Serve, and print the URLs by name as one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m lab.tests.solutions")
    parser.add_argument("variant", help="the name of a solution, or all")
    parser.add_argument("port", type=int, help="0 is any")
    options = parser.parse_args()
    # Whoever ends this process ends its folder as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        from .variants import VARIANTS

        names = VARIANTS if options.variant == "all" else [options.variant]
        if not {*names} <= {*VARIANTS}:
            parser.error(f"there is no {options.variant}: say {', '.join(VARIANTS)}")
        urls = {name: listen(VARIANTS[name], options.port) for name in names}
        print(json.dumps(urls), flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
