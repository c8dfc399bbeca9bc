"""The access matrix, run for real: each promised status beside the observed one."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import transaction
from django.test import RequestFactory
from django.utils import translation

from api.models import Author

from .actors import ANONYMOUS, SCHEMES, Credentials, accepted, enlist
from .step import Step

REHEARSAL = "lab.rehearsal"


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


def run(step: Step) -> Iterator[Cell]:
    """Every cell of a step, by every scheme; one it does not accept is anonymous.

    One transaction, rolled back: users, credentials and the author are made in it.
    """
    promised = step.promised()
    with rolled_back(), translation.override(translation.get_language()):
        people = enlist()
        owner = people["owner"]
        email = f"{owner.username}@matrix.invalid"
        author = Author.objects.create(name="Matrix", email=email, owner=owner)
        for actor, scheme, row in rows(step):
            user = people.get(actor)
            carried = SCHEMES[scheme].credentials(user) if user else Credentials()
            for column, status in promised[row].items():
                yield Cell(
                    actor=actor,
                    scheme=scheme,
                    accepted=row == actor,
                    column=column,
                    promised=status,
                    observed=ask(step, column, author, carried),
                )


def rows(step: Step) -> Iterator[tuple[str, str | None, str]]:
    """Actor, scheme, and the row of the table that holds for them."""
    understood = accepted(step.authentication_classes)
    yield ANONYMOUS, None, ANONYMOUS
    for actor in step.promised():
        if actor != ANONYMOUS:
            for scheme in schemes():
                yield actor, scheme, actor if scheme in understood else ANONYMOUS


def schemes() -> list[str]:
    """The schemes that can be tried on this server."""
    headers = {"RemoteUser", "XUsername"}
    return [s for s in SCHEMES if settings.LAB_TRUST_HEADERS or s not in headers]


def count(step: Step) -> int:
    """How many cells a run of the step has."""
    promised = step.promised()
    return sum(len(promised[row]) for _actor, _scheme, row in rows(step))


def ask(step: Step, column: str, author: Author, carried: Credentials) -> int:
    """The status of one request of the matrix; what it changed is undone."""
    to_list = column in {"LIST", "POST"}
    url = step.list_url if to_list else f"{step.list_url}{author.pk}/"
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
    """The status of a request that goes through all of this server but its socket."""
    secure = settings.SECURE_SSL_REDIRECT
    origin = f"{'https' if secure else 'http'}://{host()}"
    request = RequestFactory(SERVER_NAME=host(), **{REHEARSAL: True}).generic(
        method,
        url,
        json.dumps(data) if method in {"POST", "PUT", "PATCH"} else "",
        "application/json",
        secure=secure,
        headers={"Host": host(), "Origin": origin, **carried.headers},
    )
    request.COOKIES.update(carried.cookies)
    return server().get_response(request).status_code


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
