"""The request of a console as a command for a shell, for a page without scripts."""

import re
from shlex import quote

from django.conf import settings
from django.urls import reverse

from api.people import shown_accounts

from .state import NONE, OWN, State

HEADER = re.compile(r"\s*[\w!#$%&'*+.^`|~-]+\s*:", re.ASCII)
# The name of the field that a token endpoint answers with, and the word before it.
TOKENS = {
    "Token": ("api_token_auth", "token", "Token"),
    "JWT": ("token_obtain_pair", "access", "Bearer"),
}


def curl(state: State, request, path: str, body: str) -> str:
    """The lines of a POSIX shell that send the request of a state."""
    prelude, options = credentials(state, request) if state.who else ([], [])
    headers = [line.strip() for line in state.headers.split("\n") if HEADER.match(line)]
    if body:
        headers.append("Content-Type: application/json")
    parts = [
        "curl -i",
        *method(state.do),
        *options,
        *(f"-H {quote(header)}" for header in headers),
        *([f"--data-raw {quote(body)}"] if body else []),
        quote(request.build_absolute_uri(path)),
    ]
    return "\n".join([*prelude, " \\\n  ".join(parts)])


def method(column: str) -> list[str]:
    """The option for a method; a GET needs none."""
    if column in {"LIST", "GET"}:
        return []
    return ["--head"] if column == "HEAD" else [f"-X {column}"]


def credentials(state: State, request) -> tuple[list[str], list[str]]:
    """The lines before a request by a scheme, and the options of the request."""
    name, password = account(state.who)
    if state.how == NONE:
        return [], []
    if state.how == "Basic":
        return [], [f"-u {name}:{password}"]
    fields = f"--data-urlencode username={name} --data-urlencode password={password}"
    if state.how == "Session":
        return session(fields, request)
    url, field, word = TOKENS[state.how]
    got = f"curl -s {fields} {quote(request.build_absolute_uri(reverse(url)))}"
    cut = f"""sed 's/.*"{field}": *"\\([^"]*\\)".*/\\1/'"""
    return [f"TOKEN=$({got} | {cut})"], [f'-H "Authorization: {word} $TOKEN"']


def session(fields: str, request) -> tuple[list[str], list[str]]:
    """Signing in with a jar of cookies; what is written needs its CSRF token too."""
    url = quote(request.build_absolute_uri(reverse("rest_framework:login")))
    name = settings.CSRF_COOKIE_NAME
    keep = f'curl -s -o /dev/null -b "$jar" -c "$jar" -e {url}'
    prelude = [
        "jar=$(mktemp)",
        f"""csrf() {{ awk '$6 == "{name}" {{ print $7 }}' "$jar"; }}""",
        f"{keep} {url}",
        f'{keep} --data-urlencode "csrfmiddlewaretoken=$(csrf)" {fields} {url}',
    ]
    return prelude, [f'-b "$jar" -e {url}', '-H "X-CSRFToken: $(csrf)"']


def account(username: str) -> tuple[str, str]:
    """A name and a password for a shell; the published ones where `/` shows them."""
    if username == OWN:
        return '"$USER_NAME"', '"$USER_PASSWORD"'
    shown = {one.username: one.password for one in shown_accounts()}
    password = shown.get(username)
    return quote(username), quote(password) if password else '"$USER_PASSWORD"'
