"""Errors that arise before a view of DRF is reached, in DRF's format."""

from http import HTTPStatus

from django.db import DataError
from django.views.defaults import bad_request
from rest_framework.exceptions import APIException, NotFound, ParseError

from .errors import warn_of
from .refusals import refusal
from .replies import error

DETAILS = {
    HTTPStatus.BAD_REQUEST: ParseError.default_detail,
    HTTPStatus.NOT_FOUND: NotFound.default_detail,
}
# The admin reads numbers and dates in a query, and the keys of what is chosen, without
# asking whether they are any; nor does it ask how many words SQLite takes.
BY_ADMIN = (OverflowError, ValueError)
TOO_MANY_WORDS = "Expression tree is too large"


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
        """400 where a page was sent what the database, or the admin, cannot take."""
        if isinstance(exception, DataError) or is_of_admin(request, exception):
            warn_of(request, exception)
            return bad_request(request, exception)
        return None


def is_of_admin(request, exception) -> bool:
    """Whether the admin stumbled over what it was sent."""
    is_admin = getattr(request.resolver_match, "app_name", "") == "admin"
    is_input = isinstance(exception, BY_ADMIN) or TOO_MANY_WORDS in str(exception)
    return is_admin and is_input


def is_error_page(response) -> bool:
    """Whether a response is an error in HTML that did not come from a view of DRF."""
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return response.status_code >= 400 and is_html and not hasattr(response, "data")
