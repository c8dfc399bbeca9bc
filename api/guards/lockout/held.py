"""Names that were wrong while the database could not note it: full, or read-only.

Otherwise anybody could guess for as long as that lasts. Each process holds its own.
"""

from time import monotonic

SECONDS = 60
# By name: when a password may be tried again.
ends: dict[str, float] = {}


def hold(name: str) -> None:
    """Let no password of that name be tried for a while."""
    for other, _end in [*ends.items()]:
        if left(other) <= 0:
            ends.pop(other, None)
    ends[name] = monotonic() + SECONDS


def let_go(name: str) -> None:
    """Let a password of that name be tried again, in this process."""
    ends.pop(name, None)


def left(name: str) -> float:
    """The seconds until a password of that name may be tried; 0 or less for now."""
    return ends.get(name, 0) - monotonic()
