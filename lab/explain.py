"""From the header Server-Timing to sentences, in the reader's language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.conf import settings
from django.utils import translation

from .words import ASKS, WORDS

# One entry between two commas, as lab.trace writes it; lengths keep junk cheap.
ENTRY = re.compile(
    r"""\s*(?P<who>[^\s;="]{1,200});
        desc="(?P<code>[a-z0-9.-]{1,80})(?:\ (?P<detail>[^"]{0,1000}))?"
        (?:;dur=(?P<duration>\d{1,9}(?:\.\d{1,9})?))?\s*""",
    re.VERBOSE,
)


REFUSED = ["rejected", "csrf", "no", "throttle", "raised", "unavailable", "error"]
KINDS = {
    **dict.fromkeys(["recognised", "yes"], "good"),
    **dict.fromkeys(REFUSED, "no"),
}
VERDICTS = {"allowed": "good", "401": "who", "404": "gone"}
SIGNS = {"good": "✓", "who": "?", "no": "✕", "gone": "∅", "": "·"}


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One decision in words; `duration` in milliseconds, None where none was told."""

    who: str
    code: str
    sentence: str
    hint: str
    duration: float | None

    @property
    def kind(self) -> str:
        """Good, who (for 401), gone (for 404), no, or "" for none of them."""
        family, _dot, rest = self.code.partition(".")
        if family == "verdict":
            return VERDICTS.get(rest.partition(".")[0], "no")
        return KINDS.get(family, "")

    @property
    def sign(self) -> str:
        """The same without a colour."""
        return SIGNS[self.kind]


def explain(header: str, language: str) -> list[Explained]:
    """The decisions that a header tells; entries of other programs are passed over."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return list(explained(header))


def explained(header: str) -> Iterator[Explained]:
    """Each decision, in the active language."""
    for entry in map(ENTRY.fullmatch, header.split(",")):
        if entry and entry["code"] in WORDS:
            yield in_words(**entry.groupdict())


def in_words(who: str, code: str, detail: str | None, duration: str | None):
    """One decision; what a well-known permission asks for is its hint."""
    said = {"who": unquote(who), "detail": unquote(detail or "")}
    sentence, hint = WORDS[code]
    if code.partition(".")[0] == "no":
        hint = ASKS.get(said["who"].lstrip("~"), hint)
    return Explained(
        who=said["who"],
        code=code,
        sentence=str(sentence).format(**said),
        hint=str(hint).format(**said),
        duration=float(duration) if duration else None,
    )
