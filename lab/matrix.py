"""The access matrix, run for real: each promised status beside the observed one."""

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.models import User
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.test import RequestFactory
from django.utils import translation

from api.models import Author

from .actors import ANONYMOUS, SCHEMES, Credentials, accepted, enlist
from .step import Step

REHEARSAL = "lab.rehearsal"
# The columns that ask the list and not a record, and those that send a body.
TO_LIST = ("LIST", "POST")
WITH_BODY = ("POST", "PUT", "PATCH")
# After each actor: the turn of others who want to write.
PAUSE = 0.12  # seconds


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One request: who, by which scheme, which method, and what came of it."""

    actor: str
    scheme: str | None
    accepted: bool
    column: str
    promised: int
    observed: int

    @property
    def kept(self) -> bool:
        """Whether the server does what the table says."""
        return self.promised == self.observed


def run(step: Step, pause: float = 0) -> Iterator[Cell]:
    """Every cell of a step, by every scheme; one it does not accept is anonymous.

    The seconds of `pause` after each actor let others write: on SQLite those who wait
    try again every 0.1 s.
    """
    for actor in step.promised():
        yield from cells(step, actor)
        time.sleep(pause)


def cells(step: Step, actor: str) -> list[Cell]:
    """The row of one actor, by every scheme.

    One short transaction, rolled back: users, credentials and author are made in it.
    """
    table = step.promised()
    with rolled_back():
        people = enlist("owner", *{actor} - {"owner", ANONYMOUS})
        author = author_of(people["owner"])
        found = []
        for scheme, row in rows(step, actor):
            user = people.get(actor)
            carried = SCHEMES[scheme].credentials(user) if user else Credentials()
            for column, promised in table[row].items():
                cell = Cell(
                    actor=actor,
                    scheme=scheme,
                    accepted=row == actor,
                    column=column,
                    promised=promised,
                    observed=ask(step, column, author, carried),
                )
                found.append(cell)
    return found


def author_of(owner: User) -> Author:
    """A new record of its owner."""
    email = f"{owner.username}@matrix.invalid"
    return Author.objects.create(name="Matrix", email=email, owner=owner)


def rows(step: Step, actor: str) -> Iterator[tuple[str | None, str]]:
    """Each scheme of an actor, and the row of the table that holds for it."""
    if actor == ANONYMOUS:
        yield None, ANONYMOUS
        return
    understood = accepted(step.authentication_classes)
    for scheme in schemes():
        yield scheme, actor if scheme in understood else ANONYMOUS


def schemes() -> list[str]:
    """The schemes that can be tried on this server."""
    headers = {"RemoteUser", "XUsername"}
    return [s for s in SCHEMES if settings.LAB_TRUST_HEADERS or s not in headers]


def count(step: Step) -> int:
    """How many cells a run of the step has."""
    promised = step.promised()
    in_rows = [row for actor in promised for _scheme, row in rows(step, actor)]
    return sum(len(promised[row]) for row in in_rows)


def ask(step: Step, column: str, author: Author, carried: Credentials) -> int:
    """The status of one request of the matrix; what it changed is undone."""
    url = step.list_url if column in TO_LIST else f"{step.list_url}{author.pk}/"
    data = {"name": "Cell", "email": f"cell-{author.email}"}
    with rolled_back():
        return send("GET" if column == "LIST" else column, url, data, carried)


@contextmanager
def rolled_back():
    """A transaction, or a savepoint in one, that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def send(method: str, url: str, data: dict, carried: Credentials) -> int:
    """The status of a request of the matrix."""
    # From nowhere: where others were wrong too often must not change what is seen.
    environ = {REHEARSAL: True, "REMOTE_ADDR": ""}
    return answer(method, url, data, carried, **environ).status_code


def answer(method: str, url: str, data: dict, carried: Credentials, **environ):
    """The response to a request that goes through all of this server but its socket;
    `environ` is what a server would add.
    """
    secure = settings.SECURE_SSL_REDIRECT
    origin = f"{'https' if secure else 'http'}://{host()}"
    request = RequestFactory(SERVER_NAME=host(), **environ).generic(
        method,
        url,
        json.dumps(data) if method in WITH_BODY else "",
        "application/json",
        secure=secure,
        headers={"Host": host(), "Origin": origin, **carried.headers},
    )
    request.COOKIES.update(carried.cookies)
    # A request leaves its language behind in this thread.
    with translation.override(translation.get_language()):
        return server().get_response(request)


@cache
def server() -> BaseHandler:
    """The middleware and the URLs of this server."""
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def host() -> str:
    """A host that this server answers to: the first of ALLOWED_HOSTS."""
    first = settings.ALLOWED_HOSTS[0].lstrip(".")
    return "localhost" if first == "*" else first


def is_no_rehearsal(record: logging.LogRecord) -> bool:
    """Keeps the refusals of a matrix, which are expected, out of the log."""
    request = getattr(record, "request", None)
    return not (request and request.META.get(REHEARSAL))
