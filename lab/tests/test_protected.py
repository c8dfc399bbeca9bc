"""The answers of the laboratory are as protected as all others, and as sturdy."""

import pytest
from django.test import Client

from project.tests.test_headers import HTML, OTHERS, STRICT, ask, policy
from project.tests.test_requests import status_of, status_of_form

pytestmark = pytest.mark.django_db

STEPS = [
    ("GET", "/lab/1.2.1/authors/", {}, 403),
    ("GET", "/lab/1.2.1/authors/", HTML, 403),
    ("GET", "/lab/1.2-generic/authors/", {}, 200),
]


@pytest.mark.parametrize("request_", STEPS)
def test_a_step_is_protected_and_kept_by_no_cache(request_):
    answer = ask(*request_)
    assert policy(answer) == STRICT
    assert {header: answer.headers.get(header) for header in OTHERS} == OTHERS
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/lab/1.2.3/", "/lab/matrix/", "/lab/why/story/"])
def test_a_page_is_protected_and_kept_by_no_shared_cache(path):
    answer = Client().get(path)
    assert policy(answer) == STRICT
    assert answer.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("charset", ["base64", "hex", "idna", "unicode_escape"])
@pytest.mark.parametrize("path", ["/lab/why/", "/lab/sign-in/", "/lab/jwt/judge/"])
def test_a_form_in_a_strange_charset_is_no_fault_of_ours(path, charset, site):
    assert status_of_form(site, path, charset) in {200, 302}


@pytest.mark.parametrize(
    "path", [r"/lab/why/?header=\ud800", r"/lab/1-owner/?who=own&headers=X:\ud800"]
)
def test_a_query_in_a_strange_charset_is_no_fault_of_ours(path, site):
    headers = {"Content-Type": "text/plain; charset=unicode_escape"}
    assert status_of(site, "GET", path, headers) == 200
