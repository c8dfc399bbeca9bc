"""503 while the database or the cache cannot work; both come back without a restart.

Only writing may be impossible (a full disk, a database that is read-only): what reads
is answered as ever.
"""

import sqlite3
from http import HTTPStatus

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from . import replies

DETAIL = _("The data cannot be reached or stored now. Try again in a moment.")
# Seconds until it is worth asking again.
RETRY_AFTER = 5

# SQLite has one class for these and for a wrong statement or a missing table.
TOLD_BY_SQLITE = (
    "attempt to write a readonly database",
    "database is locked",
    "database or disk is full",
    "disk I/O error",
    "locking protocol",
    "unable to open database",
)
# PostgreSQL: a standby, or told to read only; and what is too much for it at any time.
READ_ONLY, TOO_COMPLEX = "25006", "54"
# By name, for redis need not be installed; MISCONF is its disk that is full.
TOLD_BY_REDIS = {"ConnectionError", "TimeoutError", "ReadOnlyError", "OutOfMemoryError"}


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database or Redis is away, full, locked or read-only."""
    cause = getattr(error, "__cause__", None)
    if isinstance(cause, sqlite3.Error):
        return str(cause).startswith(TOLD_BY_SQLITE)
    # All errors of psycopg have one: None where it is not the server that speaks.
    if hasattr(cause, "sqlstate"):
        state = cause.sqlstate or ""
        is_operational = isinstance(error, OperationalError)
        is_too_much = state.startswith(TOO_COMPLEX)
        return state == READ_ONLY or (is_operational and not is_too_much)
    return is_told_by_redis(error)


def is_told_by_redis(error: BaseException | None) -> bool:
    """Whether Redis cannot be reached, or keeps nothing."""
    kinds = [k for k in type(error).__mro__ if k.__module__ == "redis.exceptions"]
    is_told = any(kind.__name__ in TOLD_BY_REDIS for kind in kinds)
    return is_told or (bool(kinds) and str(error).startswith("MISCONF"))


def origin(error: BaseException | None) -> BaseException | None:
    """The error of this kind while which another one was raised; None without one."""
    while error and not is_unavailable(error):
        error = error.__context__
    return error


def answer(request, error: BaseException) -> HttpResponse:
    """The 503: JSON where an API was asked, a page elsewhere; one line of the log."""
    request = getattr(request, "_request", request)  # DRF's wraps Django's
    said = str(error).partition("\n")[0]
    request.log_reason = f"unavailable ({type(error).__name__}: {said})"
    let_go()
    view = getattr(request.resolver_match, "func", None)
    if request.path.startswith("/api/") or hasattr(view, "cls"):
        response = replies.error(HTTPStatus.SERVICE_UNAVAILABLE, DETAIL)
    else:
        page = render_to_string("503.html")
        response = HttpResponse(page, status=HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def let_go() -> None:
    """Close what is open: a file that was opened to be read only stays so."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


class UnavailableMiddleware(SessionMiddleware):
    """Answers where it is no view of DRF that meets such an error.

    Django's sessions are part of it: they are saved after the view, and of an error
    there no other middleware would learn.
    """

    def process_exception(self, request, exception):
        """503, or None for what is none of ours."""
        return answer(request, exception) if is_unavailable(exception) else None

    def process_response(self, request, response):
        """The response with its cookie; 503 where the session cannot be saved."""
        try:
            return super().process_response(request, response)
        except Exception as error:
            # Django takes it for a session that somebody has ended meanwhile: 400.
            if found := origin(error):
                return answer(request, found)
            raise
