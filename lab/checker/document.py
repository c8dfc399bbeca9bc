"""Reports as JSON, in the manner of check50's specification.

For one address an object, for several a list of them, with these keys:

slug          the address
name          whose solution it is, from the file of addresses; "" if it does not say
results       a list with an object for each requirement, in the order of the lab:
  name          stable and unique; it begins with the section of the lab
  description   what is required, for people
  passed        true, false, or null where nothing can be said
  state         "passed", "failed", "unchecked" or "replaced" (by a later step)
  log           an empty list: what was sent is told by `cause`
  cause         null where passed is true; otherwise an object:
    rationale     why it did not pass: why it matters, or why it was not checked
    help          the hints as far as --hints tells them, or null
    expected      what a solution answers; null where nothing was compared
    actual        what this one answered; null where nothing was compared
  data          {"section": of the lab, "after": names of what must pass before}
  dependency    the first name of `after`, or null
error         in the place of `results` where the checker could not go on:
  type          the name of the exception
  code          stable: "unreachable", "timeout", "tls", "not-the-lab" and the like;
                "internal" for a fault of the checker
  value         the message, for people
  traceback     an empty list
  data          an empty object
advice        like `results`, for what is beyond the lab; passed is false where there is
              something to say
standing      {endpoint: ids of the steps that it behaves like}
differing     {endpoint: cells where it is otherwise than the first of these steps, such
              as "user DELETE"}
requests      how many were sent
seconds       how long it took
left          addresses of authors of the checker that could not be deleted
notes         what a reader should know besides, such as that the site moved to https
version       of this shape

Texts for people are in the language of the terminal; all else does not depend on it.
"""

import json

from .check import Finding, Result, State
from .graded import Graded, plain, section, told

VERSION = "1.0.0"
PASSED = {State.PASSED: True, State.FAILED: False}


def as_json(several: list[Graded], hints: int) -> str:
    """One object for one solution, otherwise a list; ASCII, so that any stream does."""
    documents = [document(graded, hints) for graded in several]
    return json.dumps(documents[0] if len(documents) == 1 else documents, indent=1)


def document(graded: Graded, hints: int) -> dict:
    """The object about one solution."""
    report = graded.report
    results = [shown(result, hints) for result in graded.requirements]
    found = {"error": error(report.error)} if report.error else {"results": results}
    return {
        "slug": report.url,
        "name": plain(graded.solution.name),
        **found,
        "advice": [shown(result, hints) for result in graded.advice],
        "standing": report.standing,
        "differing": report.differing,
        "requests": report.requests,
        "seconds": round(report.seconds, 1),
        "left": [plain(address) for address in report.left],
        "notes": [plain(note) for note in report.notes],
        "version": VERSION,
    }


def shown(result: Result, hints: int) -> dict:
    """The object about one check."""
    check, finding = result.check, result.finding
    return {
        "name": check.name,
        "description": plain(check.title),
        "passed": PASSED.get(finding.state),
        "state": finding.state.value,
        "log": [],
        "cause": cause(result, hints),
        "data": {"section": section(check), "after": [*check.after]},
        "dependency": next(iter(check.after), None),
    }


def cause(result: Result, hints: int) -> dict | None:
    """Why a check did not pass."""
    check, finding = result.check, result.finding
    if finding.state is State.PASSED:
        return None
    has_failed = finding.state is State.FAILED
    given = check.hints[:hints] if has_failed else ()
    return {
        "rationale": plain(rationale(result)),
        "help": " ".join(map(plain, given)) or None,
        **compared(finding),
    }


def rationale(result: Result) -> str:
    """What is said first of a check that did not pass."""
    finding = result.finding
    return finding.because or result.check.why


def compared(finding: Finding) -> dict[str, str | None]:
    """What was expected and what came: both, or neither."""
    is_known = bool(finding.expected or finding.observed)
    return {
        "expected": plain(finding.expected) if is_known else None,
        "actual": plain(finding.observed) if is_known else None,
    }


def error(raised: Exception) -> dict:
    """The object about an error of the checker."""
    return {
        "type": type(raised).__name__,
        "code": getattr(raised, "code", "internal"),
        "value": told(raised),
        "traceback": [],
        "data": {},
    }
