"""Finds the checker's own authors in the lists of a site, by their e-mails."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlencode

from lab.actors import ANONYMOUS

from .client import Client
from .ways import Ways

# In all, and as long as the checks go on: tidying up needs some.
MOST_LISTS, MOST_BEFORE = 24, 12
PAGE = 1000
MOST_ROWS = 10**9
ID = re.compile(r"[\w-]{1,64}", re.ASCII)
READERS = ("superuser", "user", ANONYMOUS)


class Lists:
    """The lists of a site; after `most` requests nothing more is found."""

    def __init__(self, client: Client, ways: Ways, endpoints: Mapping[str, str]):
        self.client = client
        self.ways = ways
        self.endpoints = endpoints
        self.asked, self.most = 0, MOST_BEFORE

    def find(self, mark: str, emails: Collection[str]) -> dict[int | str, str]:
        """The authors with one of some e-mails, which begin with `mark`: e-mails by id.

        No more lists are read than it takes to find each.
        """
        found: dict[int | str, str] = {}
        for endpoint in self.endpoints:
            if {*emails} <= {*found.values()}:
                break
            rows = self.ways.first("LIST", READERS, self._reader(mark), [endpoint])
            found |= {pk: email for email, pk in rows or () if email in emails}
        return found

    def _reader(self, mark: str):
        """A function that reads a list by a way: the e-mails and ids, or None."""

        def read(way, carried) -> list[tuple[str, int | str]] | None:
            query = {"search": mark, "page_size": PAGE}
            page = self._page(way, carried, query)
            if page is None:
                return None
            last = last_page(page, len(rows_of(page) or ()))
            more = last and self._page(way, carried, {**query, "page": last})
            return [*authors_in(page), *authors_in(more)]

        return read

    def _page(self, way, carried, query: dict) -> object:
        if self.asked >= self.most:
            return None
        self.asked += 1
        path = f"{self.endpoints[way.endpoint]}?{urlencode(query)}"
        answer = self.client.ask("GET", path, carried)
        is_list = answer.status == 200 and rows_of(answer.json) is not None
        return answer.json if is_list else None


def rows_of(json: object) -> list | None:
    """The entries of a list, be it in pages; None where this is none."""
    rows = json.get("results") if isinstance(json, dict) else json
    return rows if isinstance(rows, list) else None


def authors_in(json: object) -> list[tuple[str, int | str]]:
    """E-mail and id of each author in a list."""
    rows = [row for row in rows_of(json) or () if isinstance(row, dict)]
    emails = [(row.get("email"), row) for row in rows]
    found = [(e, id_in(row, e)) for e, row in emails if isinstance(e, str)]
    return [(email, pk) for email, pk in found if pk is not None]


def id_in(json: object, email: str) -> int | str | None:
    """The id in an answer that shows the author of an e-mail; None for any other."""
    if not isinstance(json, dict) or json.get("email") != email:
        return None
    pk = json.get("id", json.get("pk"))
    is_number = isinstance(pk, int) and not isinstance(pk, bool) and pk >= 0
    return pk if is_number or (isinstance(pk, str) and ID.fullmatch(pk)) else None


def shows(json: object, pk: int | str, email: str) -> bool:
    """Whether the answer about an id has an e-mail, be it in a list with others."""
    if isinstance(json, dict) and json.get("email") == email:
        return str(json.get("id", pk)) == str(pk)
    return (email, pk) in authors_in(json)


def last_page(json: object, size: int) -> int | None:
    """The number of the last page, where there are others; new authors stand there."""
    count = json.get("count") if isinstance(json, dict) else None
    is_number = isinstance(count, int) and 0 < size < count < MOST_ROWS
    return -(-count // size) if is_number else None
