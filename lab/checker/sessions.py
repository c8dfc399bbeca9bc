"""Checks of Basic and of sessions: the schemes that DRF understands by default."""

from django.utils.translation import gettext as _

from .carried import of_account
from .check import CannotCheckError, Finding
from .exam import GENERIC, Exam
from .onward import overtaken_by
from .signin import FORMS, UnknownAccountError, unknown
from .verdicts import EITHER, judged, replaced, told


def opens_an_endpoint(exam: Exam, *, scheme: str) -> Finding:
    """Whether a scheme is understood anywhere, as the lab has it by default.

    Only authors_generic may have gone on to tokens.
    """
    exam.keyring.credentials("superuser", scheme)
    endpoints = open_by(exam, scheme)
    closed = [one for one in exam.present() if exam.survey.telling(one)]
    if not (endpoints or closed):
        text = _("No endpoint refuses anonymous users: {scheme} makes no difference.")
        raise CannotCheckError(text.format(scheme=scheme))
    later = overtaken_by(exam, scheme)
    if later and not endpoints and closed == [GENERIC]:
        return replaced(later)
    seen = [exam.entry(one, scheme) for one in endpoints[:1] or closed]
    is_right = bool(endpoints) and seen[0].outcome == "allowed"
    if not (is_right or exam.is_proven("superuser")):
        raise unknown(exam.keyring.account("superuser"))
    text = _("{name} gets in by {scheme}: 200")
    expected = text.format(name=exam.keyring.name("superuser"), scheme=scheme)
    return judged(is_right, expected=expected, observed="; ".join(map(told, seen)))


def open_by(exam: Exam, scheme: str) -> list[str]:
    """The endpoints where a scheme is understood."""
    return [one for one in exam.present() if exam.survey.is_understood(one, scheme)]


def wrong_password(exam: Exam) -> Finding:
    """Whether a name that exists needs its own password, where Basic is understood."""
    endpoints = open_by(exam, "Basic")
    if not endpoints:
        return replaced(overtaken_by(exam, "Basic"))
    account = exam.keyring.account("user").mistaken()
    carried = of_account("Basic", account.username, account.password)
    answer = exam.ask("GET", exam.endpoints[endpoints[0]], carried)
    return judged(answer.is_refused, expected=EITHER, observed=told(answer))


def login(exam: Exam) -> Finding:
    """Whether a form signs somebody in."""
    if ("superuser", "Session") in exam.keyring.given:
        raise CannotCheckError(_("A session was passed in, so no form was asked."))
    expected = _("a form at {forms}").format(forms=" / ".join(FORMS))
    try:
        exam.keyring.credentials("superuser", "Session")
    except UnknownAccountError:
        raise
    except CannotCheckError:
        return without_session(exam, expected)
    name = exam.keyring.name("superuser")
    observed = _("{name} is signed in").format(name=name)
    return judged(True, expected=expected, observed=observed)


def without_session(exam: Exam, expected: str) -> Finding:
    """What it means that nobody could be signed in; a form may refuse the account."""
    seen = [exam.ask("GET", form) for form in FORMS]
    if any(answer.status == 200 for answer in seen):
        exam.keyring.credentials("superuser", "Session")
    return judged(False, expected=expected, observed="; ".join(map(told, seen)))


def csrf(exam: Exam) -> Finding:
    """Whether a session writes with X-CSRFToken, and never without."""
    endpoints = open_by(exam, "Session")
    if not endpoints:
        return replaced(overtaken_by(exam, "Session"))
    pairs = [
        (
            exam.survey.wrong(one, "Session"),
            exam.survey.answer(one, "superuser", "Session", "POST"),
        )
        for one in endpoints
    ]
    wrong = [pair for pair in pairs if not (pair[0].is_refused and pair[1].works)]
    expected = _("without the header {refused}, with it {created}")
    observed = _("{path}: without the header {without}, with it {given}")
    return judged(
        not wrong,
        expected=expected.format(refused=EITHER, created=201),
        observed="; ".join(
            observed.format(path=a.path, without=a.status, given=b.status)
            for a, b in wrong or pairs
        ),
    )
