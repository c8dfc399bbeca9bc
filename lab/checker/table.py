"""Several reports for a teacher: a row for each solution."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lab.steps import ENDPOINTS

from .check import State
from .look import Look
from .outcome import WORDS, Outcome, plain, told

# What begins a formula in a spreadsheet, in letters of both widths.
FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def as_csv(outcomes: list[Outcome]) -> str:
    """A row for each solution, and first the names of the columns."""
    text = io.StringIO()
    rows = [row(outcome) for outcome in outcomes]
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: safe(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue()


def row(outcome: Outcome) -> dict[str, object]:
    """The cells of a solution, by column; sums are empty where there is an error."""
    report = outcome.report
    sums = {
        state.value: "" if report.error else times
        for state, times in outcome.sums.items()
    }
    return {
        "name": outcome.solution.name,
        "url": report.url,
        **sums,
        **{each.id: place(report.standing.get(each.id)) for each in ENDPOINTS},
        "failed_names": " ".join(names(outcome)),
        "error": told(report.error) if report.error else "",
    }


def place(steps: list[str] | None) -> str:
    """The steps of the lab that it is like; 2.3.2 alone would become a date."""
    if not steps:
        return ""
    own = [each.id for each in ENDPOINTS]
    of_lab = [step for step in steps if step not in own]
    return f"step {' or '.join(of_lab)}" if of_lab else "as in this project"


def names(outcome: Outcome) -> list[str]:
    """The names of the requirements that failed."""
    results = outcome.requirements
    return [one.check.name for one in results if one.finding.state is State.FAILED]


def safe(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = plain(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_table(outcomes: list[Outcome], look: Look) -> Iterator[str]:
    """A line of sums for each solution, under the words for them."""
    widths = {state: len(str(word)) + 2 for state, word in WORDS.items()}
    column = sum(widths.values())
    head = "".join(f"{WORDS[state]!s:<{width}}" for state, width in widths.items())
    yield from look.hang(head, _("solution"), column, 0)
    for outcome in outcomes:
        report, name = outcome.report, outcome.solution.name
        sums = [
            f"{'-' if report.error else outcome.sums[state]:<{width}}"
            for state, width in widths.items()
        ]
        why = told(report.error) if report.error else ""
        text = ", ".join(filter(None, [name, report.url, why]))
        yield from look.hang("".join(sums), text, column, 0)
