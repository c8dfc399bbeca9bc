"""What PostgreSQL cannot hold, and SQLite can: never a fault of ours on either."""

import base64

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from rest_framework.authtoken.models import Token

from api.models import Author

from .conftest import PASSWORD, Actor

LISTS = ["/api/authors/", "/api/authors_generic/", "/api/authors_viewset/"]
FORMS = "application/x-www-form-urlencoded"
HUGE = "9" * 30
PAGES = ["/", "/api/", "/api-auth/login/", "/admin/", *LISTS, "/api/whoami/"]


def basic(text):
    """A header of Basic."""
    return {"Authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


def cursor(position):
    """A query with a cursor as DRF makes them."""
    return f"cursor={base64.b64encode(f'p={position}'.encode()).decode()}"


# How a cookie may spell a NUL character: servers let none through as it is.
COOKIES = ['sessionid="\\000aaaaaaaaaaaa"', 'csrftoken="\\000"', 'messages="\\000"']
HEADERS = [
    *map(basic, ["us\0er:x", "user:\0", "\0:\0", f"{'x' * 3000}:x"]),
    *({"Authorization": f"{word} a\0b"} for word in ("Basic", "Token", "Bearer")),
    {"Authorization": f"Token {'x' * 3000}"},
    *({"Cookie": cookie} for cookie in COOKIES),
    {"Cookie": f"sessionid={'a' * 3000}"},
]


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_credentials_that_no_column_holds_recognise_nobody(headers, accept, people):
    for path in PAGES:
        answer = Actor().send("GET", path, Accept=accept, **headers)
        assert answer.status_code < 500, path
        if path == "/api/whoami/":
            assert answer.status_code in {400, 401}
        if accept == "application/json" and path in LISTS and answer.status_code >= 400:
            assert "detail" in answer.json()


@pytest.mark.parametrize(
    "query",
    [
        *("search=%00", "search=a%00b", f"search={HUGE}", "search=%ED%A0%80"),
        *("ordering=%00", "ordering=name%00", "page=%00", f"page={HUGE}"),
        *("page_size=%00", f"page_size={HUGE}", cursor("%00"), cursor(9 * 10**18)),
        *(cursor(10**19 - 1), cursor(HUGE), "format=%00"),
    ],
)
@pytest.mark.parametrize("url", LISTS)
def test_a_query_that_no_column_holds_is_no_fault_of_ours(url, query, superuser):
    assert superuser.send("GET", f"{url}?{query}").status_code in {200, 400, 404}


@pytest.mark.parametrize("pk", ["%00", "1%00", "0", 2**31, 2**63, HUGE])
@pytest.mark.parametrize("url", LISTS)
def test_a_number_that_no_column_holds_names_no_author(url, pk, superuser):
    data = {"name": "A", "email": "a@example.org"}
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert superuser.send(method, f"{url}{pk}/", data).status_code == 404


@pytest.mark.parametrize("path", ["/admin/login/", "/api-auth/login/"])
@pytest.mark.parametrize("username", ["a%00b", "%ED%A0%80", "x" * 3000])
def test_nobody_signs_in_by_a_name_that_no_column_holds(path, username, people):
    form = f"username={username}&password=%00"
    answer = Client().generic("POST", path, form, content_type=FORMS)
    assert answer.status_code == 200
    assert "sessionid" not in answer.cookies


@pytest.fixture
def admin(people):
    """The superuser's browser, in the admin."""
    browser = Client(raise_request_exception=False)
    assert browser.login(username="superuser", password=PASSWORD)
    return browser


@pytest.mark.parametrize(
    "path",
    [
        *("api/author/?q=%00", "api/author/?name=%00", f"api/author/?id={HUGE}"),
        *(f"api/author/?owner__id__exact={HUGE}", "api/author/?owner=%00"),
        *("api/author/%00/change/", f"api/author/{HUGE}/change/", "r/%00/1/"),
        *("auth/user/?q=%00", "auth/user/?username=%00", f"auth/user/{HUGE}/change/"),
        *(f"auth/user/{HUGE}/password/", f"auth/user/{2**31}/delete/"),
        *("authtoken/tokenproxy/?q=%00", "authtoken/tokenproxy/?key=%00"),
        *("authtoken/tokenproxy/%00/change/", f"authtoken/tokenproxy/{HUGE}/delete/"),
        *("r/{token}/%00/", f"r/{HUGE}/1/", f"r/{{token}}/{HUGE}/"),
        *("token_blacklist/outstandingtoken/?q=%00", "api/author/?p=%00"),
    ],
)
def test_the_admin_finds_nothing_by_what_no_column_holds(path, admin):
    token = ContentType.objects.get_for_model(Token).pk
    answer = admin.get("/admin/" + path.replace("{token}", str(token)))
    assert answer.status_code in {200, 302, 400, 403, 404}


@pytest.mark.parametrize("name", ["a\0b", "x" * 201])
def test_the_admin_stores_nothing_that_no_column_holds(name, admin):
    form = {"name": name, "email": "a@example.org", "owner": HUGE}
    assert admin.post("/admin/api/author/add/", form).status_code == 200
    form = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    admin.post("/admin/auth/user/add/", form)
    assert not Author.objects.exists()
    assert User.objects.count() == 5
