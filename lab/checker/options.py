"""The command line, the same for manage.py and for `python3 -m lab.checker`."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from .identities import ACTORS, KINDS, VARIABLE

LONGEST = 600


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Teach a parser all options, with their help in the language of the terminal."""
    # Addresses first: what follows --only is taken for names.
    parser.usage = "%(prog)s URL [URL ...] [--option ...]"
    parser.description = _(
        "Examines a solution of the lab over HTTP, wherever it runs. It makes authors "
        "of its own and deletes them, and touches nothing else. Exit code: 0 where "
        "all is as the lab asks, 1 where something failed, 2 where something could "
        "not be checked."
    )
    parser.add_argument(
        "urls",
        nargs="*",
        metavar="URL",
        help=_("where a solution is served, such as http://127.0.0.1:8000"),
    )
    add_selection(parser)
    add_forms(parser)
    add_accounts(parser)
    add_connection(parser)


def add_selection(parser: argparse.ArgumentParser) -> None:
    """What is examined."""
    add = parser.add_argument_group(_("what is examined")).add_argument
    text = _("more addresses: one on each line, then a space and whose it is")
    add("--file", type=Path, metavar="FILE", help=text)
    text = _("only these checks, or all of a section: 1.2 has 1.2.1 and 1.2.3 in it")
    add("--only", nargs="+", action="extend", default=[], metavar="NAME", help=text)
    text = _("where an endpoint is, if not where the lab has it: authors=/api/writers/")
    add("--at", action="append", type=equation, metavar="ENDPOINT=PATH", help=text)


def add_forms(parser: argparse.ArgumentParser) -> None:
    """How it is told."""
    group = parser.add_argument_group(_("how it is told"))
    forms = group.add_mutually_exclusive_group()
    kept = {"dest": "form", "action": "store_const", "default": "text"}
    forms.add_argument("--json", const="json", help=_("for programs"), **kept)
    forms.add_argument("--junit", const="junit", help=_("JUnit's XML"), **kept)
    text = _("a table for a spreadsheet, a row for each address")
    forms.add_argument("--csv", const="csv", help=text, **kept)
    text = _("only list the checks, and send nothing")
    forms.add_argument("--list", const="list", help=text, **kept)
    text = _("hints: 0 none, 1 where to look (the default), 2 what to write")
    levels = {"type": int, "choices": range(3), "default": 1}
    group.add_argument("--hints", help=text, **levels)
    text = _("write it into a file")
    group.add_argument("--output", type=Path, metavar="FILE", help=text)


def add_accounts(parser: argparse.ArgumentParser) -> None:
    """Who asks."""
    text = _(
        "By default the accounts that the lab publishes. A password on the command "
        "line can be seen by everybody on this machine: the variables {names} of the "
        "environment say the same unseen. Options come before them."
    )
    said = (*ACTORS, "users", *KINDS)
    names = ", ".join(VARIABLE.format(name=name.upper()) for name in said)
    add = parser.add_argument_group(
        _("accounts"), text.format(names=names)
    ).add_argument
    for actor, about in ACTORS.items():
        add(f"--{actor}", metavar="NAME:PASSWORD", help=str(about))
    text = _("a file such as users.json: the first who fits is taken")
    add("--users", type=Path, metavar="FILE", help=text)
    for kind, text in tokens().items():
        metavar = f"ACTOR={KINDS[kind].placeholder}"
        add(f"--{kind}", action="append", metavar=metavar, help=text)


def tokens() -> dict[str, str]:
    """What can be passed in where it cannot be fetched, by option."""
    return {
        "token": _("the DRF token of one of {actors}").format(actors=", ".join(ACTORS)),
        "jwt": _("an access token, in the same way"),
        "session": _("the value of the cookie sessionid, in the same way"),
    }


def add_connection(parser: argparse.ArgumentParser) -> None:
    """How the solution is reached."""
    add = parser.add_argument_group(_("connection")).add_argument
    text = _("how long an answer may take, 10 by default")
    add("--timeout", type=duration, default=10.0, metavar="SECONDS", help=text)
    text = _("accept a certificate for which nobody vouches, such as run.py makes")
    add("--insecure", action="store_true", help=text)


def equation(text: str) -> tuple[str, str]:
    """Both sides of NAME=VALUE; argparse shows the error."""
    name, sign, value = text.partition("=")
    if not (name and sign and value):
        raise argparse.ArgumentTypeError(_("this is not NAME=VALUE"))
    return name, value


def duration(text: str) -> float:
    """Seconds; argparse shows the error."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if 0 < seconds <= LONGEST:
        return seconds
    message = _("a number of seconds, {most} at most")
    raise argparse.ArgumentTypeError(message.format(most=LONGEST))
