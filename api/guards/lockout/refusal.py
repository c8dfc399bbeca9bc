"""How each door says that no password is tried for now."""

from typing import NoReturn

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import ngettext
from rest_framework.exceptions import Throttled
from rest_framework.request import Request


class LockedOut(Throttled):
    """429 with Retry-After (RFC 6585, 4), in one sentence: DRF would add its own."""

    default_code = "locked"

    def __init__(self, seconds: int):
        super().__init__(detail=sentence(seconds))
        self.wait = seconds


def refuse(request, seconds: int) -> NoReturn:
    """LockedOut to a view of DRF; to a form ValidationError, and LockoutMiddleware the
    seconds; PermissionDenied, which Django takes for a wrong password, to nobody."""
    if isinstance(request, Request):
        raise LockedOut(seconds)
    if request is None:
        raise PermissionDenied
    request.locked_for = seconds
    raise ValidationError(sentence(seconds), code=LockedOut.default_code)


def sentence(seconds: int) -> str:
    """What a person is told."""
    minutes = -(-seconds // 60)
    text = ngettext(
        "Too many wrong passwords. Come back in {number} minute.",
        "Too many wrong passwords. Come back in {number} minutes.",
        minutes,
    )
    return text.format(number=minutes)
