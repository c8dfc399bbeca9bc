"""The scripts of the collection: files of JavaScript, filled in with what is known.

A name such as $status in a file stands for a value, which is put there as JSON.
"""

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.settings import api_settings

from api.serializers import AuthorModelSerializer

from .texts import both

FOLDER = Path(__file__).parent / "scripts"

LOGIN = _("The form of the login refuses this name and password.")
EMPTY = _("{name} is empty. Choose the environment, and fill it in.")
# Where the owner makes a record for a request, and where the superuser deletes it.
MAKE, REMOVE = "authors_generic-list", "authors_viewset-list"
AUTHOR = AuthorModelSerializer.Meta.fields
# What the body of an answer may be: the file that tests it, and the keys it must have.
SHAPES = {
    "author": ("object", AUTHOR),
    "list": ("list", AUTHOR),
    "page": ("page", AUTHOR),
    "detail": ("object", ["detail"]),
    "options": ("options", ["name", "description", "renders", "parses"]),
    "pair": ("object", ["access", "refresh"]),
    "token": ("object", ["token"]),
    "nothing": ("object", []),
    "empty": ("empty", []),
}


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What an answer must be; `shape` is one of SHAPES.

    `challenge` is its WWW-Authenticate, "" for none.
    """

    status: int
    shape: str
    challenge: str = ""


@cache
def template(name: str) -> str:
    """A file of JavaScript."""
    return (FOLDER / f"{name}.js").read_text(encoding="utf-8")


def filled(name: str, **values) -> str:
    """A file of JavaScript with its names replaced by values; others stay."""
    as_json = {key: json.dumps(v, ensure_ascii=False) for key, v in values.items()}
    return re.sub(r"\$(\w+)", lambda at: as_json.get(at[1], at[0]), template(name))


def tests(name: str, expected: Expected) -> str:
    """The tests of one request: status, challenge and shape."""
    kind, keys = SHAPES[expected.shape]
    header = "challenge" if expected.challenge else "no_challenge"
    title = f"{name}: {expected.status}"
    return (
        filled("tests/status", title=title, status=expected.status)
        + filled(f"tests/{header}", challenge=expected.challenge)
        + filled(f"tests/{kind}", title=f"body: {expected.shape}", keys=keys)
    )


def event(listen: str, code: str) -> dict:
    """A script as Postman keeps it: `listen` is "prerequest" or "test"."""
    script = {"type": "text/javascript", "exec": code.rstrip("\n").split("\n")}
    return {"listen": listen, "script": script}


def before() -> dict:
    """The script that runs before each request of the collection."""
    code = filled("known", known=known()) + filled("fetch") + filled("before")
    return event("prerequest", code)


def after() -> dict:
    """The script that deletes after each request what was made for it, or by it."""
    return event("test", filled("after", path=reverse(REMOVE)))


def known() -> dict:
    """What the scripts must know of this server, and what they say to people."""
    return {
        "paths": {
            "Jwt": reverse("token_obtain_pair"),
            "Token": reverse("api_token_auth"),
            "login": reverse("rest_framework:login"),
            "whoami": reverse("whoami"),
            "make": reverse(MAKE),
        },
        "cookies": {
            "Session": settings.SESSION_COOKIE_NAME,
            "Csrf": settings.CSRF_COOKIE_NAME,
        },
        # Half of its life, so that none ends on the way.
        "keep": api_settings.ACCESS_TOKEN_LIFETIME / 2 // timedelta(milliseconds=1),
        "empty": both(EMPTY, " / "),
        "login": both(LOGIN, " / "),
    }
