"""429 (RFC 6585, 4): a site that tries no password for now, or wants to rest."""

import re

from django.utils.translation import gettext as _

from .answers import Answer, shown
from .check import CannotCheckError

TOO_MANY = 429
# Retry-After may be a date as well, or nonsense.
SECONDS = re.compile(r"\d{1,6}")


class TooManyError(CannotCheckError):
    """The site answers 429: nothing is known of an account, or of an endpoint."""


def unhurried(answer: Answer) -> Answer:
    """The answer; TooManyError where the site only says to come back later."""
    if answer.status == TOO_MANY:
        text = _("{path} answers 429: too many wrong passwords, or requests. {when}")
        raise TooManyError(text.format(path=shown(answer.path), when=when(answer)))
    return answer


def when(answer: Answer) -> str:
    """When to come back, as far as Retry-After says it in seconds."""
    seconds = answer.headers.get("Retry-After", "").strip()
    if not SECONDS.fullmatch(seconds):
        return _("Come back later.")
    return _("Come back in {number} min.").format(number=-(-int(seconds) // 60))
