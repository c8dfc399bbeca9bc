"""Credentials by scheme, from an account, from a token, or of nobody."""

import secrets

from lab.actors import BELIEVED, word
from lab.carried import Credentials, authorization, basic, named, session


def of_account(scheme: str, username: str, password: str) -> Credentials:
    """What needs nothing but the account: Basic, or a name in a header."""
    if scheme == "Basic":
        return basic(username, password)
    return named(BELIEVED[scheme], username)


def of_value(scheme: str, value: str, url: str = "") -> Credentials:
    """What needs a secret of the site at `url`: a JWT, a DRF token, a session id.

    Under https Django asks of a session a Referer of the site besides.
    """
    if scheme == "Session":
        return session(value, Referer=f"{url}/")
    return authorization(word(scheme), value)


def wrong(scheme: str) -> Credentials:
    """Credentials of nobody: whoever understands the scheme refuses them.

    Not for Session and RemoteUser, which take such a request for anonymous.
    """
    nonce = secrets.token_hex(8)
    if scheme in ("Token", "JWT"):
        return of_value(scheme, nonce)
    return of_account(scheme, f"nobody-{nonce}", nonce)
