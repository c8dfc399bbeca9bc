"""Every door at which a password is tried, and what it says to a wrong one."""

from django.test import Client

from .conftest import Actor

MOST = 7
GUESS = "wrong"
BASIC = ["/api/authors/", "/api/authors_generic/", "/api/whoami/"]
TOKENS = ["/api/token/", "/api/api-token-auth/"]
PAGES = ["/api-auth/login/", "/admin/login/"]
DOORS = [*BASIC, *TOKENS, *PAGES]
WRONG = dict(zip(DOORS, [403, 401, 401, 401, 400, 200, 200], strict=True))


def knock(door, name, password=GUESS, **environ):
    """The answer of a door to a name and a password; `environ` as a server has it."""
    client = Client(raise_request_exception=False, **environ)
    if door in BASIC:
        return client.get(door, headers=Actor().basic(name, password))
    form = {"username": name, "password": password}
    kind = {"content_type": "application/json"} if door in TOKENS else {}
    return client.post(door, form, **kind)


def lock(name, times=MOST):
    """Be wrong so often, at a door that anybody finds."""
    return [knock("/api/token/", name).status_code for _time in range(times)]
