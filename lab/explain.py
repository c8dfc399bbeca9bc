"""From the header Server-Timing to sentences, in the reader's language."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from django.utils import translation

from .words import WORDS

ENTRY = re.compile(
    r"""(?P<who>[^\s;,="]+);desc="(?P<code>[a-z0-9.-]+)\ ?(?P<detail>[^"]*)"
        (?:;dur=(?P<duration>\d+(?:\.\d+)?))?""",
    re.VERBOSE,
)


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One decision in words; `duration` in milliseconds, None where none was told."""

    who: str
    code: str
    sentence: str
    hint: str
    duration: float | None


def explain(header: str, language: str) -> list[Explained]:
    """The decisions that a header tells; entries of other programs are passed over."""
    with translation.override(language):
        return list(explained(header))


def explained(header: str) -> Iterator[Explained]:
    """Each decision, in the active language."""
    for entry in ENTRY.finditer(header):
        code, duration = entry["code"], entry["duration"]
        if code in WORDS:
            said = {"who": unquote(entry["who"]), "detail": unquote(entry["detail"])}
            sentence, hint = (str(text).format(**said) for text in WORDS[code])
            yield Explained(
                who=said["who"],
                code=code,
                sentence=sentence,
                hint=hint,
                duration=float(duration) if duration else None,
            )
