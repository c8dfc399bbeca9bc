"""A JSON file whose faults are told by line."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

MOST_FAULTS = 20
# int() refuses a number of more than 4300 digits with an error of its own.
DECODER = json.JSONDecoder(parse_int=float)
GAP = re.compile(r"[\s,:]*")


class BrokenFileError(ValueError):
    """A file that cannot be used; `str()` has one line for each fault."""


class Source:
    """The text of a file, and the faults that were found in it.

    A position is an index into `text`. BrokenFileError where there is no text in UTF-8.
    """

    def __init__(self, path: Path):
        self.path = path
        self.text = text_of(path)
        self.faults: list[tuple[int, str]] = []

    def array(self) -> list[tuple[int, object]]:
        """Position and value of each item; none, and a fault, where this is no list."""
        start = GAP.match(self.text).end()
        try:
            if isinstance(DECODER.decode(self.text), list):
                return [*self.tokens(start)]
            self.blame(start, _("This is not a list in JSON."))
        except json.JSONDecodeError as error:
            self.blame(error.pos, _("This is not JSON: {why}.").format(why=error.msg))
        except RecursionError:
            self.blame(start, _("This JSON is nested too deep."))
        return []

    def members(self, start: int) -> Iterator[tuple[int, str, object]]:
        """Position, key and value of each member of the object at a position."""
        tokens = self.tokens(start)
        for (at, key), (_at, value) in zip(tokens, tokens, strict=True):
            yield at, key, value

    def tokens(self, start: int) -> Iterator[tuple[int, object]]:
        """Position and value of what the array or object at a position holds; keys
        and values of an object by turns. The text must be known to be JSON."""
        at = GAP.match(self.text, start + 1).end()
        while self.text[at] not in "]}":
            value, end = DECODER.raw_decode(self.text, at)
            yield at, value
            at = GAP.match(self.text, end).end()

    def blame(self, at: int, fault: str) -> None:
        """Note a fault."""
        self.faults.append((at, fault))

    def check(self) -> None:
        """BrokenFileError where a fault was noted."""
        if self.faults:
            raise BrokenFileError("\n".join(self.report()))

    def report(self) -> Iterator[str]:
        """A line for each fault, and one that counts those beyond MOST_FAULTS."""
        for at, fault in sorted(self.faults)[:MOST_FAULTS]:
            line = _("{file}, line {line}: {fault}")
            yield line.format(file=self.path, line=self.line(at), fault=fault)
        if more := len(self.faults[MOST_FAULTS:]):
            yield _("... and {number} more.").format(number=more)

    def line(self, at: int) -> int:
        """The number of the line that has a position; the first is 1."""
        return self.text.count("\n", 0, at) + 1


def text_of(path: Path) -> str:
    """The text of a file, without the mark that Windows editors put first."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        advice = _("{file} is not in UTF-8. Save it again in that encoding.")
        raise BrokenFileError(advice.format(file=path)) from error
    except OSError as error:
        why = _("{file} cannot be read: {reason}.")
        raise BrokenFileError(why.format(file=path, reason=error.strerror)) from error
