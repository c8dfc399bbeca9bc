"""Advice on access: what the lab does not ask for, and a good solution does."""

from itertools import product

from django.utils.translation import gettext as _

from lab.actors import ANONYMOUS

from .answers import Answer
from .cells import Cell, asked
from .check import CannotCheckError, Finding
from .client import NOBODY
from .exam import Exam
from .policy import CHANGE, CREATE, observed
from .tokens import REFRESH, as_bearer, ask_for_pair
from .verdicts import EITHER, judged, told

VIEWSET = "authors_viewset"


def head(exam: Exam) -> Finding:
    """Whether HEAD is refused somewhere where GET is not."""
    pairs = product(exam.present(), (ANONYMOUS, "user"))
    seen = [found for pair in pairs if (found := headed(exam, *pair))]
    if not seen:
        raise CannotCheckError(_("GET is allowed nowhere."))
    wrong = [answer for answer in seen if answer.is_refused]
    told_of = "; ".join(map(told, wrong or seen))
    return judged(not wrong, expected="HEAD: 200", observed=told_of)


def headed(exam: Exam, endpoint: str, actor: str) -> Answer | None:
    """The answer to HEAD; None where GET is not allowed, or the actor not known."""
    try:
        scheme = exam.carrier(endpoint, actor)
        if exam.survey.outcome(endpoint, actor, scheme, "LIST") != "allowed":
            return None
        carried = exam.keyring.credentials(actor, scheme) if scheme else NOBODY
        return exam.ask("HEAD", exam.endpoints[endpoint], carried)
    except CannotCheckError:
        return None


def anonymous_writes(exam: Exam) -> Finding:
    """Whether anonymous users change something at the viewset."""
    cells = [Cell(ANONYMOUS, None, column) for column in CREATE + CHANGE]
    seen, _errors = asked(exam.survey, VIEWSET, cells)
    wrong = {cell: answer for cell, answer in seen.items() if answer.works}
    return judged(
        not wrong,
        expected=_("anonymous users are refused: {status}").format(status=EITHER),
        observed=observed(exam, wrong or seen),
    )


def token_types(exam: Exam) -> Finding:
    """Whether a refresh token opens the API, or an access token brings another one."""
    pair = ask_for_pair(exam)
    opened = as_bearer(exam, pair.value("refresh"))
    renewed = exam.ask("POST", REFRESH, data={"refresh": pair.value("access")})
    text = _("refresh as Bearer: {opened}; access at {path}: {renewed}")
    return judged(
        opened.is_refused and renewed.status >= 400,
        expected=text.format(opened=EITHER, path=REFRESH, renewed=401),
        observed=text.format(
            opened=opened.status, path=REFRESH, renewed=renewed.status
        ),
    )
