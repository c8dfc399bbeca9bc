"""The front page and the error pages, as a browser gets and uses them."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import Client
from django.urls import include, path, reverse
from rest_framework.permissions import IsAdminUser, IsAuthenticated

from api.urls import urlpatterns as api_urls
from project import urls
from project.views import names

from .fixtures import ROOT

VOID = {"meta", "link", "input", "img", "br", "hr"}
PAGES = ["/", "/nothing/here/", "/broken/"]
PASSWORD = "a password of a test"
EXIT = "/api-auth/logout/"


def broken(request):
    """A view that fails, to see the page that tells so."""
    raise RuntimeError


urlpatterns = [path("broken/", broken), path("", include(urls.urlpatterns))]
handler404, handler500 = urls.handler404, urls.handler500

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Page(HTMLParser):
    """The tags of a page, as (name, attributes); its forms with the fields that they
    send; and the cells of its tables, by row and as the text of each row."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.tables: list[list[str]] = []
        self.forms: dict[str, dict[str, str]] = {}
        self.feed(html)
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"<{tag}> has an attribute twice"
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "form":
            self.forms[dict(attrs).get("action")] = {}
        if tag == "input" and "name" in dict(attrs):
            field = dict(attrs)
            self.forms[[*self.forms][-1]][field["name"]] = field.get("value", "")
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.rows.append([])
            self.tables[-1].append("")
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        if {"td", "th"} & {*self.open} and data.strip():
            self.rows[-1][-1] += f" {data.strip()}"
            self.tables[-1][-1] += f" {data.strip()}"

    def all(self, tag: str) -> list[dict]:
        """The attributes of each tag of a name."""
        return [attributes for name, attributes in self.tags if name == tag]

    def row(self, word: str) -> list[str]:
        """The cells of the one row of which a cell has a word."""
        (found,) = [row for row in self.rows if word in " ".join(row).split()]
        return [" ".join(cell.split()) for cell in found]


def read(client, address="/", language="en") -> Page:
    """The page at an address, for a browser in a language."""
    response = client.get(address, headers={"Accept-Language": language})
    assert response["Content-Type"] == "text/html; charset=utf-8"
    return Page(response.content.decode())


def faults_of(page: Page, language: str) -> list[str]:
    """What is unsound in a page, or would not work under a strict policy."""
    ids = [attributes["id"] for _tag, attributes in page.tags if "id" in attributes]
    faults = [f"twice: {one}" for one in {*ids} if ids.count(one) > 1]
    faults += [tag for tag in ("h1", "main", "title") if len(page.all(tag)) != 1]
    faults += ["lang" for html in page.all("html") if html["lang"] != language]
    for tag, attributes in page.tags:
        named = {"aria-labelledby", "aria-describedby"} & {*attributes}
        faults += [f"no {attributes[n]}" for n in named if attributes[n] not in ids]
        inline = [n for n in attributes if n == "style" or n.startswith("on")]
        faults += [f"{tag} has {name}" for name in inline]
    scripts = [s for s in page.all("script") if s.get("type") != "application/json"]
    faults += ["inline script" for script in scripts if "src" not in script]
    return faults + ["inline style" for _style in page.all("style")]


@pytest.fixture
def platon(client):
    """A browser in which an ordinary user is signed in."""
    client.force_login(User.objects.create_user("platon27", password=PASSWORD))
    return client


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("signed_in", [False, True])
def test_every_page_is_sound_in_both_languages(address, language, signed_in):
    client = Client(raise_request_exception=False)
    if signed_in:
        client.force_login(User.objects.create_superuser("admin"))
    assert faults_of(read(client, address, language), language) == []


def test_a_browser_in_a_language_that_we_do_not_speak_gets_english(client):
    (html,) = read(client, language="de").all("html")
    assert html["lang"] == "en"


def test_the_languages_differ(client):
    english, russian = (
        client.get("/", headers={"Accept-Language": language}).content
        for language in ("en", "ru")
    )
    assert english != russian


def test_the_files_of_the_page_are_there(client):
    files = [link["href"].removeprefix("/static/") for link in read(client).all("link")]
    assert {"icon.svg", "vendor/pico-2.1.1.min.css", "site.css"} <= {*files}
    assert all(map(finders.find, files))


@pytest.mark.parametrize("who", ["an anonymous user", "the superuser"])
def test_every_link_of_the_page_answers(client, who):
    call_command("loaddata", "authors", verbosity=0)
    if who == "the superuser":
        client.force_login(User.objects.create_superuser("admin"))
    links = {link["href"] for link in read(client).all("a")}
    assert {"/api/", "/admin/", "/api/whoami/", "/api/authors/3/"} <= links
    statuses = {link: client.get(link).status_code for link in links}
    assert not {link: code for link, code in statuses.items() if code in {404, 500}}


def test_the_table_has_every_address_of_the_api(client):
    links = {link["href"] for link in read(client).all("a")}
    for url in api_urls:
        assert (
            reverse(url.name, kwargs=dict.fromkeys(url.pattern.converters, 3)) in links
        )


