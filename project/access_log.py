"""The line that each request leaves in the log: who asked what, and what came of it."""

import logging
import re
from http import HTTPStatus
from time import perf_counter
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.utils.functional import LazyObject
from rest_framework.exceptions import ErrorDetail

from api.guards.addresses import address_of

from .health import PROBES
from .logs import ACCESS, csrf_reason

logger = logging.getLogger(ACCESS)

LEVELS = {"refused": logging.WARNING, "failed": logging.ERROR}
# The codes of DRF, for answers that are not DRF's.
CODES = {
    HTTPStatus.BAD_REQUEST: "parse_error",
    HTTPStatus.FORBIDDEN: "permission_denied",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.LENGTH_REQUIRED: "length_required",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "too_long",
    HTTPStatus.TOO_MANY_REQUESTS: "locked",
}
CSRF = "CSRF Failed: "
# The codes of wrong credentials, and the word with which each scheme sends them.
WRONG = {
    "authentication_failed",
    "locked",
    "token_not_valid",
    "user_inactive",
    "user_not_found",
}
WORDS = {"basic": "Basic", "token": "Token", "bearer": "JWT"}
# Letters of any alphabet, and what a path is made of: no spaces, no control characters.
UNSAFE = re.compile(r"[^\w!$&'()*+,./:;=@~-]")
LONGEST = 300  # characters of a path


class LogMiddleware:
    """One line for each request, but for what went well with files and probes."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        start = perf_counter()
        response = self.get_response(request)
        ms = round(1000 * (perf_counter() - start), 2)
        decided = decision(request, response)
        level = LEVELS.get(decided.partition(":")[0], logging.INFO)
        if level == logging.INFO and is_dull(request.path_info):
            level = logging.DEBUG
        if logger.isEnabledFor(level):
            write(level, request, response, ms=ms, decision=decided)
        return response


def write(level: int, request, response, **fields) -> None:
    """Log the request: never its query, its headers, its cookies or its body."""
    method, path = clean(request.method), clean(request.path)
    status = response.status_code
    user, scheme = asker(request, response, fields["decision"])
    told = {"method": method, "path": path, "status": status, "user": clean(user)}
    told["address"] = address_of(request) or "-"
    # The request is not written: filters read it.
    extra = {**told, "scheme": scheme, **fields, "request": request}
    logger.log(level, "%s %s %s", method, path, status, extra=extra)


def is_dull(path: str) -> bool:
    """Whether nobody wants to read that it went well."""
    return path in PROBES or path.startswith(f"/{settings.STATIC_URL.lstrip('/')}")


def clean(text: str) -> str:
    """A name or a path on one line and without spaces, so that it forges nothing."""
    return UNSAFE.sub(lambda found: quote(found[0], errors="replace"), text[:LONGEST])


def asker(request, response, decided: str) -> tuple[str, str]:
    """Who asked, and by which scheme, as far as it is known already.

    Reading DRF's `user` would authenticate, and Django's would read the session.
    """
    asked = (getattr(response, "renderer_context", None) or {}).get("request")
    if asked is not None:
        user, judge = (vars(asked).get(name) for name in ("_user", "_authenticator"))
        scheme = type(judge).__name__.removesuffix("Authentication")
    else:
        user, scheme = vars(request).get("user"), "none"
        if isinstance(user, LazyObject):
            user, scheme = vars(request).get("_cached_user"), "Session"
    # Whom a scheme of somebody's own recognises need not be a user of Django's.
    is_known = getattr(user, "is_authenticated", False)
    return (str(user), scheme) if is_known else ("anonymous", tried(request, decided))


def tried(request, decided: str) -> str:
    """The scheme by which somebody was refused who sent credentials; or "none"."""
    if decided.removeprefix("refused: ") not in WRONG:
        return "none"
    word = request.headers.get("Authorization", "").partition(" ")[0].lower()
    return WORDS.get(word, "none")


def decision(request, response) -> str:
    """Allowed, redirected, refused or failed; the last two with what it was by."""
    status = response.status_code
    reason = getattr(request, "log_reason", "")
    if status < 400 and not reason:
        is_elsewhere = 300 <= status != HTTPStatus.NOT_MODIFIED
        return "redirected" if is_elsewhere else "allowed"
    code = reason or code_of(getattr(response, "data", None))
    word = "refused" if status < 500 else "failed"
    return f"{word}: {code or CODES.get(status, 'error')}"


def code_of(data) -> str:
    """The first code in the errors of DRF; "" where there is none."""
    if isinstance(data, ErrorDetail):
        is_csrf = data.startswith(CSRF)
        return csrf_reason(data.removeprefix(CSRF)) if is_csrf else str(data.code)
    if isinstance(data, dict):
        named = data.get("code")  # simplejwt is more precise there
        data = [named] if isinstance(named, ErrorDetail) else data.values()
    elif not isinstance(data, list):
        return ""
    return next(filter(None, map(code_of, data)), "")


@receiver(user_login_failed)
def note_failed_login(request=None, **kwargs):
    """A login page that refuses answers 200; the name that was tried is not logged."""
    if request is not None:
        request.log_reason = "login_failed"
