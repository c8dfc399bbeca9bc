"""Requests whose Content-Type names a charset that cannot be used.

Django 5.2 decodes the query with it while it makes the request, before any middleware,
so that an error there is an answer of 500 by the server.
"""

import codecs

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

# What forms and queries are written in. Python knows more, such as unicode_escape, in
# which a request can say what no text may hold.
CHARSETS = {"ascii", "cp1251", "cp1252", "iso8859-1", "koi8-r", "utf-8"}


class Guarded:
    """A request that can always be made; what is wrong with it is found later."""

    def _set_content_type_params(self, meta):
        try:
            super()._set_content_type_params(meta)
            if self.encoding and codecs.lookup(self.encoding).name not in CHARSETS:
                self._encoding = None
        except (LookupError, SuspiciousOperation, UnicodeError):
            self._encoding = None


class GuardedWSGIRequest(Guarded, WSGIRequest):
    """A request under WSGI."""


class GuardedASGIRequest(Guarded, ASGIRequest):
    """A request under ASGI."""


def install():
    """Let the servers make such requests, whichever file starts them."""
    WSGIHandler.request_class = GuardedWSGIRequest
    ASGIHandler.request_class = GuardedASGIRequest
