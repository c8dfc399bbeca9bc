"""A row of the tables of attacks, and what most of them are made with."""

import base64
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

import pytest

from ..conftest import PASSWORD, Actor

AUTHORS, GENERIC, VIEWSET = LISTS = [
    "/api/authors/",
    "/api/authors_generic/",
    "/api/authors_viewset/",
]
WHOAMI = "/api/whoami/"
REFRESH = "/api/token/refresh/"
GOOD = {"name": "New", "email": "new@example.org"}


class Attack(NamedTuple):
    """What is sent, and the status (or one of some) that it gets.

    `send` takes the world of the table, and returns the answer, or a status; what more
    must be true it asserts itself.
    """

    id: str
    sent: str
    expected: int | set[int]
    send: Callable

    def check(self, world) -> None:
        """AssertionError where the answer is another one."""
        answer = self.send(world)
        status = getattr(answer, "status_code", answer)
        wanted = {self.expected} if isinstance(self.expected, int) else self.expected
        assert status in wanted, f"{self.id}: {self.sent}"


def each(*tables):
    """A test for each row of some tables."""
    rows = [row for table in tables for row in table]
    return pytest.mark.parametrize("attack", rows, ids=[row.id for row in rows])


def ask(method, path, data=None, **headers):
    """The answer to somebody without other credentials than these headers."""
    return Actor().send(method, path, data, **headers)


def whoami(authorization):
    """The answer to who says this in Authorization; JWT is the first scheme there."""
    return ask("GET", WHOAMI, Authorization=authorization)


def in_query(**tokens):
    """The answer to who sends tokens as parameters of the address."""
    return ask("GET", f"{WHOAMI}?{urlencode(tokens)}")


def basic(text, word="Basic"):
    """A header of Basic for a text such as "name:password"."""
    return f"{word} {base64.b64encode(text.encode()).decode()}"


def pair_of(name="user"):
    """`{"refresh", "access"}` of a user."""
    form = {"username": name, "password": PASSWORD}
    return ask("POST", "/api/token/", form).json()


def drf_token_of(name="user"):
    """The key of a user's DRF token."""
    return Actor(name, "Token").headers["Authorization"].split()[1]
