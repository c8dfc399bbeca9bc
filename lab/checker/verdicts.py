"""What came of a check, in the words of a report: findings, and answers in short."""

from django.utils.translation import gettext as _

from lab.step import Endpoint, Step

from .answers import REFUSED, Answer, shown
from .check import Finding, State

EITHER = "/".join(map(str, REFUSED))


def judged(is_right: bool, *, expected: str, observed: str) -> Finding:
    """Passed or failed."""
    state = State.PASSED if is_right else State.FAILED
    return Finding(state=state, expected=expected, observed=observed)


def replaced(step: Step, *, expected: str = "", observed: str = "") -> Finding:
    """The lab has gone on to another step."""
    if isinstance(step, Endpoint):
        because = _("It is as in the reference solution, beyond the lab.")
    else:
        text = _("It is at step {id} ({title}), which comes later in the lab.")
        because = text.format(id=step.id, title=step.title)
    words = {"expected": expected, "observed": observed}
    return Finding(state=State.REPLACED, because=because, **words)


def told(answer: Answer) -> str:
    """A request and what became of it, without a word of the body."""
    return f"{answer.method} {shown(answer.path)}: {outcome(answer)}"


def outcome(answer: Answer) -> str:
    """The status, and what is odd about the rest."""
    place = answer.headers.get("Location", "")
    if 300 <= answer.status < 400 and place:
        text = _("{status}, to {place}")
        return text.format(status=answer.status, place=shown(place, 80))
    if answer.is_html and answer.status < 300:
        return _("{status}, a page (HTML)").format(status=answer.status)
    return str(answer.status)


def coded(answer: Answer) -> str:
    """The same with the code that simplejwt, and few others, give as the reason."""
    code = answer.value("code")
    return f"{outcome(answer)} ({shown(code, 40)})" if code else outcome(answer)
