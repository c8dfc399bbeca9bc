"""Deletes what the checker has made, and tells what it could not delete."""

from contextlib import suppress
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lab.actors import ANONYMOUS
from lab.carried import Credentials

from .lists import MOST_LISTS
from .ways import Way

if TYPE_CHECKING:
    from .records import Record, Records

# In seconds; no request is begun after that.
LONGEST = 30
MOST_TOLD = 20


def clean_up(records: "Records") -> list[str]:
    """Delete all that is left, whatever the site answers; in words what remains.

    The lists have the last word: a DELETE may have said more than it did.
    """
    records.ways.reopen(LONGEST)
    records.lists.most = MOST_LISTS
    # Whoever stopped the checker, or examines another site next, must hear the rest.
    with suppress(Exception):
        if records.emails:
            look(records)
            delete_all(records)
            if look(records):
                delete_all(records)
                look(records)
    return [*addresses(records), *unknown(records)]


def look(records: "Records") -> bool:
    """Take note of what the lists show of ours; whether any of it is news."""
    found = records.lists.find(records.mark, {*records.emails})
    news = found.keys() - records.alive.keys()
    for pk, email in found.items():
        records.add(pk, email, "superuser").is_seen = True
    records.lost -= {*found.values()}
    return bool(news)


def delete_all(records: "Records") -> None:
    """Delete what is known to be there, and to be ours."""
    for record in [*records.alive.values()]:
        if records.is_ours(record):
            delete(records, record)


def delete(records: "Records", record: "Record") -> None:
    """Delete an author, by any account that may."""

    def send(way: Way, carried: Credentials) -> bool | None:
        path = records.path(way.endpoint, record.pk)
        answer = records.client.ask("DELETE", path, carried)
        is_proven = way in records.ways.best.values()
        is_gone = answer.status == 404 and (is_proven or record.is_spent)
        return True if is_gone or 200 <= answer.status < 300 else None

    actors = ("superuser", record.holder, ANONYMOUS)
    if records.ways.first("DELETE", actors, send):
        del records.alive[record.pk]


def addresses(records: "Records") -> list[str]:
    """The addresses of what could not be deleted; if they are many, of the first."""
    first = next(iter(records.endpoints))
    found = [
        records.path(first, one.pk) for one in records.alive.values() if one.is_seen
    ]
    if len(found) <= MOST_TOLD:
        return found
    more = _("and {number} more").format(number=len(found) - MOST_TOLD)
    return [*found[:MOST_TOLD], more]


def unknown(records: "Records") -> list[str]:
    """What there may be besides, of which no address is known."""
    unseen = [one for one in records.alive.values() if not one.is_seen]
    number = len(records.lost) + len(unseen)
    if not number:
        return []
    text = ngettext(
        "perhaps {number} author whose e-mail begins with {mark}",
        "perhaps {number} authors whose e-mails begin with {mark}",
        number,
    )
    return [text.format(number=number, mark=records.mark)]
