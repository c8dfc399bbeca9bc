"""What a request carries to say who sends it, made from names and secrets."""

import base64
import secrets

from django.utils.crypto import get_random_string

from lab.actors import Credentials

WORDS = {"JWT": "Bearer", "Token": "Token"}


def header(scheme: str, value: str) -> Credentials:
    """A JWT or a DRF token, in the header Authorization."""
    return Credentials({"Authorization": f"{WORDS[scheme]} {value}"})


def basic(username: str, password: str) -> Credentials:
    """Name and password in Base64 (RFC 7617)."""
    pair = base64.b64encode(f"{username}:{password}".encode()).decode()
    return Credentials({"Authorization": f"Basic {pair}"})


def session(key: str, url: str) -> Credentials:
    """A session id, and a CSRF token of our own.

    Django takes any that the cookie and the header both have, and under https a Referer
    of the site besides.
    """
    token = get_random_string(32)
    headers = {"X-CSRFToken": token, "Referer": f"{url}/"}
    return Credentials(headers, {"sessionid": key, "csrftoken": token})


def remote_user(username: str) -> Credentials:
    """The name, as a proxy would pass it on."""
    return Credentials({"X-Remote-User": username})


def x_username(username: str) -> Credentials:
    """The name, as anybody can say it."""
    return Credentials({"X-Username": username})


def wrong(scheme: str) -> Credentials:
    """Credentials of nobody: whoever understands the scheme refuses them.

    KeyError for Session and RemoteUser, which take such a request for anonymous.
    """
    nonce = secrets.token_hex(8)
    return {
        "Basic": basic(f"nobody-{nonce}", nonce),
        "Token": header("Token", nonce),
        "JWT": header("JWT", nonce),
        "XUsername": x_username(f"nobody-{nonce}"),
    }[scheme]
