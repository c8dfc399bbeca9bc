"""The checks as people find them: by section, with the names that --only takes."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from lab.steps import STEPS

from .check import Check
from .graded import section
from .look import Look


def catalogue(checks: list[Check], look: Look) -> Iterator[str]:
    """Some checks, each with what it comes after."""
    column = max(len(check.name) for check in checks) + 4
    for name, group in groupby(checks, section):
        yield look.paint(headline(name) if name else beyond(), 1)
        for check in group:
            yield from look.hang(check.name, check.title, column)
            yield from look.details([(_("after"), ", ".join(check.after))])
        yield ""


def headline(number: str) -> str:
    """A section of the lab, with the title of the step that is it, if there is one."""
    title = next((step.title for step in STEPS if step.id == number), "")
    text = _("Section {number}. {title}") if title else _("Section {number}")
    return text.format(number=number, title=title)


def beyond() -> str:
    """The headline of the advice."""
    return _("Advice, beyond the lab: it fails nothing")
