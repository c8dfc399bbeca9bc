"""Signing in to a site as the lab does it: its forms and the addresses of tokens."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _

from lab.carried import Credentials

from .answers import Answer, shown
from .check import CannotCheckError
from .client import Client
from .haste import unhurried
from .markup import tags
from .transport import is_sendable

FORMS = ("/api-auth/login/", "/admin/login/")
JWT = "/api/token/"
TOKENS = ("/api/api-token-auth/", "/api-token-auth/")
# Requests to sign in by both forms, for a JWT and for a token.
MOST_REQUESTS = 2 * len(FORMS) + 1 + len(TOKENS)
FIELD = "csrfmiddlewaretoken"
FORM = "application/x-www-form-urlencoded"


class UnknownAccountError(CannotCheckError):
    """The site does not know somebody, or knows another password."""


def unknown(account) -> UnknownAccountError:
    """What is said of an account that the site refuses."""
    text = _(
        "The site does not know {name} with this password. Load users.json into it, or "
        "give the checker another account."
    )
    return UnknownAccountError(text.format(name=shown(account.username)))


def session(client: Client, account) -> Credentials:
    """The cookies of a new session, and the CSRF token as a header.

    UnknownAccountError where the form refuses the account; CannotCheckError where there
    is no form, or none that is open for now. The admin's form refuses all but staff,
    which proves nothing.
    """
    for form in FORMS:
        page = unhurried(client.ask("GET", form, headers={"Accept": "text/html"}))
        field = field_of(page)
        if page.status != 200 or not field:
            continue
        signed_in = submitted(client, form, page, field, account)
        if signed_in:
            return signed_in
        if form == FORMS[0]:
            raise unknown(account)
    text = _(
        "Neither {forms} signs {name} in. Pass a session id in: --session ACTOR=..."
    )
    forms = _(" nor ").join(FORMS)
    raise CannotCheckError(text.format(name=shown(account.username), forms=forms))


def field_of(page: Answer) -> str:
    """The CSRF token in a form; "" where there is none."""
    fields = [one for one in tags(page.text, "input") if one.get("name") == FIELD]
    return fields[0].get("value", "") if fields else ""


def submitted(
    client: Client, path: str, page: Answer, field: str, account
) -> Credentials | None:
    """The session that a form opens; None where it says no."""
    referer = {"Referer": f"{client.base_url}{path}"}
    values = {
        FIELD: field,
        "username": account.username,
        "password": account.password,
    }
    carried = Credentials(referer, page.cookies)
    body = urlencode(values)
    sent = client.ask("POST", path, carried, body=body, content_type=FORM)
    answer = unhurried(sent)
    has_session = any("csrf" not in name.lower() for name in answer.cookies)
    if not (300 <= answer.status < 400 and has_session):
        return None
    cookies = {**page.cookies, **answer.cookies}
    tokens = [value for name, value in cookies.items() if "csrf" in name.lower()]
    token = (tokens or [field])[0]
    for one in (token, *cookies, *cookies.values()):
        checked(one, path)
    return Credentials({**referer, "X-CSRFToken": token}, cookies)


def access_token(client: Client, account) -> str:
    """A new access token; CannotCheckError where there is none to be had."""
    answer = exchanged(client, JWT, account)
    return value_of(answer, "access", account) or lacking("JWT", JWT)


def drf_token(client: Client, account) -> str:
    """The DRF token; CannotCheckError where none is handed out, as in the lab."""
    for path in TOKENS:
        token = value_of(exchanged(client, path, account), "token", account)
        if token:
            return token
    return lacking("Token", TOKENS[0])


def exchanged(asker, path: str, account) -> Answer:
    """The answer to a username and a password in JSON; a Client or an Exam asks."""
    data = {"username": account.username, "password": account.password}
    return asker.ask("POST", path, data=data)


def value_of(answer: Answer, name: str, account) -> str | None:
    """A token out of an answer, if it has one; UnknownAccountError where it says no."""
    if unhurried(answer).works and (found := answer.value(name)):
        return checked(found, answer.path)
    if answer.status in (400, 401) and isinstance(answer.json, dict):
        raise unknown(account)
    return None


def checked(secret: str, path: str) -> str:
    """A token, if it is one that can be sent back; else CannotCheckError."""
    if not is_sendable(secret):
        text = _("{path} hands out what cannot be sent back in a header.")
        raise CannotCheckError(text.format(path=path))
    return secret


def lacking(scheme: str, path: str):
    """CannotCheckError: nobody hands such a token out."""
    text = _("{path} hands out no {scheme}. Pass one in: {option} ACTOR=...")
    option = f"--{scheme.lower()}"
    raise CannotCheckError(text.format(path=path, scheme=scheme, option=option))
