"""What the person who started run.py reads, in the language of the machine."""

import gettext
import locale
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def catalogue():
    """The messages in the language of this machine; English where there are none."""
    named = any(map(os.environ.get, ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")))
    # Windows says "Russian_Russia" where gettext wants "ru".
    own = None if named else [locale.setlocale(locale.LC_CTYPE)[:2].lower()]
    return gettext.translation("django", str(ROOT / "locale"), own, fallback=True)


_ = catalogue().gettext


def say(message, **words):
    """Print a line, at once even into a pipe."""
    print(message.format(**words), flush=True)


def end(message, **words):
    """End the run with a line on stderr and exit code 1."""
    sys.exit(message.format(**words))
