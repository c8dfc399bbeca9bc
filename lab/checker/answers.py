"""What a site answered: kept small, and safe to show."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from requests.structures import CaseInsensitiveDict

REFUSED = (401, 403)
# The encodings of text that are read: some that Python knows take for ever.
CHARSET = re.compile(
    r"""charset=["']?(utf-16|utf-32|windows-125\d|iso-8859-\d{1,2}|koi8-[ru])\b""",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer: `headers` are those of `reading.KEPT`, `cookies` those that it sets.

    With `is_cut` there was more of a body than is read. Hundreds are kept: what is in
    a body is read out of its bytes whenever somebody asks.
    """

    method: str
    path: str
    status: int
    headers: Mapping[str, str] = field(default_factory=CaseInsensitiveDict)
    cookies: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_cut: bool = False

    @property
    def text(self) -> str:
        """The body as text: in UTF-8, where the answer names no other encoding."""
        found = CHARSET.search(self.headers.get("Content-Type", ""))
        try:
            return self.body.decode(found[1] if found else "utf-8-sig", "replace")
        except LookupError:
            return ""

    @property
    def json(self) -> object:
        """The value of the body; None where it is no JSON, or cut."""
        return None if self.is_cut else parsed(self.text)

    @property
    def is_html(self) -> bool:
        """Whether this is a page for people."""
        is_typed = "html" in self.headers.get("Content-Type", "").lower()
        start = self.text[:200].lstrip().lower()
        return is_typed or start.startswith(("<!doctype html", "<html"))

    @property
    def outcome(self) -> str:
        """What became of it: "allowed", "refused", "missing", "broken" or "other".

        405 counts as allowed: DRF asks the permissions first.
        """
        if self.works or self.status == 405:
            return "allowed"
        if self.is_refused:
            return "refused"
        if self.status == 404:
            return "missing"
        return "broken" if self.status >= 500 else "other"

    @property
    def works(self) -> bool:
        """Whether it did what was asked; a permission may allow what no method does."""
        return self.status < 300

    @property
    def is_refused(self) -> bool:
        """Whether access was refused: the first scheme decides by which of the two."""
        return self.status in REFUSED

    def value(self, name: str) -> str:
        """A text in a JSON object; "" where there is none of that name."""
        found = self.json.get(name) if isinstance(self.json, dict) else None
        return found if isinstance(found, str) else ""

    @property
    def challenge(self) -> str:
        """The first word of WWW-Authenticate, such as "Basic"; "" for none."""
        return shown((self.headers.get("WWW-Authenticate", "").split() or [""])[0])


def shown(text: object, most: int = 200) -> str:
    """Text of others as it may be shown: one line of `most` characters.

    Control characters would write to a terminal what they like.
    """
    kept = (c if is_plain(c) else " " for c in str(text)[: 10 * most])
    line = " ".join("".join(kept).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def is_plain(character: str) -> bool:
    """Whether a character neither steers a terminal nor hides or turns other text."""
    return unicodedata.category(character) not in (
        ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    )


def parsed(text: str) -> object:
    """The value of some JSON; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
