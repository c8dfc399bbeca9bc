"""What each scheme looked for in a request, and what it found instead."""

from functools import cache

from django.conf import settings
from rest_framework.authentication import (
    BasicAuthentication,
    RemoteUserAuthentication,
    SessionAuthentication,
)
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.settings import api_settings

from .headers import XUsernameAuthentication

# The words that may be told back: anything else that stands first may be a secret.
WORDS = {"basic": "Basic", "token": "Token", "bearer": "Bearer", "jwt": "JWT"}


def why_not_mine(judge, request) -> tuple[str, str]:
    """What an authenticator found where it looked."""
    if isinstance(judge, SessionAuthentication):
        has_cookie = settings.SESSION_COOKIE_NAME in request._request.COOKIES
        return ("not-mine.session-ended" if has_cookie else "not-mine.no-cookie"), ""
    if isinstance(judge, RemoteUserAuthentication):
        said = judge.header in request.META
        return f"not-mine.{'unknown-name' if said else 'no-name'}", "X-Remote-User"
    if isinstance(judge, XUsernameAuthentication):
        return "not-mine.no-name", "X-Username"
    word = word_of(type(judge))
    return header_without(word, authorization(request)) if word else ("not-mine", "")


@cache
def word_of(family: type) -> str:
    """The word that an authenticator looks for in Authorization; "" for none."""
    if issubclass(family, BasicAuthentication):
        return "Basic"
    if issubclass(family, JWTAuthentication):
        return api_settings.AUTH_HEADER_TYPES[0]
    return getattr(family, "keyword", "")


def authorization(request) -> str:
    """The header Authorization."""
    return request._request.META.get("HTTP_AUTHORIZATION", "").strip()


def header_without(word: str, header: str) -> tuple[str, str]:
    """Why a header does not begin with a word as it should."""
    if not header:
        return "not-mine.no-header", ""
    found, expected = header.split()[0].lower(), word.lower()
    if found == expected:
        return "not-mine.case", word
    if found.startswith(f"{expected}:"):
        return "not-mine.colon", word
    if found.startswith(expected):
        return "not-mine.no-space", word
    other = WORDS.get(found.partition(":")[0])
    return ("not-mine.other-word", other) if other else ("not-mine.unknown-word", word)
