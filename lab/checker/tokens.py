"""Checks of tokens: those of DRF, and JWTs with the addresses that they come from."""

from django.utils.translation import gettext as _

from lab.actors import ANONYMOUS, word

from .answers import Answer, shown
from .carried import of_value
from .check import Finding, State
from .exam import GENERIC, Exam
from .forgery import is_jwt, tampered, unsigned
from .onward import alone, overtaken_by
from .policy import allows
from .signin import JWT, exchanged, unknown
from .survey import COLUMNS
from .verdicts import EITHER, coded, judged, outcome, replaced, told

REFRESH, VERIFY = f"{JWT}refresh/", f"{JWT}verify/"
# What simplejwt says of a token that is none of its own.
CODE = "token_not_valid"


def opens_generic(exam: Exam, *, scheme: str) -> Finding:
    """Whether a kind of token is understood at authors_generic, and opens it."""
    is_read = bool(exam.survey.is_understood(GENERIC, scheme))
    later = None if is_read else overtaken_by(exam, scheme)
    if later:
        return replaced(later)
    answer = exam.entry(GENERIC, scheme)
    if answer.outcome == "allowed" and not is_read:
        return unnoticed(exam, scheme)
    text = _("{name} gets in by {scheme}: 200")
    return judged(
        answer.outcome == "allowed",
        expected=text.format(name=exam.keyring.name("superuser"), scheme=scheme),
        observed=told(answer),
    )


def unnoticed(exam: Exam, scheme: str) -> Finding:
    """What is said where everybody gets in, with whatever credentials."""
    answer = exam.survey.wrong(GENERIC, scheme)
    text = _("{scheme} with a value that nobody has: {status}")
    return judged(
        False,
        expected=text.format(scheme=scheme, status=EITHER),
        observed=text.format(scheme=scheme, status=outcome(answer)),
    )


def wrong_token(exam: Exam) -> Finding:
    """Whether a token that nobody has is refused."""
    if not exam.survey.is_understood(GENERIC, "Token"):
        return replaced(overtaken_by(exam, "Token"))
    answer = exam.survey.wrong(GENERIC, "Token")
    return judged(answer.is_refused, expected=EITHER, observed=told(answer))


def obtain(exam: Exam) -> Finding:
    """Whether name and password are exchanged for a pair of JWTs."""
    answer = exam.once(ask_for_pair)
    is_pair = answer.status == 200 and all(
        is_jwt(answer.value(name)) for name in ("access", "refresh")
    )
    if answer.is_refused and not exam.keyring.holds("user", "Session"):
        raise unknown(exam.keyring.account("user"))
    return judged(is_pair, expected=_("200, access and refresh"), observed=told(answer))


def ask_for_pair(exam: Exam) -> Answer:
    """The answer to the name and the password of the user."""
    return exchanged(exam, JWT, exam.keyring.account("user"))


def get_is_405(exam: Exam) -> Finding:
    """Whether the address of the pair refuses the method GET."""
    answer = exam.ask("GET", JWT)
    return judged(answer.status == 405, expected="405", observed=told(answer))


def wrong_password(exam: Exam) -> Finding:
    """Whether a wrong password gets no pair."""
    answer = exchanged(exam, JWT, exam.keyring.account("user").mistaken())
    return judged(answer.is_refused, expected="401", observed=told(answer))


def anonymous(exam: Exam) -> Finding:
    """Whether authors_generic is closed as 2.3.2 has it, with its challenge."""
    finding = allows(alone("JWT"), GENERIC, [ANONYMOUS], COLUMNS, exam)
    if finding.state is not State.PASSED:
        return finding
    answer = exam.survey.answer(GENERIC, ANONYMOUS, None, "LIST")
    challenge = answer.headers.get("WWW-Authenticate", "")
    return judged(
        answer.challenge == word("JWT"),
        expected=f"WWW-Authenticate: {word('JWT')}",
        observed=f"{told(answer)}, WWW-Authenticate: {shown(challenge) or '-'}",
    )


def signature(exam: Exam) -> Finding:
    """Whether JWTs that were changed, or are not signed, are refused.

    The code is told and decides nothing: whoever does without simplejwt has none.
    """
    access = pair(exam, "access")
    changed = as_bearer(exam, tampered(access))
    nude = as_bearer(exam, unsigned(access))
    text = _("payload changed: {changed}; alg none: {nude}")
    right = f"{EITHER} ({CODE})"
    return judged(
        changed.is_refused and nude.is_refused,
        expected=text.format(changed=right, nude=right),
        observed=text.format(changed=coded(changed), nude=coded(nude)),
    )


def as_bearer(exam: Exam, token: str) -> Answer:
    """The answer of authors_generic to a JWT."""
    return exam.ask("GET", exam.endpoints[GENERIC], of_value("JWT", token))


def refresh(exam: Exam) -> Finding:
    """Whether a refresh token is exchanged for an access token."""
    answer = exam.ask("POST", REFRESH, data={"refresh": pair(exam, "refresh")})
    is_right = answer.status == 200 and is_jwt(answer.value("access"))
    return judged(is_right, expected="200, access", observed=told(answer))


def verify(exam: Exam) -> Finding:
    """Whether a valid token is said to be valid."""
    answer = verified(exam, pair(exam, "access"))
    return judged(answer.status == 200, expected="200", observed=told(answer))


def verify_refuses(exam: Exam) -> Finding:
    """Whether a forged token is said to be none."""
    answer = verified(exam, tampered(pair(exam, "access")))
    observed = f"POST {VERIFY}: {coded(answer)}"
    return judged(answer.is_refused, expected=f"401 ({CODE})", observed=observed)


def verified(exam: Exam, token: str) -> Answer:
    """What the address that verifies says of a token."""
    return exam.ask("POST", VERIFY, data={"token": token})


def pair(exam: Exam, name: str) -> str:
    """A token of the pair that was handed out, "access" or "refresh"."""
    return exam.once(ask_for_pair).value(name)
