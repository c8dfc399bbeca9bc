"""Headers of every answer that Django 5.2 does not set."""

from http import HTTPStatus

from django.conf import settings

# Nothing here needs any of these; a script that got in is not to have them either.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
# Under DEBUG these are pages of Django's with styles of their own.
EXPLAINED = {HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR}


def policy() -> str:
    """The Content-Security-Policy that the settings spell out (Django 6.0 has one)."""
    directives = settings.CONTENT_SECURITY_POLICY.items()
    return "; ".join(" ".join([name, *sources]) for name, sources in directives)


class HeadersMiddleware:
    """What a page may do, everywhere, and nothing for caches that others share.

    What a view of DRF answers depends on the credentials, and may be a token (RFC 6749,
    5.1, asks for no-store there). So nothing of the API is stored, whoever asked: one
    rule, that needs no list of addresses. Pages are for one browser, which asks again.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = policy()

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if not (settings.DEBUG and response.status_code in EXPLAINED):
            response.headers.setdefault("Content-Security-Policy", self.policy)
        if request.path.startswith("/api/") or hasattr(response, "data"):
            response.headers.setdefault("Cache-Control", "no-store")
        # Pages show who is signed in, in the language of a cookie.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
