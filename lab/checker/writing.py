"""Checks of what is stored: the same e-mail twice."""

from django.utils.translation import gettext as _

from .answers import Answer
from .check import CannotCheckError, Finding
from .exam import Exam
from .verdicts import judged, told

# An error that tells a client what to correct.
RIGHT = (400, 409, 422)


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
        return exam.survey.answer(endpoint, "superuser", scheme, "POST").status < 300
    except CannotCheckError:
        return False


def second(exam: Exam, endpoint: str, scheme: str) -> Answer:
    """The answer to a POST of an e-mail that is taken."""
    data = exam.records.data(exam.records.of("superuser"))
    carried = exam.keyring.credentials("superuser", scheme)
    answer = exam.ask("POST", exam.endpoints[endpoint], carried, data=data)
    exam.records.keep("superuser", data, answer)
    return answer
