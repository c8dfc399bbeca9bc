"""Checks of the pages for people: whether they have their static files."""

import re
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from .answers import Answer
from .check import CannotCheckError, Finding
from .exam import Exam
from .signin import FORMS
from .verdicts import judged, told

LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)
HREF = re.compile(r"""href=["']?([^"'\s>]+)""", re.IGNORECASE)
HTML = {"Accept": "text/html"}


def style_sheet(exam: Exam) -> Finding:
    """Whether the first style sheet of the page where people sign in is served."""
    path = style_sheet_of(exam, sign_in_page(exam))
    answer = exam.ask("GET", path, headers={"Accept": "text/css"})
    return judged(
        answer.status == 200 and not answer.is_html,
        expected=f"GET {path}: 200",
        observed=told(answer),
    )


def sign_in_page(exam: Exam) -> Answer:
    """The admin's page, or that of DRF; CannotCheckError where there is neither."""
    for form in reversed(FORMS):
        page = exam.ask("GET", form, headers=HTML)
        if page.status == 200 and page.is_html:
            return page
    raise CannotCheckError(_("There is no page to sign in at: neither of the two."))


def style_sheet_of(exam: Exam, page: Answer) -> str:
    """The path of the first style sheet that a page takes from its own site."""
    base = urlsplit(exam.client.base_url)
    links = [link for link in LINK.findall(page.text) if "stylesheet" in link.lower()]
    found = [found[1] for link in links if (found := HREF.search(link))]
    urls = [
        urlsplit(urljoin(f"{exam.client.base_url}{page.path}", one)) for one in found
    ]
    own = [url.path for url in urls if url.netloc == base.netloc]
    if not own:
        raise CannotCheckError(_("The page to sign in at names no style sheet."))
    return own[0].removeprefix(base.path)
