"""JWTs, read and forged: what a server must be able to tell from its own."""

import base64
import json

from django.utils.translation import gettext as _

from .check import CannotCheckError

# What may be changed in a token that stays good in all but its signature.
HARMLESS = ("jti", "iat")


def is_jwt(token: str) -> bool:
    """Whether it has three parts with dots between them."""
    parts = token.split(".")
    return len(parts) == 3 and all(parts)


def tampered(token: str) -> str:
    """A JWT with another payload under the old signature."""
    head, payload, signature = parts_of(token)
    claims = read(payload)
    name = next((name for name in HARMLESS if name in claims), [*claims][-1])
    changed = {**claims, name: other(claims[name])}
    return ".".join((head, part(changed), signature))


def unsigned(token: str) -> str:
    """A JWT that says that it needs no signature, and has none."""
    _head, payload, _signature = parts_of(token)
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{payload}."


def parts_of(token: str) -> list[str]:
    """The three parts of a JWT; CannotCheckError where it is none."""
    if not is_jwt(token):
        raise CannotCheckError(_("The access token is no JWT."))
    return token.split(".")


def read(payload: str) -> dict:
    """The claims in the middle part of a JWT; CannotCheckError where it has none."""
    try:
        raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        claims = json.loads(raw)
    except (ValueError, RecursionError):
        claims = None
    if not (claims and isinstance(claims, dict)):
        raise CannotCheckError(_("The access token has no claims that can be read."))
    return claims


def other(value: object) -> object:
    """Another value, as alike as can be: no server should know it for a forged one."""
    return value - 1 if isinstance(value, int | float) else altered(str(value))


def altered(text: str) -> str:
    """A text with another first character, for it may be that the end is not read."""
    return ("b" if text[:1] == "a" else "a") + text[1:]


def part(claims: dict) -> str:
    """A part of a JWT, in Base64url."""
    raw = json.dumps(claims, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
