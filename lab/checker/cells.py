"""The cells of a table: what a step promises in them, and what is answered there."""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from lab.actors import ANONYMOUS, accepted
from lab.step import Step

from .answers import Answer
from .check import CannotCheckError
from .survey import Survey


class Cell(NamedTuple):
    """A cell of a table, and the scheme by which it is asked (None for anonymous)."""

    actor: str
    scheme: str | None
    column: str


def promised(step: Step, actor: str, column: str) -> str:
    """What a step promises an actor who is known: "allowed" or "refused"."""
    return "allowed" if table(step)[actor][column] < 400 else "refused"


@cache
def table(step: Step) -> dict[str, dict[str, int]]:
    """The statuses of a step: to recognise one, all are compared again and again."""
    return step.promised()


def kept(step: Step, cell: Cell) -> str:
    """The same for whoever comes by a scheme: one not accepted makes no one known."""
    is_known = cell.scheme in accepted(step.authentication_classes)
    return promised(step, cell.actor if is_known else ANONYMOUS, cell.column)


def asked(
    survey: Survey, endpoint: str, cells: Iterable[Cell]
) -> tuple[dict[Cell, Answer], list[CannotCheckError]]:
    """The answers in some cells, and why there are none in the others."""
    seen, errors = {}, []
    for cell in cells:
        try:
            seen[cell] = survey.answer(endpoint, *cell)
        except CannotCheckError as error:
            errors.append(error)
    return seen, errors
