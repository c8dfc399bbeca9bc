"""The cells of a table as requests: one for each actor and column."""

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.pagination import PageNumberPagination

from ..actors import ANONYMOUS
from ..matrix import TO_LIST
from ..step import Step
from .credentials import auth, headers
from .requests import AUTHOR, RECORD, Request
from .scripts import Expected
from .texts import both

BODIES = {"POST": AUTHOR, "PUT": AUTHOR, "PATCH": {"name": "user1_abc"}}
# What a column does; the record is one that belongs to the owner.
DEEDS = {
    "LIST": gettext_lazy("reads the list"),
    "GET": gettext_lazy("reads the record of owner"),
    "HEAD": gettext_lazy("reads the headers of the record of owner"),
    "OPTIONS": gettext_lazy("asks what can be done with the record of owner"),
    "POST": gettext_lazy("creates a record"),
    "PUT": gettext_lazy("replaces the record of owner"),
    "PATCH": gettext_lazy("changes the record of owner"),
    "DELETE": gettext_lazy("deletes the record of owner"),
}
REFUSALS = {
    401: gettext_lazy("say who you are"),
    403: gettext_lazy("refused"),
}
ALLOWED = gettext_lazy("allowed")


def row(step: Step, actor: str, scheme: str | None) -> list[dict]:
    """The requests of one actor for Postman; the anonymous one needs no scheme."""
    by = None if actor == ANONYMOUS else scheme
    return [cell(step, actor, by, column).item() for column in step.promised()[actor]]


def cell(step: Step, actor: str, scheme: str | None, column: str) -> Request:
    """The request of one cell of a table."""
    status = step.promised()[actor][column]
    to_list = column in TO_LIST
    return Request(
        name=f"{actor} {column}",
        about=both(partial(about, actor, scheme, column, status)),
        method="GET" if column == "LIST" else column,
        path=step.list_url if to_list else f"{step.list_url}{RECORD}/",
        expected=expected(step, column, status),
        auth=auth(actor, scheme),
        headers=headers(actor, scheme),
        body=BODIES.get(column),
    )


def expected(step: Step, column: str, status: int) -> Expected:
    """What the table promises, and the form that it comes in."""
    return Expected(
        status=status,
        shape=shape(step, column, status),
        challenge=step.challenge if status == 401 else "",
    )


def shape(step: Step, column: str, status: int) -> str:
    """What the body of an answer is: a key of scripts.SHAPES."""
    if column == "HEAD" or status == 204:
        return "empty"
    if status >= 400:
        return "detail"
    if column == "LIST":
        paginator = getattr(step.view, "pagination_class", object)
        return "page" if issubclass(paginator, PageNumberPagination) else "list"
    return "options" if column == "OPTIONS" else "author"


def about(actor: str, scheme: str | None, column: str, status: int) -> str:
    """The request in words: who does what, and what comes of it."""
    sentence = _("{actor} ({scheme}) {does}. The table says {status}: {meaning}.")
    return sentence.format(
        actor=actor,
        scheme=scheme or _("without credentials"),
        does=DEEDS[column],
        status=status,
        meaning=REFUSALS.get(status, ALLOWED),
    )
