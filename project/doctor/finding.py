"""The form of what the doctor finds."""

from collections.abc import Collection

from django.core.checks import CheckMessage, Error, Info
from django.core.checks import Warning as CheckWarning
from django.utils.translation import gettext as _

# `manage.py check --tag doctor` runs what is in this package alone.
TAG = "doctor"
LEVELS = {"E": Error, "W": CheckWarning, "I": Info}
MOST_NAMES = 5


def finding(code: str, message: str, hint: str, **words) -> CheckMessage:
    """A finding; the letter of its code, as in `project.E003`, is its level."""
    level = LEVELS[code.rpartition(".")[2][0]]
    return level(message.format(**words), hint=hint.format(**words), id=code)


def some(names: Collection[str]) -> str:
    """The first of some names, and how many more there are."""
    shown = ", ".join([*names][:MOST_NAMES])
    more = len(names) - MOST_NAMES
    if more <= 0:
        return shown
    return _("{names} and {count} more").format(names=shown, count=more)
