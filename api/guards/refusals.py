"""Requests that are refused before a view is asked, for no view could answer well."""

from http import HTTPStatus

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import JsonResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.permissions import SAFE_METHODS

from .errors import PayloadTooLarge
from .replies import error

# Characters of a query. A Link header repeats it twice, and proxies refuse an answer
# that has more headers than they have room for.
LONGEST_QUERY = 2048
MOST_FIELDS = 100


def refusal(request) -> JsonResponse | None:
    """The answer to a request that is refused at once; None to go on."""
    for is_so, status, text in REFUSALS:
        if is_so(request):
            return error(status, str(text).format(path=request.path))
    return None


def is_too_large(request) -> bool:
    """Whether the body is announced as too long; servers let no longer one in."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    length = int(announced) if announced.isdecimal() else 0
    return length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def lacks_length(request) -> bool:
    """Whether a body comes in chunks, which Django takes for empty under WSGI."""
    is_chunked = "HTTP_TRANSFER_ENCODING" in request.META
    is_measured = bool(request.META.get("CONTENT_LENGTH"))
    return is_chunked and not is_measured and isinstance(request, WSGIRequest)


def has_long_query(request) -> bool:
    """Whether a view of DRF is sent more than a Link could repeat."""
    return len(query(request)) > LONGEST_QUERY and is_api(request.path)


def has_many_fields(request) -> bool:
    """Whether a query has more fields than anybody needs.

    Django counts them when somebody reads one, which its own page of that error does.
    """
    return query(request).count("&") >= MOST_FIELDS


def has_nul_cookie(request) -> bool:
    """Whether a cookie spells NUL, as \\000: PostgreSQL looks for no such session."""
    return any("\0" in value for value in request.COOKIES.values())


def is_of_another_site(request) -> bool:
    """Whether a browser says that a page of another site makes it change something.

    No CSRF token is asked of whoever sends a password: the browser may add one that it
    remembers, and a wrong one counts for the address of who looks at that page.
    """
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site != "cross-site" or request.method in SAFE_METHODS:
        return False
    is_trusted = request.META.get("HTTP_ORIGIN") in settings.CSRF_TRUSTED_ORIGINS
    return is_api(request.path) and not is_trusted


def lacks_slash(request) -> bool:
    """Whether a request with a body would find a view if its path ended in a slash.

    Django would redirect, and lose the body; under DEBUG it answers 500.
    """
    path = request.path
    if request.method in SAFE_METHODS or path.endswith("/"):
        return False
    return is_api(path + "/") and not is_api(path)


def query(request) -> str:
    """The query of the address."""
    return request.META.get("QUERY_STRING", "")


def is_api(path: str) -> bool:
    """Whether a view of DRF answers at a path."""
    try:
        return hasattr(resolve(path).func, "cls")
    except Resolver404:
        return False


TOO_LONG = _("The address is too long.")
NO_LENGTH = _("Say the length of the body in Content-Length.")
# Whether it is so, the status, and what is said of it.
REFUSALS = [
    (is_too_large, PayloadTooLarge.status_code, PayloadTooLarge.default_detail),
    (lacks_length, HTTPStatus.LENGTH_REQUIRED, NO_LENGTH),
    (has_long_query, HTTPStatus.REQUEST_URI_TOO_LONG, TOO_LONG),
    (has_many_fields, HTTPStatus.BAD_REQUEST, ParseError.default_detail),
    (has_nul_cookie, HTTPStatus.BAD_REQUEST, ParseError.default_detail),
    (
        is_of_another_site,
        HTTPStatus.FORBIDDEN,
        _("A page of another site sent this. It may change nothing here."),
    ),
    (
        lacks_slash,
        HTTPStatus.NOT_FOUND,
        _("There is nothing at this address. With a slash there is: {path}/"),
    ),
]