def test_the_table_says_who_authenticates_and_who_is_permitted(client):
    page = read(client)
    assert page.row("AuthorAPIView")[2:] == ["Session, Basic", "IsAuthenticated"]
    assert page.row("AuthorGenericAPIView")[2:] == [
        "JWT, Token, Session, Basic",
        "CustomPermission",
    ]
    assert page.row("ObtainAuthToken")[2:] == ["nobody", "everybody"]


def test_a_composed_permission_does_not_break_the_table():
    assert names([IsAuthenticated | IsAdminUser, IsAuthenticated]) == [
        "OR",
        "IsAuthenticated",
    ]


@pytest.mark.parametrize(
    ("debug", "public", "shown"),
    [
        (True, False, True),
        (True, True, True),
        (False, False, True),
        (False, True, False),
    ],
)
def test_the_passwords_are_kept_off_a_public_server(
    client, settings, debug, public, shown
):
    settings.DEBUG, settings.PUBLIC = debug, public
    html = client.get("/").content.decode()
    assert ("#8X+DujR!B" in html) is ("platon27" in html) is shown
    if shown:
        page = Page(html)
        assert page.row("platon27") == ["platon27", "#8X+DujR!B", "ordinary user"]
        assert page.row("123") == ["admin", "123", "superuser"]


def test_without_the_laboratory_an_anonymous_visit_costs_no_query(
    client, django_assert_num_queries, settings
):
    settings.LAB = False
    with django_assert_num_queries(0):
        client.get("/")


def test_the_signed_in_cost_the_session_and_the_user(
    platon, django_assert_num_queries, settings
):
    settings.LAB = False
    # With Redis the session costs none.
    cost = 1 if settings.SESSION_ENGINE.endswith("cached_db") else 2
    with django_assert_num_queries(cost):
        platon.get("/")


def test_the_page_is_only_read(client):
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405


def test_one_signs_in_and_out_through_the_forms():
    User.objects.create_user("vera", password=PASSWORD)
    browser = Client(enforce_csrf_checks=True)
    links = {link["href"] for link in read(browser).all("a")}
    (login,) = [link for link in links if link.startswith("/api-auth/login/")]
    door = login.split("?")[0]
    sent = {**read(browser, login).forms[None], "username": "vera"}
    entered = browser.post(door, {**sent, "password": PASSWORD}, follow=True)
    assert entered.redirect_chain == [("/", 302)]
    assert b"<strong>vera</strong>" in entered.content

    forms = Page(entered.content.decode()).forms
    left = browser.post(EXIT, forms[EXIT], follow=True)
    assert left.redirect_chain == [("/", 302)]
    assert b"<strong>vera</strong>" not in left.content
    assert login.encode() in left.content


def test_nobody_is_signed_out_without_the_csrf_token():
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(User.objects.create_user("vera"))
    assert EXIT in read(browser).forms
    assert browser.post(EXIT).status_code == 403
    assert b"<strong>vera</strong>" in browser.get("/").content


def test_an_unknown_address_gets_a_page_and_in_the_api_json(client):
    response = client.get("/nothing/<script>/")
    assert response.status_code == 404
    assert b"/nothing/&lt;script&gt;/" in response.content
    assert {"href": "/"} in Page(response.content.decode()).all("a")
    assert client.get("/api/nothing/").json() == {"detail": "Not found."}


def test_the_page_of_a_failure_needs_no_database(django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/broken/")
    assert response.status_code == 500
    assert b"RuntimeError" not in response.content


def luminance(colour: str) -> float:
    """The relative luminance of #rgb or #rrggbb (WCAG 2.2)."""
    digits = colour if len(colour) == 6 else "".join(2 * digit for digit in colour)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    red, green, blue = linear
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


PAIRS = [
    *[
        (text, ground)
        for text in ("ink", "faint", "accent", "good", "warn", "bad")
        for ground in ("paper", "panel")
    ],
    *[(text, f"{text}-paper") for text in ("good", "warn", "bad")],
    ("on-accent", "accent"),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_has_the_contrast_of_wcag_aa(theme, text, ground):
    css = (ROOT / "static" / "chrome.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+): light-dark\(#(\w+), #(\w+)\);", css)
    shade = {name: luminance(both[theme]) for name, *both in found}
    dark, light = sorted([shade[text], shade[ground]])
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_theme_is_chosen_with_a_button_and_remembered(client):
    def theme():
        return read(client).all("html")[0].get("data-theme")

    assert theme() is None
    for chosen, shown in [("dark", "dark"), ("light", "light"), ("auto", None)]:
        answer = client.post("/theme/", {"theme": chosen, "next": "/api-auth/login/"})
        assert answer.headers["Location"] == "/api-auth/login/"
        assert theme() == shown
    client.post("/theme/", {"theme": '"><script>'})
    assert theme() is None


def test_a_theme_leads_to_no_other_site(client):
    sent = {"theme": "dark", "next": "//evil.example/"}
    assert client.post("/theme/", sent).headers["Location"] == "/"
    assert client.get("/theme/").status_code == 405


def test_a_language_is_chosen_with_a_button_and_remembered(client):
    sent = {"language": "ru", "next": "/"}
    assert client.post("/language/", sent).headers["Location"] == "/"
    (html,) = read(client, language="en").all("html")
    assert html["lang"] == "ru"
