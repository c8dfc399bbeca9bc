"""Checks of access: what a step promises in its table, against what was answered."""

from collections.abc import Iterable
from itertools import groupby, product

from django.utils.translation import gettext as _

from lab.actors import ANONYMOUS
from lab.step import Step

from .answers import REFUSED, Answer
from .cells import Cell, asked, kept, promised
from .check import Finding
from .exam import Exam
from .onward import later
from .survey import COLUMNS
from .verdicts import EITHER, judged, outcome, replaced, told

SPARE = ("staff", "granted")
READ, CREATE, CHANGE = COLUMNS[:2], COLUMNS[2:3], COLUMNS[3:]


def answers(exam: Exam, *, endpoint: str) -> Finding:
    """Whether an endpoint answers in JSON; a refusal is an answer too."""
    answer = exam.survey.answer(endpoint, ANONYMOUS, None, "LIST")
    path = exam.endpoints[endpoint]
    words = {
        "expected": _("GET {path}: 200 or 401/403, in JSON").format(path=path),
        "observed": told(answer),
    }
    is_json = answer.json is not None or (answer.is_cut and not answer.is_html)
    return judged(is_json and (answer.status == 200 or answer.is_refused), **words)


def allows(step: Step, endpoint: str, actors, columns, exam: Exam) -> Finding:
    """Whether some rows and columns at an endpoint are as a step has them.

    The lab's text has no accounts for some of the actors: they ask if one was given.
    """
    actors = [one for one in actors if one not in SPARE or exam.keyring.has(one)]
    carriers = {actor: exam.carrier(endpoint, actor) for actor in actors}
    pairs = product(actors, columns)
    cells = [Cell(actor, carriers[actor], column) for actor, column in pairs]
    seen, errors = asked(exam.survey, endpoint, cells)
    right = {cell: promised(step, cell.actor, cell.column) for cell in cells}
    wrong = [cell for cell in seen if not is_so(right[cell], cell, seen[cell])]
    if errors and not wrong:
        raise errors[0]
    words = {
        "expected": expected(exam, step, cells),
        "observed": observed(exam, {cell: seen[cell] for cell in wrong or seen}),
    }
    for other in later(exam, endpoint, step) if wrong else ():
        if all(is_so(kept(other, cell), cell, seen[cell]) for cell in seen):
            return replaced(other, **words)
    return judged(not wrong, **words)


def is_so(promise: str, cell: Cell, answer: Answer) -> bool:
    """Whether an answer keeps a promise: what is allowed has to work as well.

    The lab's text has no word of PATCH: a view by hand may go without.
    """
    is_spared = cell.column == "PATCH" and answer.status == 405
    return answer.outcome == promise and (answer.status != 405 or is_spared)


def expected(exam: Exam, step: Step, cells: Iterable[Cell]) -> str:
    """The statuses of a table: "platon27: LIST, GET 200; DELETE 401/403"."""
    table = step.promised()

    def status(cell: Cell) -> str:
        number = table[cell.actor][cell.column]
        return EITHER if number in REFUSED else str(number)

    return by_actor(exam, cells, status)


def observed(exam: Exam, seen: dict[Cell, Answer]) -> str:
    """The statuses that came, in the same form."""
    return by_actor(exam, seen, lambda cell: outcome(seen[cell]))


def by_actor(exam: Exam, cells: Iterable[Cell], status) -> str:
    """Each actor with its columns, those of the same status together."""
    rows = groupby(cells, lambda cell: cell.actor)
    return ". ".join(
        f"{exam.keyring.name(actor)}: {in_columns(row, status)}" for actor, row in rows
    )


def in_columns(cells: Iterable[Cell], status) -> str:
    """Columns and their statuses."""
    groups = groupby(cells, status)
    return "; ".join(
        f"{', '.join(cell.column for cell in group)} {number}"
        for number, group in groups
    )
