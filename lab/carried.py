"""What a request carries to say who sends it, made from names and secrets."""

import base64
from dataclasses import dataclass, field

from django.utils.crypto import get_random_string

# What Django calls its cookies where nobody says otherwise.
COOKIES = ("sessionid", "csrftoken")


@dataclass(frozen=True)
class Credentials:
    """What a request carries to say who sends it."""

    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)


def basic(username: str, password: str) -> Credentials:
    """Name and password in Base64 (RFC 7617)."""
    pair = base64.b64encode(f"{username}:{password}".encode()).decode()
    return authorization("Basic", pair)


def authorization(word: str, value: str) -> Credentials:
    """A word and a secret, in the header Authorization."""
    return Credentials({"Authorization": f"{word} {value}"})


def session(key: str, cookies: tuple[str, str] = COOKIES, **headers) -> Credentials:
    """A session id, and a CSRF token of our own: the names of both cookies.

    Django takes any token that the cookie and the header both have.
    """
    token = get_random_string(32)
    pair = dict(zip(cookies, (key, token), strict=True))
    return Credentials({"X-CSRFToken": token, **headers}, pair)


def named(header: str, username: str) -> Credentials:
    """A name, in a header that somebody may believe."""
    return Credentials({header: username})
