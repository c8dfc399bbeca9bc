"""HTTPS end to end: cookies, CSRF with Origin and Referer, redirect, HSTS, spoofing."""

import base64
import json
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from .commands import COMMANDS, command
from .fixtures import served
from .proxies import HOST, PROXIES, Place, behind_nginx, granian, lab, started

pytestmark = pytest.mark.servers

HERE = f"https://{HOST}"
LOGIN = "/api-auth/login/"
PLATON = {"username": "platon27", "password": "#8X+DujR!B"}
# What makes a server, or Django, take http for https, if it believes it.
SPOOFED = [
    [],
    [("X-Forwarded-Proto", "https")],
    [("X_Forwarded_Proto", "https")],
    [("X-Forwarded-Ssl", "on")],
    [("X-Forwarded-Protocol", "ssl")],
    [("X-Forwarded-Host", "evil.example"), ("Forwarded", "proto=https")],
    [("SCRIPT_NAME", "/evil"), ("HTTPS", "on"), ("X-Url-Scheme", "https")],
]
# uWSGI believes these headers whatever one sets: deploy/server.md says so.
SERVERS = [name for name in COMMANDS if name != "uwsgi"]


class Browser:
    """Sends the cookies that it was given, and the headers that a browser adds."""

    def __init__(self, place: Place):
        self.place = place
        self.cookies = SimpleCookie()

    def ask(self, method, path, data=None, origin=HERE, referer=None, **options):
        """The response; a dict is sent as JSON, and as a form to the login page."""
        sent = {"Cookie": "; ".join(f"{k}={v.value}" for k, v in self.cookies.items())}
        if data is not None:
            is_form = path == LOGIN
            data = (urlencode if is_form else json.dumps)(data).encode()
            kind = "x-www-form-urlencoded" if is_form else "json"
            sent |= {"Content-Type": f"application/{kind}", "Origin": origin}
            sent |= {"Referer": referer, "X-CSRFToken": self.cookies["csrftoken"].value}
        headers = [(name, value) for name, value in sent.items() if value]
        answer = self.place.ask(method, path, data, headers, **options)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return answer

    def sign_in(self, **options):
        """The response to the form of the login page."""
        self.ask("GET", LOGIN)
        return self.ask("POST", LOGIN, PLATON, **options)


