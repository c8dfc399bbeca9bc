"""Several reports for a teacher: a row for each solution."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from lab.steps import ENDPOINTS

from .check import State
from .graded import WORDS, Graded, plain, told
from .look import Look

# What begins a formula in a spreadsheet, in letters of both widths.
FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20")


def as_csv(several: list[Graded]) -> str:
    """A row for each solution, and first the names of the columns.

    It is for programs: but for `error`, its words are the same in each language.
    """
    text = io.StringIO()
    rows = [row(graded) for graded in several]
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: safe(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue()


def row(graded: Graded) -> dict[str, object]:
    """The cells of a solution, by column; sums are empty where there is an error."""
    report = graded.report
    sums = {
        state.value: "" if report.error else times
        for state, times in graded.sums.items()
    }
    return {
        "name": graded.solution.name,
        "url": report.url,
        **sums,
        **{each.id: place(graded, each.id) for each in ENDPOINTS},
        "failed_names": " ".join(names(graded)),
        "error": told(report.error) if report.error else "",
    }


def place(graded: Graded, endpoint: str) -> str:
    """The steps of the lab that it is like; 2.3.2 alone would become a date."""
    steps, is_known = graded.place(endpoint)
    if steps:
        return f"step {' or '.join(steps)}"
    return "as in this project" if is_known else ""


def names(graded: Graded) -> list[str]:
    """The names of the requirements that failed."""
    results = graded.requirements
    return [one.check.name for one in results if one.finding.state is State.FAILED]


def safe(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = plain(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_table(several: list[Graded], look: Look) -> Iterator[str]:
    """A line of sums for each solution, under the words for them."""
    widths = {state: len(str(word)) + 2 for state, word in WORDS.items()}
    column = sum(widths.values())
    head = "".join(f"{WORDS[state]!s:<{width}}" for state, width in widths.items())
    yield from look.hang(head, _("solution"), column, 0)
    for graded in several:
        report, name = graded.report, graded.solution.name
        sums = [
            f"{'-' if report.error else graded.sums[state]:<{width}}"
            for state, width in widths.items()
        ]
        why = told(report.error) if report.error else ""
        text = ", ".join(filter(None, [name, report.url, why]))
        yield from look.hang("".join(sums), text, column, 0)
