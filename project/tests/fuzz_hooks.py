"""What schemathesis cannot know of this API; it loads this in the folder of a copy.

No check is off: one failure is set aside that DRF has by design, and one that comes of
three addresses for one table.
"""

from functools import cache
from itertools import count
from pathlib import Path
from threading import get_ident

import schemathesis
from schemathesis.openapi.checks import EnsureResourceAvailability, RejectedPositiveData

from .stores import connect

LONGEST = 254
LIFT = "DELETE FROM lockout_failures WHERE count > 4"
numbers, deleted = count(), set()


@cache
def database(thread: int):
    """The connection of a thread, for SQLite wants one for each; it ends with us."""
    return connect(Path.cwd()).__enter__()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Lift what is about to be locked out, as an admin would: behind a 429 nothing more
    is tried. Where an e-mail is a good one make it a new one: no schema can say that
    it must be."""
    database(get_ident()).execute(LIFT)
    database(get_ident()).commit()
    if case.meta.generation.mode.is_positive and has_email(case.body):
        case.body = {**case.body, "email": renewed(case.body["email"])}


def has_email(body) -> bool:
    """Whether a body names an e-mail."""
    return isinstance(body, dict) and isinstance(body.get("email"), str)


def renewed(email: str) -> str:
    """An e-mail that nobody has yet, not longer than is allowed."""
    name, _at, domain = f"{next(numbers)}{email}".rpartition("@")
    excess = max(0, len(name) + len(domain) + 1 - LONGEST)
    return f"{name}@{domain[excess:]}"


@schemathesis.hook
def after_call(context, case, response):
    """Note who is deleted."""
    if case.method == "DELETE" and response.status_code == 204:
        deleted.add(str(case.path_parameters["id"]))


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure is one."""
    # DRF's own view: a wrong password is 400 there, and right ones are not guessed.
    if isinstance(failure, RejectedPositiveData):
        return b"Unable to log in" not in response.content
    # Three addresses share the authors; schemathesis takes each for a table of its own.
    if isinstance(failure, EnsureResourceAvailability):
        return str(case.path_parameters["id"]) not in deleted
    return True
