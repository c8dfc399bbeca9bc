"""A student's whole walk through the laboratory, in a real browser."""

import json
from urllib.parse import urlsplit

import pytest
from django.utils import translation
from django.utils.translation import gettext

from lab.explain import explain
from project.tests.fixtures import ROOT

pytest_plugins = ["project.tests.browser"]

SCHEME_STEPS = {"Basic": "2.1", "Session": "2.2", "Token": "2.3.1", "JWT": "2.3.2"}
LANGUAGES = ["en", "ru"]
GROUND = "getComputedStyle(document.documentElement).backgroundColor"
both = pytest.mark.parametrize("language", LANGUAGES)


class Walk:
    """A page in a language, and the words that are to be seen on it."""

    def __init__(self, page, language: str):
        self.page = page
        self.language = language

    def word(self, text: str, **values) -> str:
        """A text of the catalogue in the language of the walk."""
        with translation.override(self.language):
            return gettext(text).format(**values)

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(path)

    def press(self, text: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=self.word(text), exact=True).click()

    def sees(self, text: str) -> None:
        """Wait until a text is there."""
        self.page.get_by_text(self.word(text)).first.wait_for()

    def send(self) -> dict[str, str]:
        """Press Send in the console; what its panes say then."""
        self.page.click("#console-send")
        self.page.wait_for_selector("#console-form[aria-busy=false]")
        parts = ("request", "response", "decision", "console-note")
        return {part: self.page.text_content(f"#{part}") for part in parts}


@pytest.fixture
def walk(visit, live):
    """Begins a walk in a language; at the end nothing may have left the site."""
    asked = []

    def begun(language: str, **options) -> Walk:
        page = visit("/", language, **options)
        page.on("request", lambda request: asked.append(request.url))
        return Walk(page, language)

    yield begun
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(live.url).netloc}


@both
def test_the_whole_walk(walk, language):
    (other,) = {*LANGUAGES} - {language}
    student = walk(other)
    page = student.page
    # The language.
    page.click(f"button[value={language}]")
    student.language = language
    assert page.get_attribute("html", "lang") == language
    # In with one click, and on to a step.
    page.click("button[name=username][value=platon27]")
    assert page.text_content("[data-signed-in]") == "platon27"
    page.click("a[href='/lab/1.2.3/']")
    student.sees("A role decides")
    # The table is run for real.
    page.click("form.observation button")
    student.sees("Promised = observed.")
    # A cell fills the console; the refusal is explained.
    page.click(f"tr:has-text('{student.word('owner')}') td:last-child a")
    told = student.send()
    assert "403 Forbidden" in told["response"]
    header = page.text_content("#response div:has(dt:text('Server-Timing')) dd")
    story = explain(header, language)
    assert [one.code for one in story][-1] == "verdict.403.known"
    for one in story:
        assert one.sentence in told["decision"]
    # The same on the page for refusals.
    student.go("/lab/why/")
    page.fill("#header", header)
    student.press("Explain")
    assert story[-1].hint in page.text_content(".story")
    # Dark.
    light = page.evaluate(GROUND)
    page.click("button[name=theme][value=dark]")
    dark = page.evaluate(GROUND)
    assert (page.get_attribute("html", "data-theme"), light != dark) == ("dark", True)
    # Out.
    student.press("Sign out")
    assert page.locator("[data-signed-in]").count() == 0


@both
def test_each_scheme_on_its_step(walk, language):
    student = walk(language)
    for scheme, step in SCHEME_STEPS.items():
        student.go(f"/lab/{step}/?who=platon27&how={scheme}&do=POST")
        told = student.send()
        assert "201 Created" in told["response"]
        with translation.override(language):
            story = explain(
                f'{scheme}Authentication;desc="recognised platon27"', language
            )
        assert story[0].sentence in told["decision"]
        # Without credentials the same request is refused, as the table has it.
        student.go(f"/lab/{step}/?who=&do=POST")
        status = "403 Forbidden" if scheme == "Session" else "401 Unauthorized"
        assert status in student.send()["response"]


@both
def test_a_jwt_that_is_tampered_with_fails(walk, language):
    student = walk(language)
    page = student.page
    student.go("/lab/jwt/")
    student.press("Access token")
    page.wait_for_selector("#judgement [data-key=bearer][data-ok=yes]")
    payload = page.input_value("#payload").replace("platon27", "admin")
    page.fill("#payload", payload)
    page.wait_for_selector("#judgement [data-key=signature][data-ok=no]")
    forged = page.input_value("#token")
    # The console agrees with the inspector.
    student.go("/lab/2.3.2/?who=&how=none")
    page.click("#console-form details summary")
    page.fill("[name=headers]", f"Authorization: Bearer {forged}")
    told = student.send()
    assert "401 Unauthorized" in told["response"]
    with translation.override(language):
        header = 'JWTAuthentication;desc="rejected.signature"'
        assert explain(header, language)[0].sentence in told["decision"]


@both
def test_without_javascript_all_but_console_and_inspector_works(walk, language):
    student = walk(language, java_script_enabled=False)
    page = student.page
    page.click("button[name=username][value=platon27]")
    assert page.text_content("[data-signed-in]") == "platon27"
    page.click("button[name=theme][value=dark]")
    assert page.get_attribute("html", "data-theme") == "dark"
    student.go("/lab/1.2.1/")
    page.click("form.observation button")
    student.sees("Promised = observed.")
    page.locator("details.source summary").first.click()
    student.sees("class IsAuthenticated(")
    page.click("table.matrix a >> nth=0")
    assert "do=LIST" in page.url
    student.go("/lab/compare/")
    page.select_option("[name=left]", "2.1")
    student.press("Compare")
    assert "left=2.1" in page.url
    student.go("/lab/why/")
    page.select_option("[name=where]", "2.1")
    student.press("Try and explain")
    student.sees("How it was decided")
    student.go("/lab/matrix/")
    assert page.locator("table.whole tbody tr").count() >= 20
    page.click("[data-signed-in] ~ button")
    assert page.locator("[data-signed-in]").count() == 0


def test_the_passwords_are_in_no_page(walk):
    people = json.loads((ROOT / "users.json").read_text(encoding="utf-8"))
    hidden = [
        one["password"]
        for one in people
        if one["username"] not in {"platon27", "admin"}
    ]
    student = walk("en")
    for path in ("/", "/lab/1.2.3/", "/lab/jwt/"):
        student.go(path)
        html = student.page.content()
        assert not [password for password in hidden if password in html]
