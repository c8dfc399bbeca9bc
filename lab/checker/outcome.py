"""What every form of the output starts from: whose solution it was, and the sums."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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


@dataclass(frozen=True, kw_only=True)
class Outcome:
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


def section(check: Check) -> str:
    """The section of the lab's text: "1.2.3" of "1.2.3.anonymous-reads"."""
    found = SECTION.match(check.name)
    return found[0] if found else ""


def plain(text: object) -> str:
    """A text on one line, without what could steer a terminal or break XML."""
    return shown(text, LONGEST)


def told(error: Exception) -> str:
    """An error of the checker in one line."""
    if getattr(error, "code", ""):
        return plain(error)
    text = _("This is a fault of the checker itself, please report it: {error}")
    return plain(text.format(error=f"{type(error).__name__}: {error}"))
