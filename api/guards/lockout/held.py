"""Names that were wrong while the database could not note it: full, or read-only.

Otherwise anybody could guess for as long as that lasts. Each process holds its own.
"""

from time import monotonic

from django.db import Error

SECONDS = 60
# By name: until when no password is tried, and what the database said.
ends: dict[str, tuple[float, Error]] = {}


def hold(name: str, error: Error) -> None:
    """Let no password of that name be tried for a while, because of an error."""
    for other in [*ends]:
        if not is_held(other):
            ends.pop(other, None)
    ends[name] = monotonic() + SECONDS, bare(error)


def let_go(name: str) -> None:
    """Let a password of that name be tried again, in this process."""
    ends.pop(name, None)


def is_held(name: str) -> bool:
    """Whether no password of that name is tried."""
    return why(name) is not None


def why(name: str) -> Error | None:
    """That error again, to be raised; None for a name that is not held."""
    end, error = ends.get(name, (0, None))
    return bare(error) if error and end > monotonic() else None


def bare(error: Error) -> Error:
    """An error and its cause without their tracebacks, which would keep what was sent,
    the password too, in memory."""
    copy, cause = type(error)(*error.args), error.__cause__
    copy.__cause__ = cause and type(cause)(*cause.args)
    return copy
