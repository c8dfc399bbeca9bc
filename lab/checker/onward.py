"""How far a solution has gone: the lab overwrites what it had before."""

from lab.actors import accepted
from lab.step import Step

from .exam import GENERIC, Exam
from .recognition import path


def step_at(endpoint: str, step_id: str) -> Step:
    """A step on the way of an endpoint; ValueError where there is none of that id."""
    for step in path(endpoint):
        if step.id == step_id:
            return step
    raise ValueError(f"{step_id!r} is no step on the way of {endpoint!r}.")


def alone(scheme: str) -> Step:
    """The step where authors_generic accepts a scheme and no other one."""
    found = (s for s in path(GENERIC) if accepted(s.authentication_classes) == {scheme})
    return next(found)


def later(exam: Exam, endpoint: str, step: Step) -> list[Step]:
    """The steps after one on the way of an endpoint, as far as it stands there.

    The solution at the end is always among them: it goes further than the lab, and
    whoever does as it does is right.
    """
    stands = exam.standing(endpoint).steps
    after = following(endpoint, step)
    return [one for one in after if one in stands or one is after[-1]]


def following(endpoint: str, step: Step) -> list[Step]:
    """The steps after one on the way of an endpoint; the last is the endpoint's own."""
    way = path(endpoint)
    return way[way.index(step) + 1 :]


def overtaken_by(exam: Exam, scheme: str) -> Step | None:
    """The step after that of a scheme whose scheme authors_generic has by now.

    A fault in the permissions does not hide it, as it may from the standing.
    """
    *steps, _end = following(GENERIC, alone(scheme))
    return next((one for one in reversed(steps) if has_gone_to(exam, one)), None)


def has_gone_to(exam: Exam, step: Step) -> bool:
    """Whether authors_generic understands the one scheme of a step, or asks for it."""
    schemes = accepted(step.authentication_classes)
    if len(schemes) != 1:
        return False
    [scheme] = schemes
    is_asked_for = exam.wanted(GENERIC) == scheme
    return is_asked_for or bool(exam.survey.is_understood(GENERIC, scheme))
