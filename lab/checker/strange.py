"""What may stand at an address in the place of the lab, and what to do about it."""

import re

from django.utils.translation import gettext_lazy as _

from .answers import Answer
from .haste import TOO_MANY
from .lists import rows_of

LOGIN = re.compile(r"\b((log|sign)[-_]?in|sso|oauth2?)\b", re.IGNORECASE)


def is_redirect(answer: Answer) -> bool:
    """Whether the answer is elsewhere."""
    return answer.status in (301, 302, 303, 307, 308)


def leads_to_login(answer: Answer) -> bool:
    """Whether somebody is sent to a page to sign in."""
    target = answer.headers.get("Location", "")
    return is_redirect(answer) and bool(LOGIN.search(target))


def is_gateway(answer: Answer) -> bool:
    """Whether a server in front of the site says that the site does not answer."""
    return answer.status in (502, 503, 504)


def is_gate(answer: Answer) -> bool:
    """Whether a page refuses, where DRF would refuse in JSON."""
    return answer.status in (401, 403) and answer.is_html


def is_bad_host(answer: Answer) -> bool:
    """Whether it looks like Django's refusal of a host that it does not know."""
    return answer.status == 400 and answer.is_html


def is_page(answer: Answer) -> bool:
    """Whether a page for people stands where the lab has JSON."""
    return answer.status < 300 and answer.is_html


def is_other(answer: Answer) -> bool:
    """Whether something is readable, and is no list as the lab has it."""
    rows = rows_of(answer.json)
    is_list = rows is not None and all(isinstance(row, dict) for row in rows)
    return answer.status < 300 and not answer.is_cut and not is_list


# What is wrong where all the endpoints answer in such a way.
STRANGE = {
    lambda answer: answer.status == 407: (
        "proxy",
        _(
            "A proxy between here and {url} asks for a password (407). Name the host "
            "in NO_PROXY, or put the password into HTTPS_PROXY."
        ),
    ),
    lambda answer: answer.status == TOO_MANY: (
        "throttled",
        _(
            "{url} answers 429 to everything: too many requests, or wrong passwords. "
            "{when}"
        ),
    ),
    is_gateway: (
        "proxy",
        _(
            "The server in front of {url} answers {status}: the application behind it "
            "does not run. Start it or reload it, and read its error log."
        ),
    ),
    leads_to_login: (
        "redirect",
        _(
            "{url} sends everybody to {target} to sign in. The lab's addresses answer "
            "by themselves; is there a gate in front of the site?"
        ),
    ),
    is_redirect: (
        "redirect",
        _(
            "{url} sends the checker on to {target}. If that is the site, give its "
            "address."
        ),
    ),
    is_gate: (
        "proxy",
        _(
            "A page refuses the checker at {url} ({status}), and not the lab: is the "
            "site behind a password or a wall?"
        ),
    ),
    is_bad_host: (
        "not-the-lab",
        _("{url} answers 400 to everything. Is the host in ALLOWED_HOSTS of the site?"),
    ),
    lambda answer: answer.status == 404: (
        "not-the-lab",
        _(
            "None of the lab's addresses is there at {url} (404). Is it the address of "
            "the site? Where they are others, say them by --at."
        ),
    ),
    is_page: (
        "not-the-lab",
        _(
            "There is a web page at {url} where the lab has JSON. Is this the address "
            "of the site?"
        ),
    ),
    is_other: (
        "not-the-lab",
        _(
            "What {url} answers is no list of authors: it is another site, or not made "
            "with DRF."
        ),
    ),
}
