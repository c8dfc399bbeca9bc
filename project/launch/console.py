"""What the person who started run.py reads, in the language of the machine."""

import gettext
import locale
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "locale"
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language(known):
    """The first of the known languages that this machine asks for; "en" without one."""
    # Windows says "Russian_Russia" where others say "ru_RU.UTF-8".
    named = next(filter(None, map(os.environ.get, VARIABLES)), None)
    codes = (named or locale.setlocale(locale.LC_CTYPE)).lower().split(":")
    return next((code[:2] for code in codes if code[:2] in known), "en")


def catalogue():
    """The messages in that language; English has none, as it is what they are in."""
    own = language(["en", *(folder.name for folder in LOCALE.glob("??"))])
    return gettext.translation("django", str(LOCALE), [own], fallback=True)


_ = catalogue().gettext


def say(message, **words):
    """Print a line, at once even into a pipe."""
    print(message.format(**words), flush=True)


def end(message, **words):
    """End the run with a line on stderr and exit code 1."""
    sys.exit(message.format(**words))
