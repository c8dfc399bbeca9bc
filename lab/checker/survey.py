"""What a site does, cell by cell of the tables of access: asked once, then known."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from lab.actors import ANONYMOUS
from lab.carried import Credentials
from lab.matrix import TO_LIST

from . import carried
from .accounts import Keyring
from .answers import Answer
from .check import CannotCheckError
from .client import NOBODY, Client
from .haste import unhurried
from .records import Records
from .ways import SCHEMES

# The columns of a table that tell what is permitted; HEAD and OPTIONS only advise.
COLUMNS = ("LIST", "GET", "POST", "PUT", "PATCH", "DELETE")
# An actor whose credentials nobody knows.
UNKNOWN = "unknown"
Cell = tuple[str, str, str | None, str]


class Survey:
    """Sends the request of a cell when it is first asked for, and remembers.

    A cell is an endpoint, an actor, a scheme (None for anonymous) and a column.
    `endpoints` are paths by id, such as `{"authors": "/api/authors/"}`.
    """

    def __init__(
        self,
        client: Client,
        keyring: Keyring,
        records: Records,
        endpoints: Mapping[str, str],
    ):
        self.client = client
        self.keyring = keyring
        self.records = records
        self.endpoints = dict(endpoints)
        self.known: dict[Cell, Answer | CannotCheckError] = {}

    def answer(
        self, endpoint: str, actor: str, scheme: str | None, column: str
    ) -> Answer:
        """The answer to the request of a cell; CannotCheckError says why there is none.

        GET, PUT, PATCH and DELETE (and HEAD, OPTIONS) of `owner` ask a record of its
        own, those of all others a record of the superuser.
        """
        is_same = actor == "owner" and column in TO_LIST
        cell = (endpoint, "user" if is_same else actor, scheme, column)
        return self._once(cell, lambda: self._ask(*cell))

    def outcome(
        self, endpoint: str, actor: str, scheme: str | None, column: str
    ) -> str:
        """What became of a cell, as `Answer.outcome` has it."""
        return self.answer(endpoint, actor, scheme, column).outcome

    def wrong(self, endpoint: str, scheme: str) -> Answer:
        """The list, asked for with credentials of nobody.

        For Session, which knows no wrong credentials, a POST by the superuser without
        the CSRF token. CannotCheckError for RemoteUser, for Django may create whom it
        does not know.
        """
        cell = (endpoint, UNKNOWN, scheme, "LIST")
        return self._once(cell, lambda: self._ask_wrongly(endpoint, scheme))

    def understands(self, endpoint: str, scheme: str) -> bool:
        """Whether a scheme is understood at an endpoint.

        The superuser gets in by it where anonymous users do not, or else wrong
        credentials are refused where anonymous users are not.
        """
        column = self.telling(endpoint)
        if column:
            outcome = self.outcome(endpoint, "superuser", scheme, column)
            return outcome not in ("refused", "missing")
        return self.wrong(endpoint, scheme).outcome == "refused"

    def telling(self, endpoint: str) -> str | None:
        """The column that tells the superuser from an anonymous user, if one does."""
        columns = ("LIST", "PATCH")
        refused = (
            column
            for column in columns
            if self.outcome(endpoint, ANONYMOUS, None, column) == "refused"
        )
        return next(refused, None)

    def main(self, endpoint: str, actor: str = "superuser") -> str | None:
        """The scheme that the rows of an actor are asked by.

        The cheapest one by which the superuser may write; or else one that is
        understood, and for which the actor has credentials. None for none.
        """
        understood = [one for one in SCHEMES if self.is_understood(endpoint, one)]
        writing = next((one for one in understood if self._writes(endpoint, one)), None)
        order = sorted(understood, key=lambda one: one != writing)
        return next((one for one in order if self.keyring.holds(actor, one)), None)

    def is_understood(self, endpoint: str, scheme: str) -> bool | None:
        """The same as `understands`, but None where it cannot be known."""
        try:
            return self.understands(endpoint, scheme)
        except CannotCheckError:
            return None

    def _writes(self, endpoint: str, scheme: str) -> bool:
        try:
            return self.outcome(endpoint, "superuser", scheme, "PATCH") == "allowed"
        except CannotCheckError:
            return False

    def _once(self, cell: Cell, ask: Callable[[], Answer]) -> Answer:
        if cell not in self.known:
            try:
                self.known[cell] = unhurried(ask())
            except CannotCheckError as error:
                self.known[cell] = error
        found = self.known[cell]
        if isinstance(found, CannotCheckError):
            raise found
        return found

    def _ask(self, endpoint, actor, scheme, column) -> Answer:
        sent = self.keyring.credentials(actor, scheme) if scheme else NOBODY
        if column == "POST":
            return self._post(endpoint, actor, sent)
        if column == "LIST":
            return self.client.ask("GET", self.endpoints[endpoint], sent)
        pk = self.records.of("owner" if actor == "owner" else "superuser")
        data = {"PUT": self.records.data(pk), "PATCH": {"name": "Checker"}}.get(column)
        path = self.records.path(endpoint, pk)
        if column == "DELETE":
            self.records.spend(pk)
        answer = self.client.ask(column, path, sent, data=data)
        if column == "DELETE":
            self.records.removed(pk, answer)
        return answer

    def _post(self, endpoint: str, actor: str, sent: Credentials) -> Answer:
        data = self.records.fresh()
        answer = self.client.ask("POST", self.endpoints[endpoint], sent, data=data)
        self.records.keep(actor, data, answer)
        return answer

    def _ask_wrongly(self, endpoint: str, scheme: str) -> Answer:
        if scheme == "Session":
            cookies = self.keyring.credentials("superuser", scheme).cookies
            return self._post(endpoint, ANONYMOUS, Credentials({}, cookies))
        if scheme == "RemoteUser":
            raise CannotCheckError(_("A name that nobody has is not sent."))
        return self.client.ask("GET", self.endpoints[endpoint], carried.wrong(scheme))
