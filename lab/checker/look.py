"""How a report looks on a terminal: marks, colours, and lines that fit."""

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import TextIO

from django.core.management.color import supports_color

from .check import State
from .graded import plain

MARKS = dict(zip(State, "✓✗?→", strict=True))
# Where the terminal lacks those.
ASCII = dict(zip(State, "+x?>", strict=True))
COLOURS = dict(zip(State, (32, 31, 33, 36), strict=True))
NARROWEST, WIDEST = 40, 100


@dataclass(frozen=True, kw_only=True)
class Look:
    """How much is told, hints from 0 to 2, and what the terminal can show."""

    hints: int = 1
    width: int = 80
    marks: dict[State, str]
    coloured: bool = False

    def paint(self, text: str, code: int) -> str:
        """A text in a colour of the terminal, where that shows colours."""
        return f"\033[{code}m{text}\033[0m" if self.coloured else text

    def hang(self, label: str, text, column: int, indent: int = 2) -> list[str]:
        """A label and, from a column on, a text of as many lines as it takes."""
        start = f"{'':{indent}}{label}{' ' if label else ''}".ljust(column)
        lines = {"initial_indent": start, "subsequent_indent": " " * column}
        width = max(self.width, column + NARROWEST // 2)
        return wrap(plain(text), width, break_on_hyphens=False, **lines) or [start]

    def details(self, told: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Labels with their texts below a line, without those that have none."""
        told = [(label, text) for label, text in told if text]
        column = max((len(label) for label, _text in told), default=0) + 8
        for label, text in told:
            yield from self.hang(label, text, column, 6)


def look(out: TextIO, hints: int = 1, colour: bool | None = None) -> Look:
    """What suits a stream; without a word on colours a terminal gets them."""
    width = shutil.get_terminal_size((80, 24)).columns
    return Look(
        hints=hints,
        width=min(max(width, NARROWEST), WIDEST),
        marks=MARKS if can_show(out, "".join(MARKS.values())) else ASCII,
        coloured=has_colours(out) if colour is None else colour,
    )


def has_colours(out: TextIO) -> bool:
    """Whether a stream is a terminal with colours, and nobody said no."""
    refused = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return out.isatty() and supports_color() and not refused


def can_show(out: TextIO, text: str) -> bool:
    """Whether a stream has the characters of a text."""
    try:
        return bool(text.encode(getattr(out, "encoding", None) or "utf-8"))
    except UnicodeEncodeError:
        return False
