"""The authors that the checker makes, writes to and deletes: none but its own."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from lab.actors import ANONYMOUS, Credentials

from .accounts import HOLDERS, Keyring
from .answers import Answer
from .check import CannotCheckError
from .client import CheckerError, Client
from .lists import MOST_LISTS, Lists, id_in
from .ways import MOST_FRUITLESS, Way, Ways

NAME = "Checker"
# Most requests besides one to make, and one to delete, each author.
MOST_REQUESTS = MOST_FRUITLESS + MOST_LISTS
REFUSED = (401, 403, 405)


@dataclass(kw_only=True)
class Record:
    """An author of the checker's own; `holder` is whose account made it.

    `is_spent` once it may be deleted: it is not handed out again.
    """

    pk: int | str
    email: str
    holder: str
    is_spent: bool = False


class Records:
    """The checker's own authors on one site.

    Their e-mails hold a nonce: an id is believed only where this e-mail stands beside
    it. Nothing else is ever written to or deleted.
    """

    def __init__(self, client: Client, keyring: Keyring, endpoints: Mapping[str, str]):
        self.client = client
        self.keyring = keyring
        self.endpoints = dict(endpoints)
        self.mark = f"checker-{secrets.token_hex(6)}-"
        self.count = 0
        self.alive: dict[int | str, Record] = {}
        self.ways = Ways(keyring, self.endpoints)
        self.lists = Lists(client, self.ways, self.endpoints)

    def fresh(self) -> dict[str, str]:
        """What to send for a new author: a name, and an e-mail that nobody has."""
        self.count += 1
        return {"name": NAME, "email": f"{self.mark}{self.count}@example.com"}

    def path(self, endpoint: str, pk: int | str) -> str:
        """The address of a record at an endpoint."""
        return f"{self.endpoints[endpoint]}{pk}/"

    def of(self, actor: str) -> int | str:
        """The id of a living author that the account of an actor has made.

        CannotCheckError where it can make none at any endpoint by any scheme.
        """
        holder = HOLDERS[actor]
        for record in self.alive.values():
            if record.holder == holder and not record.is_spent:
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
            pk = self.lists.find(self.mark, email).get(email)
        if pk is not None:
            holder = HOLDERS.get(actor, actor)
            self.alive[pk] = Record(pk=pk, email=email, holder=holder)
        return pk

    def spend(self, pk: int | str) -> None:
        """Hand an author out no more: a DELETE of it is under way."""
        self.alive[pk].is_spent = True

    def removed(self, pk: int | str, answer: Answer) -> None:
        """Take note of what a DELETE of one of our authors has done, after `spend`."""
        if 200 <= answer.status < 300:
            self.alive.pop(pk, None)
        elif answer.status in REFUSED:
            self.alive[pk].is_spent = False

    def clean_up(self) -> list[str]:
        """Delete all that is left; the addresses of what nobody could delete.

        The lists have the last word: a DELETE may have said more than it did.
        """
        try:
            self._delete_all()
            if self._find_strays():
                self._delete_all()
                self._find_strays()
        except CheckerError:
            pass  # the site does not answer any more
        first = next(iter(self.endpoints))
        return [self.path(first, pk) for pk in self.alive]

    def _made(self, holder: str) -> int | str:
        def post(way: Way, carried: Credentials) -> int | str | None:
            data = self.fresh()
            path = self.endpoints[way.endpoint]
            answer = self.client.ask("POST", path, carried, data=data)
            return self.keep(holder, data, answer)

        pk = self.ways.first("POST", [holder], post)
        if pk is None:
            text = _(
                "{name} cannot create an author at any endpoint, so that there is "
                "none to try this on."
            )
            raise CannotCheckError(text.format(name=self.keyring.name(holder)))
        return pk

    def _delete_all(self) -> None:
        for record in [*self.alive.values()]:
            self._delete(record)

    def _delete(self, record: Record) -> None:
        def delete(way: Way, carried: Credentials) -> bool | None:
            path = self.path(way.endpoint, record.pk)
            answer = self.client.ask("DELETE", path, carried)
            is_proven = way in self.ways.best.values()
            is_gone = answer.status == 404 and (is_proven or record.is_spent)
            return True if is_gone or 200 <= answer.status < 300 else None

        actors = ("superuser", record.holder, ANONYMOUS)
        if self.ways.first("DELETE", actors, delete):
            del self.alive[record.pk]

    def _find_strays(self) -> bool:
        """Whether the lists show authors of ours that we took for gone."""
        found = self.lists.find(self.mark)
        strays = {pk: email for email, pk in found.items() if pk not in self.alive}
        for pk, email in strays.items():
            self.alive[pk] = Record(pk=pk, email=email, holder="superuser")
        return bool(strays)
