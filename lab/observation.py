"""Runs of the access matrix for a page: one at a time, and remembered."""

import hashlib
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.cache import cache
from django.utils import timezone

from . import policy
from .matrix import PAUSE, Cell, run
from .step import Step

KEPT = 60 * 60  # seconds
LONGEST = 60  # seconds after which a run that never ended is forgotten
LOCK = "lab.observation.lock"
# Another one with other fields of Observation or Cell: the cache outlives the code.
FORM = "1"


class BusyError(Exception):
    """Another run is under way."""


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What came of a run: its cells, when it was, and the seconds that it took."""

    cells: list[Cell]
    at: datetime
    seconds: float

    @property
    def differences(self) -> int:
        """How many promises were not kept."""
        return sum(not cell.kept for cell in self.cells)

    def kept(self, actor: str, column: str) -> bool:
        """Whether every scheme got of an actor's cell what was promised."""
        return all(cell.kept for cell in self.of(actor, column))

    def statuses(self, actor: str, column: str) -> list[int]:
        """The statuses that were observed in the place of a promised one."""
        broken = [cell for cell in self.of(actor, column) if not cell.kept]
        return sorted({cell.observed for cell in broken})

    def of(self, actor: str, column: str) -> list[Cell]:
        """The requests of one cell of the table, one for each scheme."""
        return self.by_place[actor, column]

    @cached_property
    def by_place(self) -> dict[tuple[str, str], list[Cell]]:
        """The requests by actor and column: pages ask about every place."""
        found = defaultdict(list)
        for cell in self.cells:
            found[cell.actor, cell.column].append(cell)
        return found


def last(steps: list[Step]) -> dict[Step, Observation]:
    """The last run of each step that has had one, by a single look into the cache."""
    keys = {key(step): step for step in steps}
    return {keys[name]: found for name, found in cache.get_many(keys).items()}


def observe(step: Step) -> Observation:
    """Run the matrix of a step now; BusyError while another run is under way."""
    mark = secrets.token_hex()
    if not cache.add(LOCK, mark, LONGEST):
        raise BusyError
    try:
        start = time.monotonic()
        cells = [*run(step, pause=PAUSE)]
        seconds = time.monotonic() - start
        found = Observation(cells=cells, at=timezone.now(), seconds=seconds)
        cache.set(key(step), found, KEPT)
        return found
    finally:
        # One that took too long has lost it to another run.
        if cache.get(LOCK) == mark:
            cache.delete(LOCK)


def key(step: Step) -> str:
    """Where the cache keeps the last run; another table or other code is elsewhere."""
    code = [source.text for source in policy.sources(step)]
    parts = [FORM, step.access, *policy.listing(step), *code]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    return f"lab.observation.{step.id}.{digest}"
