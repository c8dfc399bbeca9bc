"""Examines a solution: every check in its turn, and then all is tidied up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic

from django.utils.translation import gettext as _

from .accounts import HOLDERS, Account, Keyring
from .budget import most_requests
from .check import CannotCheckError, Check, Finding, Report, Result, State
from .client import TIMEOUT, CheckerError, Client
from .exam import Exam
from .graded import told
from .preflight import preflight
from .records import Records
from .requirements import CHECKS, REQUIREMENTS
from .survey import Survey

UNDONE = (State.FAILED, State.UNCHECKED)


@dataclass(frozen=True, kw_only=True)
class Target:
    """A solution and how to ask it; see Client, Keyring and Survey."""

    url: str
    endpoints: Mapping[str, str]
    accounts: Mapping[str, Account]
    given: Mapping[tuple[str, str], str] = field(default_factory=dict)
    timeout: float = TIMEOUT
    insecure: bool = False


def selected(only: Iterable[str] = ()) -> list[Check]:
    """The checks of some names or sections, with all that they come after.

    All for none; CheckerError where there is no such check.
    """
    known = {check.name: check for check in CHECKS}
    wanted = [name for each in only for name in named(each, known)] or [*known]
    for name in wanted:  # which grows on the way
        wanted += known[name].after
    return [check for check in CHECKS if check.name in wanted]


def named(word: str, names: Iterable[str]) -> list[str]:
    """The names that a name, or a section such as "1.2.3", stands for."""
    if found := [name for name in names if f"{name}.".startswith(f"{word}.")]:
        return found
    text = _("There is no check {word!r}: --list shows all of them.")
    raise CheckerError(text.format(word=word[:80]), code="usage")


def holders(accounts: Iterable[str], given: Iterable[tuple[str, str]]) -> set[str]:
    """Who has credentials: an account, or a token that was passed in."""
    return {
        HOLDERS[actor] for actor in [*accounts, *(actor for actor, _scheme in given)]
    }


def examine(
    target: Target,
    checks: Sequence[Check] = CHECKS,
    progress: Callable[[int, int], object] | None = None,
) -> Report:
    """The report on a solution; `progress` is told how many of how many are done.

    A fault of the checker is in the report's `error`, with a note of the check, and
    never a solution's failure.
    """
    begun, client, found = monotonic(), None, {}
    try:
        accounts = len(holders(target.accounts, target.given))
        client = client_for(target, most_requests(checks, accounts))
        client, notes = preflight(client, target.endpoints)
        found = {"notes": notes, **examined(exam_of(client, target), checks, progress)}
    except Exception as error:
        found = {"error": error}
    spent = {"requests": client.sent if client else 0, "seconds": monotonic() - begun}
    return Report(url=target.url, **spent, **found)


def client_for(target: Target, limit: int) -> Client:
    """A client that sends no more than was told."""
    how = {"timeout": target.timeout, "insecure": target.insecure}
    return Client(target.url, limit=limit, **how)


def exam_of(client: Client, target: Target) -> Exam:
    """The parts of the checker, put together."""
    keyring = Keyring(client, target.accounts, target.given)
    records = Records(client, keyring, target.endpoints)
    return Exam(
        client=client,
        keyring=keyring,
        records=records,
        survey=Survey(client, keyring, records, target.endpoints),
        endpoints=target.endpoints,
    )


def examined(exam: Exam, checks: Sequence[Check], progress) -> dict[str, object]:
    """The results and where the endpoints stand, or an error; and what is left."""
    found: dict[str, object] = {}
    try:
        found["results"] = [*results(exam, checks, progress)]
        is_whole = all(one in checks for one in REQUIREMENTS)
        found.update(standings(exam, is_whole=is_whole))
    except Exception as error:
        found = {"error": error}
    except BaseException as stop:  # Ctrl+C
        stop.left = exam.records.clean_up()
        raise
    return {**found, "left": exam.records.clean_up()}


def standings(exam: Exam, *, is_whole: bool) -> dict[str, dict[str, list[str]]]:
    """Where the endpoints stand: all of them, or those that a check wanted to know."""
    asked = [one for one in exam.endpoints if is_whole or one in exam.standings]
    found = {one: at for one in asked if (at := exam.standing(one)).certain}
    return {
        "standing": {one: [s.id for s in at.steps] for one, at in found.items()},
        "differing": {one: at.told() for one, at in found.items() if at.differing},
    }


def results(exam: Exam, checks: Sequence[Check], progress) -> Iterable[Result]:
    """What comes of each check."""
    done: dict[str, State] = {}
    for check in checks:
        finding = made(exam, check, done)
        done[check.name] = finding.state
        yield Result(check=check, finding=finding)
        if progress:
            progress(len(done), len(checks))


def made(exam: Exam, check: Check, done: Mapping[str, State]) -> Finding:
    """What comes of one check; unchecked where one that it comes after did not pass."""
    undone = next((name for name in check.after if done[name] in UNDONE), None)
    if undone:
        text = _("It comes after {name}, which did not pass.").format(name=undone)
        return Finding(state=State.UNCHECKED, because=text)
    try:
        return check.run(exam)
    except CannotCheckError as error:
        return Finding(state=State.UNCHECKED, because=str(error))
    except Exception as error:
        # As add_note of Python 3.11 does it.
        error.__notes__ = [*getattr(error, "__notes__", ()), check.name]
        if isinstance(error, CheckerError):
            raise
        return Finding(state=State.UNCHECKED, because=told(error))
