"""How far a solution has gone: the lab overwrites what it had before."""

from lab.actors import accepted
from lab.step import Step

from .exam import GENERIC, Exam
from .recognition import path


def later(exam: Exam, endpoint: str, step_id: str) -> list[Step]:
    """The steps after one on the way of an endpoint, as far as it stands there.

    The solution at the end is always among them: it goes further than the lab, and
    whoever does as it does is right.
    """
    stands = exam.standing(endpoint).steps
    after = following(endpoint, step_id)
    return [one for one in after if one in stands or one is after[-1]]


def following(endpoint: str, step_id: str) -> list[Step]:
    """The steps after one on the way of an endpoint; the last is the endpoint's own."""
    way = path(endpoint)
    return way[[step.id for step in way].index(step_id) + 1 :]


def overtaken_by(exam: Exam, step_id: str) -> Step | None:
    """The step after one whose scheme is the one that authors_generic has by now.

    A fault in the permissions does not hide it, as it may from the standing.
    """
    *steps, _end = following(GENERIC, step_id)
    return next((one for one in reversed(steps) if has_gone_to(exam, one)), None)


def has_gone_to(exam: Exam, step: Step) -> bool:
    """Whether authors_generic understands the one scheme of a step, or asks for it."""
    if len(schemes := accepted(step.authentication_classes)) > 1:
        return False
    [scheme] = schemes
    is_asked_for = exam.wanted(GENERIC) == scheme
    return is_asked_for or bool(exam.survey.is_open(GENERIC, scheme))
