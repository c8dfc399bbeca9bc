"""Advice on what a server gives away, some of which is right at home."""

import secrets
from itertools import product
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from lab.actors import BELIEVED

from .accounts import Account, default_accounts
from .address import is_public
from .check import CannotCheckError, Finding
from .exam import Exam
from .pages import HTML
from .signin import JWT, exchanged
from .verdicts import judged, told

SECRET = {"/.env": "SECRET_KEY", "/db.sqlite3": "SQLite format 3"}


def only_in_public(exam: Exam) -> None:
    """CannotCheckError at an address of one's own, where other things are right."""
    if not is_public(exam.client.base_url):
        raise CannotCheckError(_("This matters on a public server only."))


def names_believed(exam: Exam) -> Finding:
    """Whether a name in a header is taken for somebody."""
    exam.keyring.credentials("superuser", "XUsername")
    wrong = [
        f"{exam.endpoints[endpoint]}: {BELIEVED[scheme]}"
        for endpoint, scheme in product(exam.present(), BELIEVED)
        if exam.survey.is_understood(endpoint, scheme)
    ]
    return judged(
        not wrong,
        expected=_("X-Username and X-Remote-User change nothing"),
        observed="; ".join(wrong) or _("they change nothing"),
    )


def https(exam: Exam) -> Finding:
    """Whether a public server was asked over https."""
    only_in_public(exam)
    found = urlsplit(exam.client.base_url).scheme
    return judged(found == "https", expected="https", observed=found)


def debug(exam: Exam) -> Finding:
    """Whether a public server shows the page of Django that DEBUG brings."""
    only_in_public(exam)
    answer = exam.ask("GET", f"/{secrets.token_hex(8)}/", headers=HTML)
    return judged(
        "DEBUG = True" not in answer.text,
        expected=_("no word of DEBUG"),
        observed=told(answer),
    )


def published_passwords(exam: Exam) -> Finding:
    """Whether a public server lets in who has read the lab's text."""
    only_in_public(exam)
    opened = [
        account.username
        for actor, account in default_accounts().items()
        if is_opened_by(exam, actor, account)
    ]
    return judged(
        not opened,
        expected=_("nobody is let in by them"),
        observed=", ".join(opened) or _("nobody was let in"),
    )


def is_opened_by(exam: Exam, actor: str, account: Account) -> bool:
    """Whether an account gets in; those of this run may have shown it already."""
    is_ours = exam.keyring.accounts.get(actor) == account
    if is_ours and any(exam.keyring.holds(actor, one) for one in ("JWT", "Session")):
        return True
    return exchanged(exam, JWT, account).status == 200


def files(exam: Exam) -> Finding:
    """Whether the files that hold all secrets can be had like pages."""
    seen = {path: exam.ask("GET", path) for path in SECRET}
    wrong = [answer for path, answer in seen.items() if SECRET[path] in answer.text]
    return judged(
        not wrong,
        expected="404",
        observed="; ".join(map(told, wrong or seen.values())),
    )
