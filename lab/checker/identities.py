"""Who asks: accounts and tokens from options, the environment, a file, or the lab."""

import os
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.people import BrokenFileError, Person, read

from .accounts import Account, cast, default_accounts
from .solutions import usage

# Who can be given an account or a token.
ACTORS = {
    "user": gettext_lazy("an ordinary user"),
    "superuser": gettext_lazy("a superuser"),
    "staff": gettext_lazy("somebody with is_staff alone"),
    "granted": gettext_lazy("somebody with the right api.add_author alone"),
}
VARIABLE = "CHECK_LAB_{name}"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What can be passed in, by its option: the scheme, and the word for its value."""

    scheme: str
    placeholder: str


KINDS = {
    "token": Kind(scheme="Token", placeholder="KEY"),
    "jwt": Kind(scheme="JWT", placeholder="ACCESS"),
    "session": Kind(scheme="Session", placeholder="SESSIONID"),
}


def people(options: Namespace) -> dict[str, Account]:
    """An account for each actor, as far as there are any; CheckerError for a bad one.

    Options come before the environment, that before a file, that before the lab's own.
    """
    file = options.users or variable("users")
    found = cast(persons(Path(file))) if file else default_accounts()
    for actor in ACTORS:
        if text := getattr(options, actor) or variable(actor):
            found[actor] = account(actor, text)
    return found


def persons(path: Path) -> list[Person]:
    """The people of a file such as users.json; CheckerError with its faults by line."""
    try:
        return read(path)
    except BrokenFileError as error:
        raise usage(str(error)) from error


def account(actor: str, text: str) -> Account:
    """The account in NAME:PASSWORD, which is not repeated where it cannot be read."""
    name, colon, password = text.partition(":")
    if not (name and colon and password):
        message = _("--{actor} or {variable}: write NAME:PASSWORD, with the colon.")
        words = {"actor": actor, "variable": VARIABLE.format(name=actor.upper())}
        raise usage(message.format(**words))
    return Account(name, password)


def given(options: Namespace) -> dict[tuple[str, str], str]:
    """What was passed in, by actor and scheme; CheckerError for a bad one."""
    found = {}
    for option, kind in KINDS.items():
        for actor, value in pairs(option, getattr(options, option)):
            found[actor, kind.scheme] = value
    return found


def pairs(option: str, said: list[str] | None) -> Iterator[tuple[str, str]]:
    """Actor and value of each ACTOR=VALUE, first those of the environment."""
    for text in [*variable(option).split(), *(said or [])]:
        actor, _sign, value = text.partition("=")
        if actor not in ACTORS or not value:
            message = _("--{option}: write ACTOR={value}, with one of {known}.")
            words = {"option": option, "value": KINDS[option].placeholder}
            raise usage(message.format(**words, known=", ".join(ACTORS)))
        yield actor, value


def variable(name: str) -> str:
    """The value of a variable of the environment, or nothing."""
    return os.environ.get(VARIABLE.format(name=name.upper()), "").strip()
