"""The access matrix as rows and cells for a page: promised, observed, compared."""

from dataclasses import dataclass, field

from .observation import Observation
from .step import Step

# The class of a status: told by a sign and a word as well as by its colour.
SIGNS = {"good": "✓", "who": "?", "no": "✕", "gone": "∅", "bad": "!"}
KINDS = {401: "who", 403: "no", 404: "gone"}


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A status of the table; `observed` are those of the last run that break it.

    `other` is the status of another step in a comparison, None where it is the same.
    """

    actor: str
    column: str
    promised: int
    observed: list[int] = field(default_factory=list)
    kept: bool = True
    other: int | None = None
    url: str = ""

    @property
    def kind(self) -> str:
        """The class of the status, a key of SIGNS."""
        return kind(self.promised)

    @property
    def sign(self) -> str:
        """What tells the class without a colour."""
        return SIGNS[self.kind]

    @property
    def other_kind(self) -> str:
        """The class of the other status."""
        return kind(self.other or 0)

    @property
    def other_sign(self) -> str:
        """What tells that class without a colour."""
        return SIGNS[self.other_kind]


def kind(status: int) -> str:
    """The class of a status, a key of SIGNS."""
    return "good" if 200 <= status < 400 else KINDS.get(status, "bad")


def columns(step: Step) -> list[str]:
    """The methods of a table; no actor is without them."""
    return [*next(iter(step.promised().values()))]


def rows(
    step: Step, seen: Observation | None, link=None
) -> list[tuple[str, list[Cell]]]:
    """Each actor with its cells; `link(actor, column)` is the address of a cell."""
    table = step.promised()
    return [
        (actor, [cell(seen, actor, *each, link) for each in promised.items()])
        for actor, promised in table.items()
    ]


def cell(
    seen: Observation | None, actor: str, column: str, promised: int, link
) -> Cell:
    """A cell with what the last run has seen."""
    return Cell(
        actor=actor,
        column=column,
        promised=promised,
        observed=seen.statuses(actor, column) if seen else [],
        kept=seen.kept(actor, column) if seen else True,
        url=link(actor, column) if link else "",
    )


def compared(left: Step, right: Step) -> list[tuple[str, list[Cell]]]:
    """The table of `left`, with the statuses that `right` has instead."""
    others = right.promised()
    return [
        (actor, [versus(actor, *each, others[actor]) for each in promised.items()])
        for actor, promised in left.promised().items()
    ]


def versus(actor: str, column: str, promised: int, others: dict[str, int]) -> Cell:
    """A cell beside that of another step."""
    other = others[column] if others[column] != promised else None
    return Cell(actor=actor, column=column, promised=promised, other=other)
