"""Who gets through where: requests that are tried until somebody is let in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf
from time import monotonic
from typing import TypeVar

from lab.actors import ANONYMOUS
from lab.carried import Credentials

from .accounts import Keyring
from .check import CannotCheckError
from .client import NOBODY
from .haste import TooManyError

# All that there are, in this order: those that cost the server least come first.
SCHEMES = ("JWT", "Token", "Session", "Basic", "XUsername", "RemoteUser")
# So many tries may come to nothing on one site, and so many before the tidying up.
MOST_FRUITLESS, MOST_BEFORE = 40, 25
Found = TypeVar("Found")


@dataclass(frozen=True)
class Way:
    """At which endpoint, as whom, and by which scheme (None for anonymous)."""

    endpoint: str
    actor: str
    scheme: str | None


class Ways:
    """Remembers the ways that were open to the actors, and those that were not.

    None is open after `most` tries that came to nothing, nor after `until`, a time of
    `monotonic`. `hurried` is the last 429, which may be why none was open.
    """

    def __init__(self, keyring: Keyring, endpoints: Mapping[str, str]):
        self.keyring = keyring
        self.endpoints = endpoints
        self.best: dict[str, Way] = {}
        self.barred: set[tuple[str, Way]] = set()
        self.fruitless, self.most = 0, MOST_BEFORE
        self.until = inf
        self.hurried: TooManyError | None = None

    def reopen(self, seconds: float) -> None:
        """Let all ways be tried again, for so long: at the end, to tidy up."""
        self.barred.clear()
        self.most = MOST_FRUITLESS
        self.until = monotonic() + seconds

    def first(
        self,
        task: str,
        actors: Iterable[str],
        send: Callable[[Way, Credentials], Found | None],
        endpoints: Iterable[str] = (),
    ) -> Found | None:
        """What `send` returns for the first way on which that is not None.

        A way that failed once is not tried again for the same task.
        """
        actors = [*dict.fromkeys(actors)]
        for way in self._order(task, actors, [*(endpoints or self.endpoints)]):
            found = self._sent(send, way)
            if found is not None:
                self.best[way.actor] = way
                return found
            self.barred.add((task, way))
        return None

    def _order(self, task: str, actors: list, endpoints: list) -> Iterator[Way]:
        best = map(self.best.get, actors)
        proven = [way for way in best if way and way.endpoint in endpoints]
        others = [way for actor in actors for way in ways(actor, endpoints)]
        for way in dict.fromkeys([*proven, *others]):
            is_time = monotonic() < self.until and self.fruitless < self.most
            if is_time and (task, way) not in self.barred:
                yield way

    def _sent(self, send, way: Way):
        try:
            carried = self._carried(way)
        except CannotCheckError as error:
            return self._noted(error)
        self.fruitless += 1
        try:
            found = send(way, carried)
        except CannotCheckError as error:
            return self._noted(error)
        self.fruitless -= found is not None
        return found

    def _noted(self, error: CannotCheckError) -> None:
        if isinstance(error, TooManyError):
            self.hurried = error

    def _carried(self, way: Way) -> Credentials:
        if not way.scheme:
            return NOBODY
        return self.keyring.credentials(way.actor, way.scheme)


def ways(actor: str, endpoints: list[str]) -> Iterator[Way]:
    """All the ways of an actor."""
    for scheme in (None,) if actor == ANONYMOUS else SCHEMES:
        for endpoint in endpoints:
            yield Way(endpoint, actor, scheme)
