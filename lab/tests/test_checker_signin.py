"""How the checker signs in to sites whose pages and tokens are odd."""

import json
import time
from urllib.parse import urlencode

import pytest

from lab.checker import signin
from lab.checker.accounts import Account
from lab.checker.answers import Answer
from lab.checker.check import CannotCheckError
from lab.checker.client import Client
from lab.checker.markup import tags
from lab.checker.pages import own_path
from lab.tests.tiny import listening, reply, saying

ME = Account("me", "secret")
HTML = {"content_type": "text/html"}
REFUSED = pytest.raises(CannotCheckError, match="cannot be sent back")
SIGNED_IN = reply(302, b"", location="/", set_cookie="sessionid=7; HttpOnly")

FORMS = {
    "django": '<input type="hidden" name="csrfmiddlewaretoken" value="a&amp;b">',
    "value-first": '<input value="a&amp;b" type=hidden name="csrfmiddlewaretoken">',
    "unquoted": "<INPUT type=hidden NAME=csrfmiddlewaretoken value=a&amp;b>",
    "lines": "<input\nname = 'csrfmiddlewaretoken'\n value='a&amp;b'\n/>",
    "others": "<![if x]><input name=q value=1><input name=csrfmiddlewaretoken "
    "value=a&amp;b>",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_form_is_found_however_it_is_written(form):
    page = reply(200, f"<!doctype html>{form}".encode(), **HTML)
    with listening(saying(page, SIGNED_IN)) as server:
        carried = signin.session(Client(server.url), ME)
    assert carried.cookies == {"sessionid": "7"}
    assert carried.headers["X-CSRFToken"] == "a&b"


def test_a_page_without_the_field_is_no_form():
    page = reply(200, b"<!doctype html><input name=csrfmiddlewaretoken>", **HTML)
    refused = pytest.raises(CannotCheckError, match="--session")
    with listening(saying(page)) as server, refused:
        signin.session(Client(server.url), ME)
    assert len(server.heads) == len(signin.FORMS)


@pytest.mark.parametrize("cookie", ["sessionid=7\x01", "sessionid=7\x0b8"])
def test_a_session_that_cannot_be_sent_back_is_not_taken(cookie):
    page = reply(200, FORMS["django"].encode(), **HTML)
    with listening(saying(page, reply(302, b"", set_cookie=cookie))) as server, REFUSED:
        signin.session(Client(server.url), ME)


@pytest.mark.parametrize("token", ["a.b\nX: y.c", "a.b\ud800.c", " a.b.c"])
@pytest.mark.parametrize("kind", ["access", "token"])
def test_a_token_that_cannot_be_sent_back_is_not_taken(token, kind):
    obtain = {"access": signin.access_token, "token": signin.drf_token}[kind]
    said = reply(200, json.dumps({kind: token}).encode())
    with listening(saying(said)) as server, REFUSED:
        obtain(Client(server.url), ME)


@pytest.mark.parametrize("part", ["<input ", "<", "<!--", "<a b='", "&#", "</"])
def test_a_page_that_means_it_ill_is_read_in_no_time(part):
    start = time.monotonic()
    tags(50_000 * part, "input")
    assert time.monotonic() - start < 2


STYLES = {
    "/s.css": "/s.css",
    "s.css?v=1": "/admin/s.css",
    "http://lab.example/s.css": "/s.css",
    "http://cdn.example/s.css": "",
    "http://[x/s.css": "",
    "http://[::1": "",
}


@pytest.mark.parametrize(("href", "path"), STYLES.items())
def test_a_style_sheet_is_that_of_the_site(href, path):
    assert own_path("http://lab.example/admin/", href) == path


def test_what_was_sent_does_not_come_back_in_a_report():
    sent = urlencode({"username": ME.username, "password": ME.password})
    echo = reply(302, b"", location=f"/?{sent}", www_authenticate=f"Basic {sent}")
    with listening(saying(echo)) as server:
        found: Answer = signin.exchanged(Client(server.url), signin.JWT, ME)
    assert not any(ME.password in value for value in found.headers.values())
