"""The status of a login form that nobody may fill in for now."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpResponse


class LockoutMiddleware:
    """429 with Retry-After (RFC 6585, 4) where the backend has refused to try."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if seconds := getattr(request, "locked_for", None):
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response.headers["Retry-After"] = str(seconds)
        return response

    def process_exception(self, request, exception):
        """The sentence alone, where a view without a form let the refusal through."""
        if hasattr(request, "locked_for") and isinstance(exception, ValidationError):
            return HttpResponse(exception.message, content_type="text/plain")
        return None
