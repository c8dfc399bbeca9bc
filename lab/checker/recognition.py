"""Where an endpoint stands: the step whose table it behaves like."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lab.actors import ANONYMOUS, PEOPLE, accepted
from lab.step import Step
from lab.steps import ENDPOINTS, STEPS

from .cells import Cell, asked, kept, promised
from .check import CannotCheckError
from .survey import COLUMNS, UNKNOWN, Survey
from .ways import SCHEMES

# Beside the columns of a table: how an anonymous user is refused, 401 or 403, and by
# which challenge.
STATUS = "status"
CHALLENGE = "challenge"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The steps that an endpoint is nearest to, those of its own view first.

    `exact` where nothing differs; else `differing` are the cells that do, as (actor,
    scheme, column). The column may be STATUS or CHALLENGE; the actor UNKNOWN has
    credentials that nobody knows. No steps where nothing of the lab answers. It is not
    `certain` where nobody was let in who has an account, and several steps would do so.
    """

    steps: list[Step] = field(default_factory=list)
    certain: bool = False
    exact: bool = False
    differing: list[Cell] = field(default_factory=list)

    def told(self) -> list[str]:
        """What differs, such as "user DELETE"; each once, whatever the scheme."""
        cells = (f"{actor} {column}" for actor, _scheme, column in self.differing)
        return list(dict.fromkeys(cells))


def recognise(survey: Survey, endpoint: str) -> Standing:
    """The standing of an endpoint, by its id ("authors")."""
    return nearest(endpoint, observed(survey, endpoint))


def path(endpoint: str) -> list[Step]:
    """The steps on the way of an endpoint, in the lab's order; itself is the last.

    A "later step" is one that comes later in this list.
    """
    end = next(one for one in ENDPOINTS if one.id == endpoint)
    return [*(step for step in STEPS if step.view is end.view), end]


def nearest(endpoint: str, seen: dict[Cell, str]) -> Standing:
    """The standing of an endpoint where some cells were seen, each with its outcome."""
    if not {"allowed", "refused"} & {*seen.values()}:
        return Standing(certain=True)
    own = path(endpoint)
    candidates = [*own, *(one for one in [*STEPS, *ENDPOINTS] if one not in own)]
    differing = {step: differences(step, seen) for step in candidates}
    least = min(map(len, differing.values()))
    steps = [step for step in candidates if len(differing[step]) == least]
    return Standing(
        steps=steps,
        exact=not least,
        differing=differing[steps[0]],
        certain=has_let_in(seen) or (len(steps) == 1 and is_closed(seen)),
    )


def has_let_in(seen: dict[Cell, str]) -> bool:
    """Whether an account opened anything."""
    return "allowed" in {seen[cell] for cell in seen if cell.actor in PEOPLE}


def is_closed(seen: dict[Cell, str]) -> bool:
    """Whether nothing is open to anybody."""
    return "allowed" not in seen.values()


def differences(step: Step, seen: dict[Cell, str]) -> list[Cell]:
    """The cells that were seen to be otherwise than a step has them."""
    refusal = manner(step, seen)

    def expected(cell: Cell) -> str | None:
        if cell.column in refusal:
            return refusal[cell.column]
        if cell.actor != UNKNOWN:
            return kept(step, cell)
        is_read = cell.scheme in accepted(step.authentication_classes)
        return "refused" if is_read else promised(step, ANONYMOUS, cell.column)

    return [cell for cell in seen if expected(cell) not in (None, seen[cell])]


def manner(step: Step, seen: dict[Cell, str]) -> dict[str, str | None]:
    """How a step refuses an anonymous user, in the first column where one was refused.

    None where the step refuses nobody there: that column differs already.
    """
    refused = (c for c in COLUMNS if seen.get((ANONYMOUS, None, c)) == "refused")
    status = step.promised()[ANONYMOUS][next(refused, "LIST")]
    if status < 400:
        return {STATUS: None, CHALLENGE: None}
    return {STATUS: str(status), CHALLENGE: step.challenge.partition(" ")[0]}


def observed(survey: Survey, endpoint: str) -> dict[Cell, str]:
    """The outcomes of the cells that tell the steps apart, as far as they can be asked.

    The row of an anonymous user, one cell for each scheme, and all rows by the scheme
    that is the cheapest.
    """
    seen = outcomes(survey, endpoint, ANONYMOUS, None)
    if {*seen.values()} <= {"missing"}:
        return seen
    seen.update(refusal(survey, endpoint, seen))
    seen.update(by_scheme(survey, endpoint))
    for actor in filter(survey.keyring.has, PEOPLE):
        if scheme := survey.main(endpoint, actor):
            seen.update(outcomes(survey, endpoint, actor, scheme))
    return seen


def outcomes(survey: Survey, endpoint: str, actor: str, scheme) -> dict[Cell, str]:
    """The outcomes in a row, but for the cells that cannot be asked."""
    row = [Cell(actor, scheme, column) for column in COLUMNS]
    seen, _errors = asked(survey, endpoint, row)
    return {cell: answer.outcome for cell, answer in seen.items()}


def refusal(survey: Survey, endpoint: str, seen: dict[Cell, str]) -> dict[Cell, str]:
    """How an anonymous user is refused, if one is."""
    refused = (cell for cell, outcome in seen.items() if outcome == "refused")
    if not (cell := next(refused, None)):
        return {}
    answer = survey.answer(endpoint, *cell)
    return {
        Cell(ANONYMOUS, None, STATUS): str(answer.status),
        Cell(ANONYMOUS, None, CHALLENGE): answer.challenge,
    }


def by_scheme(survey: Survey, endpoint: str) -> Iterator[tuple[Cell, str]]:
    """One cell for each scheme, which tells whether the endpoint understands it."""
    for scheme in SCHEMES:
        try:
            column = survey.telling(endpoint)
            if column:
                cell = Cell("superuser", scheme, column)
                yield cell, survey.outcome(endpoint, *cell)
            else:
                is_read = survey.understands(endpoint, scheme)
                cell = Cell(UNKNOWN, scheme, "LIST")
                yield cell, "refused" if is_read else "allowed"
        except CannotCheckError:
            continue
