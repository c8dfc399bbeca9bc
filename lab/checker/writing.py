"""Checks of what is stored: that it is, and the same e-mail twice."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from .answers import Answer
from .check import CannotCheckError, Finding
from .exam import Exam
from .records import NAME
from .verdicts import judged, told

# An error that tells a client what to correct.
RIGHT = (400, 409, 422)
# Three times to write and to look; and an author to make, look at and delete.
MOST = 9


@dataclass(frozen=True, kw_only=True)
class Effect:
    """An answer to writing, that to GET after it, and whether this shows it."""

    wrote: Answer
    read: Answer
    is_done: bool

    def __str__(self) -> str:
        words = {"wrote": told(self.wrote), "read": told(self.read)}
        if self.is_done:
            return "{wrote}, {read}".format(**words)
        text = _("{wrote}, and after it {read}: as if nothing had been done")
        return text.format(**words)


def stays(exam: Exam) -> Finding:
    """Whether GET shows what was written, at the first endpoint where authors are made.

    That is the one written by hand, if it works.
    """
    carriers = exam.known_at("superuser")
    order = [(one, carriers[one]) for one in exam.endpoints if one in carriers]
    first = next((one for one in order if is_made(exam, *one)), None)
    if not first:
        raise CannotCheckError(_("The superuser can create authors nowhere."))
    seen = [*effects(exam, *first)]
    wrong = [effect for effect in seen if not effect.is_done]
    return judged(
        not wrong,
        expected=_("GET shows what POST and PATCH wrote, and 404 after DELETE"),
        observed="; ".join(map(str, wrong or seen)),
    )


def effects(exam: Exam, endpoint: str, scheme: str) -> Iterator[Effect]:
    """What POST, PATCH and DELETE do, as far as they say that they have done it."""
    ask = partial(exam.ask, carried=exam.keyring.credentials("superuser", scheme))
    made = created(exam, endpoint, ask)
    yield made
    if not made.is_done:
        return
    pk = exam.records.of("superuser")
    path, name = exam.records.path(endpoint, pk), f"{NAME} {secrets.token_hex(4)}"
    wrote = ask("PATCH", path, data={"name": name})
    if wrote.works:
        read = ask("GET", path)
        yield Effect(wrote=wrote, read=read, is_done=name in read.text)
    yield from deleted(exam, pk, path, ask)


def created(exam: Exam, endpoint: str, ask: Callable[..., Answer]) -> Effect:
    """Whether an author can be read at the id that the answer to its POST tells."""
    data = exam.records.fresh()
    wrote = ask("POST", exam.endpoints[endpoint], data=data)
    pk = exam.records.keep("superuser", data, wrote)
    if pk is None:
        raise CannotCheckError(_("Neither an answer to POST nor a list tells an id."))
    read = ask("GET", exam.records.path(endpoint, pk))
    if not (read.works or read.status == 404):
        raise CannotCheckError(told(read))
    return Effect(wrote=wrote, read=read, is_done=data["email"] in read.text)


def deleted(exam: Exam, pk: int | str, path: str, ask) -> Iterator[Effect]:
    """Whether an author can be read no more after a DELETE that says so."""
    email = exam.records.alive[pk].email
    exam.records.spend(pk)
    wrote = ask("DELETE", path)
    exam.records.removed(pk, wrote)
    if wrote.works:
        read = ask("GET", path)
        is_there = read.works and email in read.text
        yield Effect(wrote=wrote, read=read, is_done=not is_there)


def duplicate(exam: Exam) -> Finding:
    """Whether an e-mail that is taken is answered 400, wherever authors are made."""
    carriers = exam.known_at("superuser")
    seen = [second(exam, *one) for one in carriers.items() if is_made(exam, *one)]
    if not seen:
        raise CannotCheckError(_("The superuser can create authors nowhere."))
    wrong = [answer for answer in seen if answer.status not in RIGHT]
    observed = "; ".join(map(told, wrong or seen))
    return judged(not wrong, expected="400", observed=observed)


def is_made(exam: Exam, endpoint: str, scheme: str) -> bool:
    """Whether the superuser makes an author at an endpoint."""
    try:
        return exam.survey.answer(endpoint, "superuser", scheme, "POST").works
    except CannotCheckError:
        return False


def second(exam: Exam, endpoint: str, scheme: str) -> Answer:
    """The answer to a POST of an e-mail that is taken."""
    data = exam.records.data(exam.records.of("superuser"))
    carried = exam.keyring.credentials("superuser", scheme)
    answer = exam.ask("POST", exam.endpoints[endpoint], carried, data=data)
    exam.records.keep("superuser", data, answer)
    return answer
