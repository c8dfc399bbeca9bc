"""How many words a search may have.

Each is a condition for each field, asked of each record; SQLite refuses a thousand.
"""

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.filters import SearchFilter

MOST = 20
by_query = SearchFilter.get_search_terms


def get_search_terms(search, request) -> list[str]:
    """The words of the query; ParseError (400) for more than anybody looks for."""
    words = by_query(search, request)
    if len(words) > MOST:
        raise ParseError(_("A search has at most {most} words.").format(most=MOST))
    return words


def install():
    """Let all searches count their words."""
    SearchFilter.get_search_terms = get_search_terms
