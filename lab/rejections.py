"""Why a scheme refused credentials that it took for its own."""

import base64
import re

import jwt
from django.core.exceptions import ObjectDoesNotExist
from django.middleware import csrf
from rest_framework.authentication import (
    BasicAuthentication,
    SessionAuthentication,
    TokenAuthentication,
)
from rest_framework.exceptions import Throttled
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.settings import api_settings

from api.guards.tokens import BROKEN

from .headers import XUsernameAuthentication
from .schemes import authorization, word_of


def why_rejected(judge, request, error) -> tuple[str, str]:
    """Why an authenticator refused what it took for its own."""
    if isinstance(error, Throttled):
        return "rejected.locked", ""
    if isinstance(judge, SessionAuthentication):
        user = request._request.user.get_username()
        return why_csrf(str(getattr(error, "detail", ""))), user
    if isinstance(judge, XUsernameAuthentication):
        return "rejected.unknown-name", "X-Username"
    word = word_of(type(judge))
    if not word:
        return "rejected", ""
    parts = authorization(request).split()
    if len(parts) != 2:
        return ("rejected.no-value" if len(parts) < 2 else "rejected.spaces"), word
    for family, why in FAMILIES.items():
        if isinstance(judge, family):
            return why(parts[1], error), ""
    return "rejected", ""


def why_csrf(detail: str) -> str:
    """Which check of CSRF failed; Django says it in English alone."""
    for code, reasons in CSRF.items():
        if any(reason.split("%s")[0] in detail for reason in reasons):
            return f"csrf.{code}"
    return "csrf.mismatch"


CSRF = {
    "no-cookie": [csrf.REASON_NO_CSRF_COOKIE],
    "no-header": [csrf.REASON_CSRF_TOKEN_MISSING],
    "origin": [csrf.REASON_BAD_ORIGIN],
    "referer": [
        csrf.REASON_NO_REFERER,
        csrf.REASON_BAD_REFERER,
        csrf.REASON_MALFORMED_REFERER,
        csrf.REASON_INSECURE_REFERER,
    ],
}


def why_basic(value: str, error) -> str:
    """A name that is unknown and a wrong password look alike, on purpose."""
    if ":" in value:  # Python's decoder passes over what is not Base64
        return "rejected.not-base64"
    try:
        decoded = base64.b64decode(value)
    except ValueError:
        return "rejected.not-base64"
    return "rejected.password" if b":" in decoded else "rejected.no-colon"


def why_token(value: str, error) -> str:
    """A DRF token is a key in the database."""
    if value.count(".") == 2:
        return "rejected.jwt-as-token"
    # DRF raises while it handles DoesNotExist, and otherwise for an inactive user.
    unknown = isinstance(error.__context__, (ObjectDoesNotExist, UnicodeError))
    return "rejected.unknown-token" if unknown else "rejected.inactive"


def why_jwt(value: str, error) -> str:
    """A JWT tells by itself what is wrong with it, or the database does."""
    detail = getattr(error, "detail", None)
    code = detail.get("code") if isinstance(detail, dict) else ""
    if code in USERS:
        return f"rejected.{USERS[code]}"
    if re.fullmatch(r"[0-9a-f]{40}", value):
        return "rejected.token-as-bearer"
    return f"rejected.{flaw_of(value)}"


USERS = {
    "user_not_found": "user-gone",
    "user_inactive": "inactive",
    "password_changed": "password-changed",
}
FLAWS = {
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "not-yet",
    jwt.InvalidAlgorithmError: "algorithm",
    jwt.InvalidIssuerError: "issuer",
    jwt.InvalidSignatureError: "signature",
    jwt.MissingRequiredClaimError: "issuer",  # the only claim that PyJWT requires here
}


def flaw_of(token: str) -> str:
    """The first thing that is wrong with a JWT for access."""
    key, algorithms = api_settings.SIGNING_KEY, [api_settings.ALGORITHM]
    try:
        claims = jwt.decode(token, key, algorithms, issuer=api_settings.ISSUER)
    except (jwt.InvalidTokenError, *BROKEN) as error:
        return FLAWS.get(type(error)) or flaw_of_parts(token, key, algorithms)
    kind = claims.get(api_settings.TOKEN_TYPE_CLAIM)
    return "refresh-as-access" if kind == "refresh" else "claims"


def flaw_of_parts(token: str, key: str, algorithms: list[str]) -> str:
    """Whether a token is no JWT at all, or a well signed one with odd claims."""
    try:
        jwt.PyJWS().decode(token, key, algorithms)
    except (jwt.InvalidTokenError, *BROKEN):
        return "malformed"
    return "claims"


FAMILIES = {
    BasicAuthentication: why_basic,
    TokenAuthentication: why_token,
    JWTAuthentication: why_jwt,
}
