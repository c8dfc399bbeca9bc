"""Headers of every answer that neither Django nor django-csp sets."""

# Nothing here needs any of these; a script that got in is not to have them either.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class HeadersMiddleware:
    """Permissions-Policy everywhere, and nothing for caches that others share.

    What a view of DRF answers depends on the credentials, and may be a token (RFC 6749,
    5.1, asks for no-store there). So nothing of the API is stored, whoever asked: one
    rule, that needs no list of addresses. Pages are for one browser, which asks again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if request.path.startswith("/api/") or hasattr(response, "data"):
            response.headers.setdefault("Cache-Control", "no-store")
        # Pages show who is signed in, in the language of a cookie.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
