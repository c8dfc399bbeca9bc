"""What every form of the output starts from: whose solution it was, and the sums."""

import re
import traceback
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lab.steps import ENDPOINTS

from .answers import shown
from .check import Check, Report, Result, State
from .solutions import Solution

WORDS = {
    State.PASSED: _("passed"),
    State.FAILED: pgettext_lazy("check", "failed"),
    State.UNCHECKED: _("not checked"),
    State.REPLACED: _("replaced"),
}
LONGEST = 4000
SECTION = re.compile(r"\d+(\.\d+)*")
OURS = {endpoint.id for endpoint in ENDPOINTS}


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A solution and what is known of it."""

    solution: Solution
    report: Report

    @property
    def requirements(self) -> list[Result]:
        """What came of the requirements of the lab, in its order."""
        return [one for one in self.report.results if not one.check.is_advice]

    @property
    def advice(self) -> list[Result]:
        """What came of the checks beyond the lab."""
        return [one for one in self.report.results if one.check.is_advice]

    @property
    def code(self) -> int:
        """The exit code: 0, 1 where a requirement failed, 2 where one is unchecked, and
        not for another one that failed, or where there is an error.
        """
        if self.sums[State.FAILED]:
            return 1
        return 2 if self.report.error or self.sums[State.UNCHECKED] else 0

    @property
    def sums(self) -> dict[State, int]:
        """How many of the requirements are in each state."""
        found = [one.finding.state for one in self.requirements]
        return {state: found.count(state) for state in State}

    def place(self, endpoint: str) -> tuple[list[str], bool]:
        """The steps of the lab that an endpoint is like, and whether anything is.

        Only our own endpoints may be: those are no steps.
        """
        steps = self.report.standing.get(endpoint, [])
        return [step for step in steps if step not in OURS], bool(steps)


def section(check: Check) -> str:
    """The section of the lab's text: "1.2.3" of "1.2.3.anonymous-reads"."""
    found = SECTION.match(check.name)
    return found[0] if found else ""


def plain(text: object) -> str:
    """A text on one line, without what could steer a terminal or break XML."""
    return shown(text, LONGEST)


def told(error: Exception) -> str:
    """An error of the checker in one line; for a fault of its own also its place."""
    if getattr(error, "code", ""):
        return plain(error)
    text = _("This is a fault of the checker itself, please report it: {error}")
    return plain(text.format(error=fault(error)))


def fault(error: Exception) -> str:
    """What a report of a fault needs: what, by which check, in which line."""
    told = [f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])]
    for at in traceback.extract_tb(error.__traceback__)[-1:]:
        told.append(f"{'/'.join(Path(at.filename).parts[-2:])}:{at.lineno}")
    return ", ".join(told)
