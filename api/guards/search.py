"""How long a search may be.

Each word is a condition for each field, asked of each record: a thousand are too many
for SQLite, and a long one costs the more, the longer what it is compared with.
"""

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.filters import SearchFilter

MOST_WORDS, MOST_CHARACTERS = 20, 256
by_query = SearchFilter.get_search_terms


def get_search_terms(search, request) -> list[str]:
    """The words of the query; ParseError (400) for more than anybody looks for."""
    words = by_query(search, request)
    if len(words) > MOST_WORDS or sum(map(len, words)) > MOST_CHARACTERS:
        told = _("A search has at most {words} words and {characters} characters.")
        raise ParseError(told.format(words=MOST_WORDS, characters=MOST_CHARACTERS))
    return words


def install():
    """Let all searches be counted."""
    SearchFilter.get_search_terms = get_search_terms
