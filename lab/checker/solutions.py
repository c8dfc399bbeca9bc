"""The addresses to examine, from the command line and from a teacher's file."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from api.people import BrokenFileError
from api.people.source import text_of

from .address import base_of
from .faults import CheckerError

COMMENT = re.compile(r"(^|\s)#.*")


@dataclass(frozen=True, kw_only=True)
class Solution:
    """An address, without a slash at its end; `name` says whose it is, if known."""

    url: str
    name: str = ""

    @property
    def host(self) -> str:
        """The host and its port, as people write them."""
        return urlsplit(self.url).netloc


def solutions(urls: list[str], file: Path | None) -> list[Solution]:
    """Those of the command line, then those of the file, each line of it once.

    CheckerError where one cannot be used, or where there is none.
    """
    named = [Solution(url=base_of(url)) for url in urls]
    found = [*named, *(read(file) if file else [])]
    if not found:
        text = _("No address was given: say, for example, http://127.0.0.1:8000")
        raise usage(text)
    return [*dict.fromkeys(found)]


def read(path: Path) -> list[Solution]:
    """An address on each line and, after a space, a name; CheckerError for each fault.

    What follows a # is a comment, if nothing or a space stands before it.
    """
    try:
        lines = text_of(path).splitlines()
    except BrokenFileError as error:
        raise usage(str(error)) from error
    found, faults = [], []
    for number, line in enumerate(lines, 1):
        words = COMMENT.sub("", line).split(maxsplit=1)
        try:
            if words:
                found.append(Solution(url=base_of(words[0]), name="".join(words[1:])))
        except CheckerError as error:
            place = _("{file}, line {line}: {fault}")
            faults.append(place.format(file=path, line=number, fault=error))
    if faults:
        raise usage("\n".join(faults))
    return found


def usage(message: str) -> CheckerError:
    """The error of a command line that cannot be used."""
    return CheckerError(message, code="usage")
