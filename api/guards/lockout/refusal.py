"""How each door says that no password is tried for now."""

from typing import NoReturn

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import ngettext
from rest_framework.exceptions import Throttled
from rest_framework.request import Request

from .models import Failures


class LockedOut(Throttled):
    """429 with Retry-After (RFC 6585, 4), in one sentence: DRF would add its own."""

    default_code = "locked"

    def __init__(self, lock: Failures):
        super().__init__(detail=sentence(lock))
        self.wait = lock.seconds()


def refuse(request, lock: Failures) -> NoReturn:
    """LockedOut to a view of DRF; to a form ValidationError, and LockoutMiddleware the
    seconds; PermissionDenied, which Django takes for a wrong password, to nobody."""
    if isinstance(request, Request):
        raise LockedOut(lock)
    if request is None:
        raise PermissionDenied
    request.locked_for = lock.seconds()
    raise ValidationError(sentence(lock), code=LockedOut.default_code)


def sentence(lock: Failures) -> str:
    """What a person is told; a name that is unknown is locked out as any other."""
    minutes = -(-lock.seconds() // 60)
    by_kind = {
        Failures.Kind.NAME: ngettext(
            "Too many wrong passwords for this name. Come back in {number} minute, or "
            "ask who runs this site.",
            "Too many wrong passwords for this name. Come back in {number} minutes, or "
            "ask who runs this site.",
            minutes,
        ),
        Failures.Kind.ADDRESS: ngettext(
            "Too many wrong passwords from your address. Come back in {number} minute, "
            "or ask who runs this site.",
            "Too many wrong passwords from your address. Come back in {number} "
            "minutes, or ask who runs this site.",
            minutes,
        ),
    }
    return by_kind[lock.kind].format(number=minutes)
