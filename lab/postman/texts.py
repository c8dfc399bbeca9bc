"""What the collection says to its readers: in English and in Russian, at once."""

from django.conf import settings
from django.utils import translation


def both(text, between: str = "\n\n") -> str:
    """A lazy text, or what a function returns, in each language.

    Once where the languages say the same.
    """
    said = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.append(str(text() if callable(text) else text))
    return between.join(dict.fromkeys(said))


def english(text) -> str:
    """A text in the language that names are in: a name stands for one thing only."""
    with translation.override("en"):
        return str(text() if callable(text) else text)
