"""axe-core on every page of ours: no violation of WCAG 2.2 AA, in any dress."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from lab.steps import STEPS
from project.views import error_page

from .test_walk import GROUND

pytest_plugins = ["project.tests.browser"]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
STORY = (
    "/lab/why/?header=SessionAuthentication;desc=%22not-mine.no-cookie%22;dur=0.02,"
    "IsAuthenticated;desc=%22no%22,verdict;desc=%22verdict.401.anonymous%20x%22"
)
PAGES = [
    "/",
    "/api-auth/login/?next=/",
    "/admin/login/",
    "/lab/1.2.3/",
    "/lab/2.3.2/?who=own&how=JWT&do=POST",
    "/lab/compare/",
    "/lab/matrix/",
    STORY,
    "/lab/jwt/",
]
# Two for the pages as they open, the other two for pages in use: each costs seconds.
OPENED = [("en", "light", 1280), ("ru", "dark", 360)]
USED = [("ru", "dark", 1280), ("en", "light", 360)]


def faults(page) -> list:
    """What axe finds: each rule with the places that break it.

    More is asked of our pages than of the admin, whose page is Django's.
    """
    tags = WCAG if "/admin/" in page.url else [*WCAG, "best-practice"]
    found = Axe().run(page, options={"runOnly": tags}).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def is_too_wide(page) -> bool:
    """Whether the page as a whole has to be scrolled sideways (WCAG 1.4.10)."""
    width = "document.documentElement.{}Width"
    return page.evaluate(f"{width.format('scroll')} > {width.format('client')}")


@pytest.mark.parametrize("dress", OPENED, ids=lambda dress: dress[0])
def test_axe_finds_nothing_on_our_pages(visit, dress):
    language, colours, width = dress
    page = visit("/", language, colours, width)
    found = {}
    for path in PAGES:
        page.goto(path)
        found[path] = (faults(page), is_too_wide(page))
    assert {path: bad for path, bad in found.items() if any(bad)} == {}


@pytest.mark.parametrize("status", [400, 403, 404, 500, 503])
def test_axe_finds_nothing_on_the_page_of_an_error(visit, rf, status):
    # Under DEBUG, as the site of these tests is, Django shows pages of its own.
    html = error_page(rf.get("/nothing/here/"), status=status).content.decode()
    page = visit("/")
    page.route("**/nothing/here/", lambda asked: asked.fulfill(body=html))
    page.goto("/nothing/here/")
    assert page.evaluate(GROUND) != "rgba(0, 0, 0, 0)"
    assert (faults(page), is_too_wide(page)) == ([], False)


def test_axe_finds_nothing_on_any_step(visit):
    page = visit("/")
    found = {}
    for step in STEPS:
        page.goto(step.page)
        found[step.id] = faults(page)
    assert {step: bad for step, bad in found.items() if bad} == {}


@pytest.mark.parametrize("dress", USED, ids=lambda dress: dress[0])
def test_axe_finds_nothing_once_the_page_is_in_use(visit, dress):
    language, colours, width = dress
    page = visit("/", language, colours, width)
    page.click("button[name=username][value=admin]")
    page.goto("/lab/1.2.3/?who=platon27&how=JWT&do=POST")
    page.click("form.observation button")
    page.click("#console-send")
    page.wait_for_selector("#console-form[aria-busy=false]")
    for summary in page.locator("details > summary:visible").all():
        summary.click()
    assert (faults(page), is_too_wide(page)) == ([], False)
    page.goto("/api-auth/login/")
    page.fill("[name=username]", "platon27")
    page.fill("[name=password]", "wrong")
    with page.expect_navigation():
        page.click("main form button")
    assert page.get_attribute("[role=alert]", "id")
    assert (faults(page), is_too_wide(page)) == ([], False)
