"""Django's command line, in the language of the terminal."""

import locale
import os
import sys

from django.conf import settings
from django.core.management import ManagementUtility
from django.utils import translation

VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


class CommandLine(ManagementUtility):
    """What manage.py runs."""

    def fetch_command(self, subcommand):
        """A command, whose thread speaks the language of the terminal from now on."""
        if self.settings_exception:
            reason = f"The settings cannot be loaded: {self.settings_exception}."
            sys.exit(f"{reason} Activate .venv and pip install -r requirements.txt")
        translation.activate(language())
        return super().fetch_command(subcommand)


def language() -> str:
    """The language that the terminal asks for, if this site speaks it."""
    # Windows says "Russian_Russia" where others say "ru_RU.UTF-8".
    named = next(filter(None, map(os.environ.get, VARIABLES)), None)
    codes = (named or locale.setlocale(locale.LC_CTYPE)).lower().split(":")
    known = dict(settings.LANGUAGES)
    code = next((code[:2] for code in codes if code[:2] in known), None)
    return code if code and can_print(known[code]) else settings.LANGUAGE_CODE


def can_print(text: str) -> bool:
    """Whether the output has the letters of a text; an old console may lack them."""
    try:
        return bool(text.encode(sys.stdout.encoding))
    except UnicodeEncodeError:
        return False
