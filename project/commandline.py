"""Django's command line, in the language of the terminal."""

import sys

from django.conf import settings
from django.core.management import ManagementUtility
from django.utils import translation

from .launch import console


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
    known = dict(settings.LANGUAGES)
    code = console.language(known)
    return code if can_print(known[code]) else settings.LANGUAGE_CODE


def can_print(text: str) -> bool:
    """Whether the output has the letters of a text; an old console may lack them."""
    try:
        return bool(text.encode(sys.stdout.encoding))
    except UnicodeEncodeError:
        return False
