"""Checks of the pages for people: whether they have their static files."""

from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from .answers import Answer
from .check import CannotCheckError, Finding
from .exam import Exam
from .markup import tags
from .signin import FORMS
from .verdicts import judged, told

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
    here = f"{exam.client.base_url}{page.path}"
    links = [
        link["href"]
        for link in tags(page.text, "link")
        if "stylesheet" in link.get("rel", "").lower() and link.get("href")
    ]
    own = [path for href in links if (path := own_path(here, href))]
    if not own:
        raise CannotCheckError(_("The page to sign in at names no style sheet."))
    return own[0].removeprefix(urlsplit(exam.client.base_url).path)


def own_path(here: str, href: str) -> str:
    """The path of what a page refers to on its own site; "" for all else."""
    try:
        url = urlsplit(urljoin(here, href))
    except ValueError:
        return ""
    return url.path if url.netloc == urlsplit(here).netloc else ""
