"""Checks of access: what a step promises in its table, against what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, product

from django.utils.translation import gettext as _

from lab.actors import ANONYMOUS, accepted
from lab.step import Step
from lab.steps import STEPS

from .answers import Answer
from .check import CannotCheckError, Finding
from .exam import Exam
from .onward import later
from .verdicts import EITHER, is_refused, judged, outcome, replaced, told

ALL = ("LIST", "GET", "POST", "PUT", "PATCH", "DELETE")
READ, CREATE, CHANGE = ALL[:2], ALL[2:3], ALL[3:]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A cell of a table, and the scheme by which it was asked."""

    actor: str
    scheme: str | None
    column: str


def answers(exam: Exam, *, endpoint: str) -> Finding:
    """Whether an endpoint answers in JSON; a refusal is an answer too."""
    answer = exam.survey.answer(endpoint, ANONYMOUS, None, "LIST")
    path = exam.endpoints[endpoint]
    words = {
        "expected": _("GET {path}: 200 or 401/403, in JSON").format(path=path),
        "observed": told(answer),
    }
    is_json = answer.json is not None or answer.is_cut
    return judged(is_json and (answer.status == 200 or is_refused(answer)), **words)


def allows(step_id: str, endpoint: str, actors, columns, exam: Exam) -> Finding:
    """Whether some rows and columns at an endpoint are as a step has them."""
    [step] = (one for one in STEPS if one.id == step_id)
    carriers = {actor: exam.carrier(endpoint, actor) for actor in actors}
    cells = [
        Cell(actor=actor, scheme=carriers[actor], column=column)
        for actor, column in product(actors, columns)
    ]
    seen, errors = asked(exam, endpoint, cells)
    wrong = [cell for cell in seen if seen[cell].outcome != promised(step, cell)]
    if errors and not wrong:
        raise errors[0]
    words = {
        "expected": expected(exam, step, cells),
        "observed": observed(exam, {cell: seen[cell] for cell in wrong or seen}),
    }
    for other in later(exam, endpoint, step_id) if wrong else ():
        if all(seen[cell].outcome == kept(other, cell) for cell in seen):
            return replaced(other, **words)
    return judged(not wrong, **words)


def asked(
    exam: Exam, endpoint: str, cells: list[Cell]
) -> tuple[dict[Cell, Answer], list[CannotCheckError]]:
    """The answers in some cells, and why there are none in the others."""
    seen, errors = {}, []
    for cell in cells:
        try:
            where = (endpoint, cell.actor, cell.scheme, cell.column)
            seen[cell] = exam.survey.answer(*where)
        except CannotCheckError as error:
            errors.append(error)
    return seen, errors


def promised(step: Step, cell: Cell) -> str:
    """What a step promises an actor who is known, by whatever scheme."""
    status = step.promised()[cell.actor][cell.column]
    return "allowed" if status < 400 else "refused"


def kept(step: Step, cell: Cell) -> str:
    """The same for whoever comes by a scheme: one not understood makes no one known."""
    is_known = cell.scheme in accepted(step.authentication_classes)
    actor = cell.actor if is_known else ANONYMOUS
    return promised(step, Cell(actor=actor, scheme=cell.scheme, column=cell.column))


def expected(exam: Exam, step: Step, cells: Iterable[Cell]) -> str:
    """The statuses of a table: "platon27: LIST, GET 200; DELETE 401/403"."""
    table = step.promised()

    def status(cell: Cell) -> str:
        number = table[cell.actor][cell.column]
        return EITHER if number in (401, 403) else str(number)

    return by_actor(exam, cells, status)


def observed(exam: Exam, seen: dict[Cell, Answer]) -> str:
    """The statuses that came, in the same form."""
    return by_actor(exam, seen, lambda cell: outcome(seen[cell]))


def by_actor(exam: Exam, cells: Iterable[Cell], status) -> str:
    """Each actor with its columns, those of the same status together."""
    rows = groupby(cells, lambda cell: cell.actor)
    return ". ".join(
        f"{exam.name(actor)}: {in_columns(row, status)}" for actor, row in rows
    )


def in_columns(cells: Iterable[Cell], status) -> str:
    """Columns and their statuses."""
    groups = groupby(cells, status)
    return "; ".join(
        f"{', '.join(cell.column for cell in group)} {number}"
        for number, group in groups
    )