@pytest.fixture(scope="module", params=PROXIES)
def place(request):
    """The lab on a server, behind nginx or in Apache."""
    with started(request.param, lab) as place:
        yield place


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The lab on a server, to be started with other settings."""
    folder = tmp_path_factory.mktemp("https")
    lab(folder)
    return folder


@pytest.fixture
def browser(place):
    """A browser in which platon27 is signed in."""
    browser = Browser(place)
    assert browser.sign_in().status == 302
    return browser


def rename(browser, **options):
    """The status and the body of a change by session."""
    answer = browser.ask("PATCH", "/api/authors/3/", {"name": "Max"}, **options)
    return answer.status, json.loads(answer.content)


def whoami(place, header: str) -> str:
    """The scheme by which credentials are recognised."""
    answer = place.ask("GET", "/api/whoami/", headers=[("Authorization", header)])
    return json.loads(answer.content)["scheme"]


def test_every_scheme_passes_the_proxy(place, browser):
    def got(path):
        kind = [("Content-Type", "application/json")]
        answer = place.ask("POST", path, json.dumps(PLATON).encode(), kind)
        return json.loads(answer.content)

    basic = base64.b64encode(":".join(PLATON.values()).encode()).decode()
    assert whoami(place, f"Basic {basic}") == "Basic"
    assert whoami(place, f"Token {got('/api/api-token-auth/')['token']}") == "Token"
    assert whoami(place, f"Bearer {got('/api/token/')['access']}") == "JWT"
    by_cookie = browser.ask("GET", "/api/whoami/")
    assert json.loads(by_cookie.content)["scheme"] == "Session"


def test_cookies_never_travel_over_http(browser):
    browser.ask("POST", "/theme/", {"theme": "dark"})
    assert {"sessionid", "csrftoken"} <= {*browser.cookies}
    for name, cookie in browser.cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name
    assert browser.cookies["sessionid"]["httponly"]
    # The page has to send this one back in a header.
    assert not browser.cookies["csrftoken"]["httponly"]


@pytest.mark.parametrize(
    "sent",
    [
        {"origin": HERE},
        {"origin": HERE, "referer": f"{HERE}/lab/"},
        {"origin": None, "referer": f"{HERE}/lab/?a=b"},
    ],
)
def test_a_session_changes_data_from_our_own_pages(sent, browser):
    assert rename(browser, **sent)[0] == 200


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"origin": None}, "no Referer"),
        ({"origin": None, "referer": "https://evil.example/"}, "https://evil.example/"),
        ({"origin": None, "referer": f"{HERE}.evil.example/"}, "Referer"),
        ({"origin": None, "referer": f"http://{HOST}/"}, "insecure"),
        ({"origin": None, "referer": "nonsense"}, "malformed"),
        (
            {"origin": f"http://{HOST}", "referer": f"{HERE}/"},
            f"http://{HOST} does not",
        ),
        ({"origin": "https://evil.example"}, "https://evil.example does not"),
        ({"origin": f"{HERE}:444"}, "Origin"),
        ({"origin": "null"}, "null"),
    ],
)
def test_a_session_changes_nothing_from_anywhere_else(sent, said, browser):
    status, body = rename(browser, **sent)
    assert status == 403
    assert body["detail"].startswith("CSRF Failed: ")
    assert said in body["detail"]


def test_a_foreign_page_cannot_sign_anybody_in(place):
    answer = Browser(place).sign_in(origin="https://evil.example")
    assert answer.status == 403
    assert b"<h1>" in answer.content
    assert "sessionid" not in str(answer.headers)


def test_an_origin_that_is_trusted_may_send_forms(folder):
    trusted = "https://forms.example"
    with behind_nginx(folder, CSRF_TRUSTED_ORIGINS=trusted) as place:
        browser = Browser(place)
        assert browser.sign_in(origin=trusted).status == 302
        assert rename(browser, origin=trusted)[0] == 200
        assert rename(browser, origin=HERE)[0] == 200
        assert rename(browser, origin="https://evil.example")[0] == 403
        assert rename(browser, origin="http://forms.example")[0] == 403


def test_a_proxy_that_is_not_trusted_shows_in_two_ways(folder):
    plain = {"TRUSTED_PROXY": "false", "SECURE_SSL_REDIRECT": "false"}
    with behind_nginx(folder, **plain) as place:
        root = place.ask("GET", "/api/")
        assert f"http://{HOST}/" in root.content.decode()
        assert "Strict-Transport-Security" not in root.headers
        assert Browser(place).sign_in().status == 403
    # Without the word of the proxy every request seems to be http: a loop.
    with behind_nginx(folder, TRUSTED_PROXY="false") as place:
        assert place.ask("GET", "/").headers["Location"] == f"{HERE}/"


@pytest.mark.parametrize("said", ["http", None, "HTTPS", "http,https"])
def test_what_the_proxy_does_not_call_https_is_redirected(said, redirecting):
    sent = [("X-Forwarded-Proto", said)] if said else []
    answer = redirecting.ask("GET", "/api/?a=b", headers=sent, scheme="http")
    assert (answer.status, answer.headers["Location"]) == (301, f"{HERE}/api/?a=b")
    assert "Strict-Transport-Security" not in answer.headers


def test_white_space_around_what_the_proxy_says_is_no_part_of_it(redirecting):
    sent = [("X-Forwarded-Proto", "https ")]
    assert redirecting.ask("GET", "/api/", headers=sent, scheme="http").status == 200


@pytest.fixture(scope="module")
def redirecting(folder):
    """granian alone, as a proxy sees it that does not redirect by itself."""
    with granian(folder) as port:
        yield Place(folder, {80: port})


def test_a_post_over_http_does_nothing_where_django_redirects(redirecting):
    answer = redirecting.ask("POST", "/api/token/", b"{}", scheme="http")
    assert answer.status == 301
    assert answer.content == b""


@pytest.mark.parametrize(("seconds", "header"), [("0", None), ("1", "max-age=1")])
def test_hsts_is_opt_in(seconds, header, folder):
    with granian(folder, SECURE_HSTS_SECONDS=seconds) as port:
        sent = [("X-Forwarded-Proto", "https")]
        place = Place(folder, {80: port})
        answer = place.ask("GET", "/", headers=sent, scheme="http")
    assert answer.headers["Strict-Transport-Security"] == header


@pytest.fixture(scope="module", params=SERVERS)
def alone(request, folder):
    """The lab under one of the servers, on http and with no proxy in front."""
    with served(folder, *command(request.param), TRUSTED_PROXY="false") as site:
        yield Place(folder, {80: site.port})


@pytest.mark.parametrize("sent", SPOOFED, ids=lambda sent: str(sent[:1]))
def test_without_a_proxy_nobody_talks_a_server_into_https(sent, alone):
    answer = alone.ask("GET", "/api/", headers=sent, scheme="http")
    assert (answer.status, answer.headers["Location"]) == (301, f"{HERE}/api/")


def test_the_pages_send_a_referer_to_this_site_alone(place):
    # CSRF over https needs it, and nobody else is to learn the address.
    answer = place.ask("GET", "/")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert not re.search(rb'(src|action)="http:', answer.content)
