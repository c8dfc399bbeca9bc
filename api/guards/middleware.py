"""Errors that arise before a view of DRF is reached, in DRF's format."""

from http import HTTPStatus

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import DataError
from django.http import JsonResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.defaults import bad_request
from rest_framework.exceptions import APIException, NotFound, ParseError
from rest_framework.permissions import SAFE_METHODS

from .errors import PayloadTooLarge, warn_of

DETAILS = {
    HTTPStatus.BAD_REQUEST: ParseError.default_detail,
    HTTPStatus.NOT_FOUND: NotFound.default_detail,
}

# Characters of a query. A Link header repeats it twice, and proxies refuse an answer
# that has more headers than they have room for.
LONGEST_QUERY = 2048


class JSONErrorsMiddleware:
    """JSON in the place of Django's HTML pages for what goes wrong in the API."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = refusal(request) or self.get_response(request)
        if request.path.startswith("/api/") and is_error_page(response):
            detail = DETAILS.get(response.status_code, APIException.default_detail)
            return error(response.status_code, detail)
        return response

    def process_exception(self, request, exception):
        """400 where a page was sent what the database cannot hold."""
        if isinstance(exception, DataError):
            warn_of(request, exception)
            return bad_request(request, exception)
        return None


def refusal(request) -> JsonResponse | None:
    """The answer to a request that no view could answer well; None to go on."""
    if body_length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return error(PayloadTooLarge.status_code, PayloadTooLarge.default_detail)
    if lacks_length(request):
        text = _("Say the length of the body in Content-Length.")
        return error(HTTPStatus.LENGTH_REQUIRED, text)
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY and is_api(
        request.path
    ):
        text = _("The address is too long.")
        return error(HTTPStatus.REQUEST_URI_TOO_LONG, text)
    if any("\0" in value for value in request.COOKIES.values()):
        # Spelt as \000; PostgreSQL would not look for a session of that name.
        return error(HTTPStatus.BAD_REQUEST, ParseError.default_detail)
    if lacks_slash(request):
        # Django would redirect, and lose the body; under DEBUG it answers 500.
        text = _("There is nothing at this address. With a slash there is: {path}/")
        return error(HTTPStatus.NOT_FOUND, text.format(path=request.path))
    return None


def body_length(request) -> int:
    """The announced length of the body in bytes; servers let no longer one in."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    return int(announced) if announced.isdecimal() else 0


def lacks_length(request) -> bool:
    """Whether a body comes in chunks, which Django takes for empty under WSGI."""
    is_chunked = "HTTP_TRANSFER_ENCODING" in request.META
    is_measured = bool(request.META.get("CONTENT_LENGTH"))
    return is_chunked and not is_measured and isinstance(request, WSGIRequest)


def lacks_slash(request) -> bool:
    """Whether a request with a body would find a view if its path ended in a slash."""
    path = request.path
    if request.method in SAFE_METHODS or path.endswith("/"):
        return False
    return is_api(path + "/") and not is_api(path)


def is_api(path: str) -> bool:
    """Whether a view of DRF answers at a path."""
    try:
        return hasattr(resolve(path).func, "cls")
    except Resolver404:
        return False


def is_error_page(response) -> bool:
    """Whether a response is an error in HTML that did not come from a view of DRF."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code >= 400 and is_html and not hasattr(response, "data")


def error(status: int, detail) -> JsonResponse:
    """An error as DRF writes it."""
    readable = {"ensure_ascii": False}
    return JsonResponse(
        {"detail": str(detail)}, status=status, json_dumps_params=readable
    )
