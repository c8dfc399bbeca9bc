"""Checks of tokens: those of DRF, and JWTs with the addresses that they come from."""

from django.utils.translation import gettext as _

from lab.actors import ANONYMOUS

from .answers import Answer, shown
from .carried import header
from .check import Finding, State
from .exam import GENERIC, Exam, word
from .forgery import is_jwt, tampered, unsigned
from .onward import overtaken_by
from .policy import ALL, allows
from .signin import JWT, unknown
from .verdicts import EITHER, is_refused, judged, outcome, replaced, told

REFRESH, VERIFY = f"{JWT}refresh/", f"{JWT}verify/"


def opens_generic(exam: Exam, *, step: str, scheme: str) -> Finding:
    """Whether a kind of token is understood at authors_generic, and opens it."""
    is_open = bool(exam.survey.is_open(GENERIC, scheme))
    later = None if is_open else overtaken_by(exam, step)
    if later:
        return replaced(later)
    answer = exam.entry(GENERIC, scheme)
    if answer.outcome == "allowed" and not is_open:
        return unnoticed(exam, scheme)
    text = _("{name} gets in by {scheme}: 200")
    return judged(
        answer.outcome == "allowed",
        expected=text.format(name=exam.name("superuser"), scheme=scheme),
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
    if not exam.survey.is_open(GENERIC, "Token"):
        return replaced(overtaken_by(exam, "2.3.1"))
    answer = exam.survey.wrong(GENERIC, "Token")
    return judged(is_refused(answer), expected=EITHER, observed=told(answer))


def obtain(exam: Exam) -> Finding:
    """Whether name and password are exchanged for a pair of JWTs."""
    answer = exam.once("pair", ask_for_pair)
    is_pair = answer.status == 200 and all(
        is_jwt(in_json(answer, name)) for name in ("access", "refresh")
    )
    if is_refused(answer) and not exam.has("user", "Session"):
        raise unknown(exam.keyring.account("user"))
    return judged(is_pair, expected=_("200, access and refresh"), observed=told(answer))


def ask_for_pair(exam: Exam) -> Answer:
    """The answer to the name and the password of the user."""
    return exchange(exam, exam.keyring.account("user").password)


def exchange(exam: Exam, password: str) -> Answer:
    """The answer to the name of the user and a password."""
    data = {"username": exam.keyring.account("user").username, "password": password}
    return exam.ask("POST", JWT, data=data)


def get_is_405(exam: Exam) -> Finding:
    """Whether the address of the pair refuses the method GET."""
    answer = exam.ask("GET", JWT)
    return judged(answer.status == 405, expected="405", observed=told(answer))


def wrong_password(exam: Exam) -> Finding:
    """Whether a wrong password gets no pair."""
    right = exam.keyring.account("user").password
    answer = exchange(exam, f"not {right}")
    return judged(is_refused(answer), expected="401", observed=told(answer))


def anonymous(exam: Exam) -> Finding:
    """Whether authors_generic is closed as 2.3.2 has it, with its challenge."""
    finding = allows("2.3.2", GENERIC, [ANONYMOUS], ALL, exam)
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
    """Whether JWTs that were changed, or are not signed, are refused."""
    access = pair(exam, "access")
    changed = as_bearer(exam, tampered(access))
    nude = as_bearer(exam, unsigned(access))
    text = _("payload changed: {changed}; alg none: {nude}")
    return judged(
        is_refused(changed) and is_refused(nude),
        expected=text.format(changed=EITHER, nude=EITHER),
        observed=text.format(changed=outcome(changed), nude=outcome(nude)),
    )


def as_bearer(exam: Exam, token: str) -> Answer:
    """The answer of authors_generic to a JWT."""
    return exam.ask("GET", exam.endpoints[GENERIC], header("JWT", token))


def refresh(exam: Exam) -> Finding:
    """Whether a refresh token is exchanged for an access token."""
    answer = exam.ask("POST", REFRESH, data={"refresh": pair(exam, "refresh")})
    is_right = answer.status == 200 and is_jwt(in_json(answer, "access"))
    return judged(is_right, expected="200, access", observed=told(answer))


def verify(exam: Exam) -> Finding:
    """Whether a valid token is said to be valid."""
    answer = verified(exam, pair(exam, "access"))
    return judged(answer.status == 200, expected="200", observed=told(answer))


def verify_refuses(exam: Exam) -> Finding:
    """Whether a forged token is said to be none."""
    answer = verified(exam, tampered(pair(exam, "access")))
    return judged(is_refused(answer), expected="401", observed=told(answer))


def verified(exam: Exam, token: str) -> Answer:
    """What the address that verifies says of a token."""
    return exam.ask("POST", VERIFY, data={"token": token})


def pair(exam: Exam, name: str) -> str:
    """A token of the pair that was handed out, "access" or "refresh"."""
    return in_json(exam.once("pair", ask_for_pair), name)


def in_json(answer: Answer, name: str) -> str:
    """A text in a JSON object; "" where there is none of that name."""
    found = answer.json.get(name) if isinstance(answer.json, dict) else None
    return found if isinstance(found, str) else ""
