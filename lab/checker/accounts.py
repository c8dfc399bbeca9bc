"""Whose accounts the checker uses, and the credentials that it has for them.

A site may count wrong passwords. Two of a run are meant, both by the name of the user;
a site that knows neither account sees four at most by each name: ours locks at seven.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic

from django.utils.translation import gettext as _

from api.people import Person, published_accounts
from lab.actors import ANONYMOUS, PEOPLE, RIGHTS
from lab.carried import Credentials
from lab.people import actor_of

from . import carried, signin
from .answers import shown
from .check import CannotCheckError
from .client import Client
from .forgery import altered
from .haste import TooManyError

# The actors, and whose accounts they have: a record of `owner` is one of `user`.
HOLDERS = {actor: "user" if actor == "owner" else actor for actor in PEOPLE}
# A JWT lives five minutes by default: another one is taken well before.
FRESH = 150.0  # seconds
MOST_JWTS = 4
# Most requests that the credentials of one account take.
MOST_REQUESTS = signin.MOST_REQUESTS + MOST_JWTS


@dataclass(frozen=True)
class Account:
    """A username and its password on the site that is checked."""

    username: str
    password: str = field(repr=False)

    def mistaken(self) -> "Account":
        """The same person with another password, as alike as can be."""
        return replace(self, password=altered(self.password))


def cast(people: Iterable[Person]) -> dict[str, Account]:
    """An account for each actor: the first of the people who fits it, if one does.

    Who is granted something else than the right of the tables fits none.
    """
    found: dict[str, Account] = {}
    for person in people:
        actor = actor_of(person)
        if actor != "granted" or RIGHTS[actor] in person.permissions:
            found.setdefault(actor, Account(person.username, person.password))
    return found


def default_accounts() -> dict[str, Account]:
    """The two accounts of the lab's text, with the passwords of users.json."""
    return cast(published_accounts())


class Keyring:
    """The credentials of the actors; each is obtained when it is first asked for.

    `accounts` are by actor (an owner has that of the user); `given` holds tokens, JWTs
    and session ids that were passed in, by actor and scheme: `("superuser", "Token")`.
    """

    def __init__(
        self,
        client: Client,
        accounts: Mapping[str, Account],
        given: Mapping[tuple[str, str], str] | None = None,
    ):
        self.client = client
        self.accounts = dict(accounts)
        self.given = dict(given or {})
        self.known: dict[tuple[str, str], Credentials | CannotCheckError] = {}
        self.since: dict[str, float] = {}
        self.jwts: Counter[str] = Counter()

    def has(self, actor: str) -> bool:
        """Whether there is an account, or something given, for an actor."""
        holder = HOLDERS[actor]
        return holder in self.accounts or any(who == holder for who, _s in self.given)

    def account(self, actor: str) -> Account:
        """The account of an actor; CannotCheckError where there is none."""
        if account := self.accounts.get(HOLDERS[actor]):
            return account
        text = _("No account was given for this: say --{actor} NAME:PASSWORD.")
        raise CannotCheckError(text.format(actor=HOLDERS[actor]))

    def name(self, actor: str) -> str:
        """What to call an actor: by the name of its account, if there is one."""
        if actor == ANONYMOUS:
            return _("anonymous")
        account = self.accounts.get(HOLDERS[actor])
        return shown(account.username) if account else actor

    def credentials(self, actor: str, scheme: str) -> Credentials:
        """What an actor carries under a scheme; CannotCheckError says why nothing."""
        key = (HOLDERS[actor], scheme)
        if key not in self.known or self._is_stale(*key):
            try:
                self.known[key] = self._obtained(*key)
            except CannotCheckError as error:
                self.known[key] = error
        found = self.known[key]
        if isinstance(found, CannotCheckError):
            raise found
        return found

    def holds(self, actor: str, scheme: str) -> bool:
        """Whether an actor has credentials under a scheme."""
        try:
            return bool(self.credentials(actor, scheme))
        except CannotCheckError:
            return False

    def _is_stale(self, holder: str, scheme: str) -> bool:
        """Whether it is time for another JWT."""
        if scheme != "JWT" or self.jwts[holder] in (0, MOST_JWTS):
            return False
        return monotonic() - self.since[holder] > FRESH

    def _obtained(self, holder: str, scheme: str) -> Credentials:
        if given := self.given.get((holder, scheme)):
            return carried.of_value(scheme, given, self.client.base_url)
        account = self.account(holder)
        if scheme == "Session":
            return signin.session(self.client, account)
        if scheme == "Token":
            return carried.of_value(scheme, signin.drf_token(self.client, account))
        if scheme == "JWT":
            return self._jwt(holder, account)
        self._check_known(holder)
        return carried.of_account(scheme, account.username, account.password)

    def _jwt(self, holder: str, account: Account) -> Credentials:
        token = signin.access_token(self.client, account)
        self.jwts[holder] += 1
        self.since[holder] = monotonic()
        return carried.of_value("JWT", token)

    def _check_known(self, holder: str) -> None:
        """UnknownAccountError where signing in shows that the site has no such user,
        TooManyError where it says to come back.

        Without it a missing account would look like one that may do nothing.
        """
        try:
            self.credentials(holder, "Session")
        except (signin.UnknownAccountError, TooManyError):
            raise
        except CannotCheckError:
            return  # no form tells
