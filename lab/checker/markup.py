"""Reads tags out of pages, however they are written."""

import contextlib
from html.parser import HTMLParser

# A page to sign in is far shorter; the parser is slow where a page means it ill.
MOST = 2**16


class Tags(HTMLParser):
    """Collects the attributes of each tag of one name."""

    def __init__(self, name: str):
        super().__init__()
        self.name = name
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag, attrs):
        """Keep a tag that is wanted."""
        if tag == self.name:
            self.found.append({name: value or "" for name, value in attrs})


def tags(page: str, name: str) -> list[dict[str, str]]:
    """The attributes of the tags of a name in the beginning of a page."""
    parser = Tags(name)
    # Of a declaration that it does not know, the parser makes an error of its own.
    with contextlib.suppress(AssertionError):
        parser.feed(page[:MOST])
    return parser.found
