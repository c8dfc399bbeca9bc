"""How a request of the collection says who sends it, by scheme.

What stands in double braces are variables: those of the environment, and those that
the script before each request fetches (`userJwt`, `userToken`, `userSession`).
"""

from django.conf import settings

from ..actors import BELIEVED, accepted, word
from ..step import Step

# The first of these that a step accepts is the one that its requests use.
PREFERRED = ["Basic", "Token", "JWT", "Session", "RemoteUser", "XUsername"]
NOBODY = {"type": "noauth"}


def schemes(step: Step) -> list[str]:
    """The schemes that a step accepts, the preferred one first."""
    understood = accepted(step.authentication_classes)
    return [scheme for scheme in PREFERRED if scheme in understood]


def account(actor: str) -> dict[str, str]:
    """What the name and the password of an actor are exchanged by."""
    return {
        "username": variable(actor, "Username"),
        "password": variable(actor, "Password"),
    }


def variable(actor: str, kind: str) -> str:
    """The name of a variable of an actor, in double braces."""
    return f"{{{{{actor}{kind}}}}}"


def auth(actor: str, scheme: str | None) -> dict:
    """What Postman shows under "Authorization"; nothing where a header says it."""
    values = {
        "Basic": {"username": "Username", "password": "Password"},
        "JWT": {"token": "Jwt"},
    }.get(scheme)
    if not values:
        return NOBODY
    kind = {"Basic": "basic", "JWT": "bearer"}[scheme]
    pairs = [
        {"key": key, "value": variable(actor, name), "type": "string"}
        for key, name in values.items()
    ]
    return {"type": kind, kind: pairs}


def headers(actor: str, scheme: str | None) -> dict[str, str]:
    """The headers that say who it is, where "Authorization" of Postman cannot."""
    if scheme == "Token":
        return {"Authorization": f"{word(scheme)} {variable(actor, 'Token')}"}
    if scheme == "Session":
        return session(actor)
    if scheme in BELIEVED:
        return {BELIEVED[scheme]: variable(actor, "Username")}
    return {}


def session(actor: str) -> dict[str, str]:
    """The two cookies, and what Django asks of a session that writes."""
    token = variable(actor, "Csrf")
    cookies = {
        settings.SESSION_COOKIE_NAME: variable(actor, "Session"),
        settings.CSRF_COOKIE_NAME: token,
    }
    return {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": token,
        # Over https it must be there, and of this site.
        "Referer": "{{baseUrl}}/",
    }
