"""JWTs, read and forged: what a server must be able to tell from its own."""

import base64
import json

from django.utils.translation import gettext as _

from .check import CannotCheckError


def is_jwt(token: str) -> bool:
    """Whether it has three parts with dots between them."""
    return len([part for part in token.split(".") if part]) == 3


def tampered(token: str) -> str:
    """A JWT with another payload under the old signature."""
    head, payload, signature = token.split(".")
    return ".".join((head, part({**read(payload), "changed": True}), signature))


def unsigned(token: str) -> str:
    """A JWT that says that it needs no signature, and has none."""
    _head, payload, _signature = token.split(".")
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{payload}."


def read(payload: str) -> dict:
    """The claims in the middle part of a JWT; CannotCheckError where it has none."""
    try:
        claims = json.loads(
            base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        )
    except ValueError:
        claims = None
    if not isinstance(claims, dict):
        raise CannotCheckError(_("The access token has no claims that can be read."))
    return claims


def part(claims: dict) -> str:
    """A part of a JWT, in Base64url."""
    raw = json.dumps(claims, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
