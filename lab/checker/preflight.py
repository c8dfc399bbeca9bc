"""Before the first check: whether the lab's site answers at an address at all."""

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from .address import is_public
from .answers import Answer, shown
from .client import MOST_SILENT, CheckerError, Client, NoAnswerError
from .haste import when
from .strange import STRANGE, is_redirect

MOST_REQUESTS = 4 * MOST_SILENT


def preflight(client: Client, endpoints: Mapping[str, str]) -> tuple[Client, list[str]]:
    """The client at the address that answers, and notes for people.

    A site that sends http to https is followed once, before credentials are sent.
    CheckerError where something else than the lab answers, or nothing at all of it.
    """
    paths = [*endpoints.values()]
    first = asked(client, paths[0])
    notes = []
    if moved := secured(client, first):
        client = client.at(moved)
        text = _("The site sends http to https: it was checked at {url}.")
        notes.append(text.format(url=client.base_url))
        first = asked(client, paths[0])
    answers = [first, *(asked(client, path) for path in paths[1:])]
    for kind, (code, text) in STRANGE.items():
        if all(kind(answer) for answer in answers):
            raise CheckerError(told(text, client, first), code=code)
    if client.base_url.startswith("http:") and is_public(client.base_url):
        text = _(
            "Passwords and tokens go to {url} as open text: anybody on the way can "
            "read them. Let the site answer over https."
        )
        notes.append(text.format(url=shown(client.base_url)))
    return client, notes


def asked(client: Client, path: str) -> Answer:
    """The answer of a site that may sleep; the last of MOST_SILENT silences raises."""
    while True:
        try:
            return client.ask("GET", path)
        except NoAnswerError:
            continue


def secured(client: Client, answer: Answer) -> str | None:
    """Where a site sends http to the same page under https; None for any other.

    Behind another port there may be somebody else.
    """
    target = target_of(client, answer)
    old, new = urlsplit(client.base_url + answer.path), urlsplit(target)
    is_same = (old.hostname, old.path) == (new.hostname, new.path)
    is_same &= new.port in (None, 443, old.port)
    if not is_redirect(answer) or (old.scheme, new.scheme) != ("http", "https"):
        return None
    return target.partition("?")[0].removesuffix(answer.path) if is_same else None


def target_of(client: Client, answer: Answer) -> str:
    """Where a redirect leads; "" where that is no address."""
    here = client.base_url + answer.path
    try:
        target = urljoin(here, answer.headers.get("Location", ""))
        return target if urlsplit(target).port != 0 else ""
    except ValueError:  # also of a port that is none
        return ""


def told(text: str, client: Client, answer: Answer) -> str:
    """What is wrong, with the facts put in."""
    target = target_of(client, answer).partition("?")[0]
    facts = {"status": answer.status, "target": shown(target), "when": when(answer)}
    return text.format(url=shown(client.base_url), **facts)
