"""The headers that protect whoever asks: on every kind of answer, whoever gives it."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import include, path

from api.guards.headers import PERMISSIONS
from project import urls

PASSWORD = "a password of a test"

# What a page may load and do: nothing inline, nothing from elsewhere, in no frame.
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
}
HTML = {"Accept": "text/html"}


def broken(request):
    """A view that fails."""
    raise RuntimeError


urlpatterns = [
    path("broken/", broken),
    path("api/broken/", broken),
    path("", include(urls.urlpatterns)),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


# The method, the path, the headers, and the status.
PAGES = [
    ("GET", "/", {}, 200),
    ("HEAD", "/", {}, 200),
    ("GET", "/theme/", {}, 405),
    ("GET", "/", {"Host": "evil.example"}, 400),
    ("GET", "/nothing/", {}, 404),
    ("GET", "/broken/", {}, 500),
    ("GET", "/api-auth/login/", {}, 200),
    ("POST", "/api-auth/login/", {}, 403),
    ("GET", "/admin", {}, 301),
    ("GET", "/admin/", {}, 302),
    ("GET", "/admin/login/", {}, 200),
]
API = [
    ("GET", "/api/", {}, 200),
    ("GET", "/api/", HTML, 200),
    ("OPTIONS", "/api/authors_generic/", {}, 200),
    ("GET", "/api/", {"Host": "evil.example"}, 400),
    ("GET", "/api/?" + "a&" * 1001, {}, 400),
    ("GET", "/api/whoami/", {}, 401),
    ("GET", "/api/whoami/", HTML, 401),
    ("GET", "/api/authors/", {}, 403),
    ("GET", "/api/nothing/", {}, 404),
    ("GET", "/api/authors_generic/0/", HTML, 404),
    ("POST", "/api/token", {}, 404),
    ("GET", "/api/token/", {}, 405),
    ("GET", "/api/", {"Accept": "image/png"}, 406),
    ("POST", "/api/token/", {"Transfer-Encoding": "chunked"}, 411),
    ("POST", "/api/token/", {"Content-Length": "9999999"}, 413),
    ("POST", "/api/token/", {"Content-Length": "1"}, 415),
    ("GET", "/api/broken/", {}, 500),
]


def ask(method, path, headers, status):
    """The answer to an anonymous user, which must have this status."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answer = client.generic(method, path, headers=headers)
    assert answer.status_code == status
    return answer


def policy(answer) -> dict[str, str]:
    """The Content-Security-Policy of an answer, by directive."""
    directives = answer.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


def name(request) -> str:
    """How a test of a request is called."""
    method, path, headers, status = request
    return " ".join([method, path[:24], *headers.values(), str(status)])


@pytest.mark.parametrize("request_", PAGES + API, ids=name)
def test_every_answer_is_protected(request_):
    answer = ask(*request_)
    assert policy(answer) == STRICT
    assert {header: answer.headers.get(header) for header in OTHERS} == OTHERS


@pytest.mark.parametrize("address", ["/admin/", "/admin/auth/user/", "/admin/logout/"])
def test_the_admin_needs_no_wider_policy(address):
    client = Client()
    client.force_login(User.objects.create_superuser("admin"))
    assert policy(client.get(address)) == STRICT


def test_the_way_to_https_is_protected_as_well(settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = ask("GET", "/", {}, 301)
    assert policy(answer) == STRICT
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("request_", API, ids=name)
def test_no_cache_may_keep_what_depends_on_the_credentials(request_):
    assert ask(*request_).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/token/", "/api/api-token-auth/"])
def test_no_cache_may_keep_a_token(path):
    User.objects.create_user("vera", password=PASSWORD)
    answer = Client().post(path, {"username": "vera", "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/theme/", "/nothing/"])
def test_no_shared_cache_may_keep_a_page(path):
    kept = Client().get(path).headers["Cache-Control"]
    assert kept == "private, no-cache"


def test_a_form_that_is_too_old_is_told_so_on_a_page_of_ours():
    answer = Client(enforce_csrf_checks=True).post(
        "/theme/", headers={"Accept-Language": "ru"}
    )
    assert answer.status_code == 403
    assert policy(answer) == STRICT
    page = answer.content.decode()
    assert '<html lang="ru"' in page
    assert "<style" not in page


def test_a_page_that_says_how_it_may_be_kept_is_believed():
    answer = ask("GET", "/admin/login/", {}, 200)
    assert "must-revalidate" in answer.headers["Cache-Control"]
