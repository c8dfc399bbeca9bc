"""One solution under examination: what its checks share, and ask for only once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.translation import gettext as _

from lab.actors import ANONYMOUS, BELIEVED, word
from lab.steps import ENDPOINTS

from .accounts import Keyring
from .answers import Answer
from .check import CannotCheckError
from .client import NOBODY, Client
from .haste import unhurried
from .recognition import Standing, recognise
from .records import Records
from .survey import Survey
from .ways import SCHEMES

THREE = tuple(endpoint.id for endpoint in ENDPOINTS)
GENERIC = "authors_generic"
# By these a check of permissions may ask; the others only believe a name.
CARRIERS = tuple(scheme for scheme in SCHEMES if scheme not in BELIEVED)
Found = TypeVar("Found")


@dataclass(kw_only=True, eq=False)
class Exam:
    """The checker's parts at work on one solution; `endpoints` are paths by id."""

    client: Client
    keyring: Keyring
    records: Records
    survey: Survey
    endpoints: Mapping[str, str]
    standings: dict[str, Standing] = field(default_factory=dict)
    # What one check has found out for another one, by the function that finds it.
    known: dict[Callable, object] = field(default_factory=dict)

    def ask(self, method: str, path: str, carried=NOBODY, **sent) -> Answer:
        """The answer; CannotCheckError where the site only says to ask less often."""
        return unhurried(self.client.ask(method, path, carried, **sent))

    def once(self, find: Callable[["Exam"], Found]) -> Found:
        """What `find` returns, which is asked only once."""
        if find not in self.known:
            self.known[find] = find(self)
        return self.known[find]

    def standing(self, endpoint: str) -> Standing:
        """Where an endpoint stands."""
        if endpoint not in self.standings:
            self.standings[endpoint] = recognise(self.survey, endpoint)
        return self.standings[endpoint]

    def entry(self, endpoint: str, scheme: str) -> Answer:
        """How the superuser fares by a scheme, where that tells something."""
        column = self.survey.telling(endpoint) or "LIST"
        return self.survey.answer(endpoint, "superuser", scheme, column)

    def wanted(self, endpoint: str) -> str | None:
        """The scheme whose challenge anonymous users get; None for no challenge."""
        answer = self.survey.answer(endpoint, ANONYMOUS, None, "POST")
        return next((one for one in CARRIERS if word(one) == answer.challenge), None)

    def carrier(self, endpoint: str, actor: str) -> str | None:
        """The scheme by which an actor is known at an endpoint; None for anonymous.

        Where none is understood, the one that the endpoint asks for. CannotCheckError
        where the actor has no credentials for it.
        """
        if actor == ANONYMOUS:
            return None
        known = [one for one in CARRIERS if self.survey.is_understood(endpoint, one)]
        had = [one for one in known if self.keyring.holds(actor, one)]
        scheme = (had or known or [self.wanted(endpoint) or "Session"])[0]
        self.keyring.credentials(actor, scheme)
        return scheme

    def known_at(self, actor: str) -> dict[str, str | None]:
        """The endpoints where an actor is known, each with the scheme for it.

        CannotCheckError where there is none.
        """
        found, errors = {}, []
        for endpoint in self.present():
            try:
                found[endpoint] = self.carrier(endpoint, actor)
            except CannotCheckError as error:
                errors.append(error)
        if not found:
            raise errors[0]
        return found

    def is_proven(self, actor: str) -> bool:
        """Whether the site has shown that it knows an account."""
        kinds = ("Session", "JWT", "Token")
        return any(self.keyring.holds(actor, scheme) for scheme in kinds)

    def present(self) -> list[str]:
        """The endpoints that answer, the generic one first.

        CannotCheckError where none does.
        """
        order = sorted(self.endpoints, key=lambda one: one != GENERIC)
        found = [one for one in order if self._is_there(one)]
        if not found:
            # Which raises where there was no answer, or 429, and says so itself.
            self.survey.answer(order[0], ANONYMOUS, None, "LIST")
            raise CannotCheckError(_("None of the endpoints answers."))
        return found

    def _is_there(self, endpoint: str) -> bool:
        try:
            outcome = self.survey.outcome(endpoint, ANONYMOUS, None, "LIST")
        except CannotCheckError:
            return False
        return outcome in ("allowed", "refused")
