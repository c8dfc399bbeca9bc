"""The authors that the checker makes, writes to and deletes: none but its own."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lab.actors import ANONYMOUS
from lab.carried import Credentials

from .accounts import HOLDERS, Keyring
from .answers import Answer
from .check import CannotCheckError
from .cleaning import clean_up
from .client import Client
from .haste import unhurried
from .lists import MOST_LISTS, Lists, id_in, shows
from .ways import MOST_FRUITLESS, Way, Ways

NAME = "Checker"
# Most requests besides one to make, and one to delete, each author.
MOST_REQUESTS = MOST_FRUITLESS + MOST_LISTS
REFUSED = (401, 403, 405)


@dataclass(kw_only=True)
class Record:
    """An author of the checker's own; `holder` is whose account made it.

    `is_spent` once it may be deleted: it is not handed out again. `is_seen` once the
    site has shown that it is ours.
    """

    pk: int | str
    email: str
    holder: str
    is_spent: bool = False
    is_seen: bool = False


class Records:
    """The checker's own authors on one site.

    Their e-mails hold a nonce. An id is believed only where this e-mail stands beside
    it, and written to only when GET, or a list, has shown it there: a POST may tell the
    id of somebody else. `lost` are the e-mails of which no id is known.
    """

    def __init__(self, client: Client, keyring: Keyring, endpoints: Mapping[str, str]):
        self.client = client
        self.keyring = keyring
        self.endpoints = dict(endpoints)
        self.mark = f"checker-{secrets.token_hex(6)}-"
        self.emails: list[str] = []
        self.lost: set[str] = set()
        self.alive: dict[int | str, Record] = {}
        self.ways = Ways(keyring, self.endpoints)
        self.lists = Lists(client, self.ways, self.endpoints)

    def fresh(self) -> dict[str, str]:
        """What to send for a new author: a name, and an e-mail that nobody has."""
        self.emails.append(f"{self.mark}{len(self.emails) + 1}@example.com")
        return {"name": NAME, "email": self.emails[-1]}

    def path(self, endpoint: str, pk: int | str) -> str:
        """The address of a record at an endpoint."""
        return f"{self.endpoints[endpoint]}{pk}/"

    def of(self, actor: str) -> int | str:
        """The id of a living author that the account of an actor has made.

        CannotCheckError where it can make none at any endpoint by any scheme.
        """
        holder = HOLDERS[actor]
        for record in [*self.alive.values()]:
            is_usable = record.holder == holder and not record.is_spent
            if is_usable and self.is_ours(record):
                return record.pk
        return self._made(holder)

    def data(self, pk: int | str) -> dict[str, str]:
        """What to send in a PUT to one of our authors: its e-mail stays as it is."""
        return {"name": f"{NAME} again", "email": self.alive[pk].email}

    def keep(
        self, actor: str, data: Mapping[str, str], answer: Answer
    ) -> int | str | None:
        """Take note of what a POST of `data` (of `fresh()`) has made, if anything.

        The id, or None. `actor` may be "anonymous".
        """
        if not 200 <= answer.status < 300:
            return None
        email = data["email"]
        pk = id_in(answer.json, email)
        if pk is None:
            pk = next(iter(self.lists.find(self.mark, {email})), None)
        if pk is None:
            self.lost.add(email)
        else:
            self.add(pk, email, HOLDERS.get(actor, actor))
        return pk

    def add(self, pk: int | str, email: str, holder: str) -> Record:
        """Take note of an author; another one of this id was none, or is gone."""
        known = self.alive.get(pk)
        if known and known.email == email:
            return known
        if known and not known.is_spent:
            self.lost.add(known.email)
        self.alive[pk] = Record(pk=pk, email=email, holder=holder)
        return self.alive[pk]

    def spend(self, pk: int | str) -> None:
        """Hand an author out no more: a DELETE of it is under way."""
        self.alive[pk].is_spent = True

    def removed(self, pk: int | str, answer: Answer) -> None:
        """Take note of what a DELETE of one of our authors has done, after `spend`."""
        if 200 <= answer.status < 300:
            self.alive.pop(pk, None)
        elif answer.status in REFUSED:
            self.alive[pk].is_spent = False

    def is_ours(self, record: Record) -> bool:
        """Whether the site shows our e-mail at this id; if not, it is given up."""

        def read(way: Way, carried: Credentials) -> bool | None:
            answer = self.client.ask("GET", self.path(way.endpoint, record.pk), carried)
            return shows(answer.json, record.pk, record.email) or None

        if not record.is_seen:
            readers = (record.holder, "superuser", ANONYMOUS)
            record.is_seen = bool(self.ways.first("GET", readers, read))
        if not record.is_seen:
            record.is_seen = record.pk in self.lists.find(self.mark, {record.email})
        if not record.is_seen:
            del self.alive[record.pk]
            self.lost.add(record.email)
        return record.is_seen

    def clean_up(self) -> list[str]:
        """Delete all that is left; in words what nobody could delete."""
        return clean_up(self)

    def _made(self, holder: str) -> int | str:
        def post(way: Way, carried: Credentials) -> int | str | None:
            data = self.fresh()
            path = self.endpoints[way.endpoint]
            answer = unhurried(self.client.ask("POST", path, carried, data=data))
            pk = self.keep(holder, data, answer)
            return pk if pk in self.alive and self.is_ours(self.alive[pk]) else None

        pk = self.ways.first("POST", [holder], post)
        if pk is None and self.ways.hurried:
            raise self.ways.hurried
        if pk is None:
            text = _(
                "{name} cannot create an author at any endpoint, so there is none to "
                "try this on."
            )
            raise CannotCheckError(text.format(name=self.keyring.name(holder)))
        return pk
