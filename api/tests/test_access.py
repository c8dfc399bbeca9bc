"""Who may do what: every endpoint, actor, scheme and method."""

import pytest
from django.urls import get_resolver

from api.access import ACCESS, read
from api.models import Author

from .conftest import PEOPLE, SCHEMES, Actor

ACCEPTED = {
    "/api/authors/": {"Session", "Basic"},
    "/api/authors_generic/": set(SCHEMES),
    "/api/authors_viewset/": set(SCHEMES),
}


def observed(url, actor, owner):
    """The statuses that the server answers, each asked of a record of its own."""
    statuses = {}
    for column in read(ACCESS[url])["anonymous"]:
        email = f"{column}@example.org".lower()
        record = Author.objects.create(name="Ann", email=f"old-{email}", owner=owner)
        target = url if column in {"LIST", "POST"} else f"{url}{record.pk}/"
        method = "GET" if column == "LIST" else column
        writes = method in {"POST", "PUT", "PATCH"}
        data = {"name": "New", "email": email} if writes else None
        statuses[column] = actor.send(method, target, data).status_code
    return statuses


@pytest.mark.parametrize("url", ACCESS)
def test_a_anonymous(url, people):
    assert observed(url, Actor(), people["owner"]) == read(ACCESS[url])["anonymous"]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("url", ACCESS)
def test_every_actor_by_every_scheme(url, name, scheme, people):
    row = name if scheme in ACCEPTED[url] else "anonymous"
    assert observed(url, Actor(name, scheme), people["owner"]) == read(ACCESS[url])[row]


def test_every_endpoint_has_its_table():
    routes = [str(entry.pattern) for entry in get_resolver("api.urls").url_patterns]
    lists = {
        route for route in routes if route.startswith("authors") and "<" not in route
    }
    assert {f"/api/{route}" for route in lists} == set(ACCESS)


@pytest.mark.parametrize("table", ACCESS.values(), ids=ACCESS)
def test_every_table_promises_every_method_to_every_actor(table):
    promised = read(table)
    assert set(promised) == {"anonymous", *PEOPLE}
    for row in promised.values():
        assert list(row) == [
            *("LIST", "GET", "HEAD", "OPTIONS"),
            *("POST", "PUT", "PATCH", "DELETE"),
        ]


@pytest.mark.parametrize(
    ("method", "path", "challenge"),
    [
        ("GET", "/api/authors/", None),
        ("POST", "/api/authors/", None),
        ("POST", "/api/authors_generic/", 'Bearer realm="api"'),
        ("POST", "/api/authors_viewset/", 'Bearer realm="api"'),
        ("GET", "/api/whoami/", 'Bearer realm="api"'),
    ],
)
def test_the_first_scheme_alone_decides_the_challenge(method, path, challenge, db):
    answer = Actor().send(method, path, {} if method == "POST" else None)
    assert answer.status_code == (401 if challenge else 403)
    assert answer.headers.get("WWW-Authenticate") == challenge


@pytest.mark.parametrize("scheme", SCHEMES)
def test_wrong_credentials_are_refused_even_where_anybody_reads(scheme, people):
    headers = {
        "Basic": "Basic dXNlcjp3cm9uZw==",
        "Session": "Basic dXNlcjp3cm9uZw==",
        "Token": "Token 0000000000000000000000000000000000000000",
        "JWT": "Bearer a.b.c",
    }
    answer = Actor().send("GET", "/api/authors_generic/", Authorization=headers[scheme])
    assert answer.status_code == 401


def test_a_session_without_the_csrf_token_may_read_but_not_write(people):
    actor = Actor("user", "Session")
    actor.headers = {}
    assert actor.send("GET", "/api/authors_generic/").status_code == 200
    data = {"name": "A", "email": "a@example.org"}
    answer = actor.send("POST", "/api/authors_generic/", data)
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_a_good_jwt_beside_a_session_needs_no_csrf_token(people):
    actor = Actor("user", "Session")
    actor.headers = Actor("user", "JWT").headers
    data = {"name": "A", "email": "a@example.org"}
    assert actor.send("POST", "/api/authors_generic/", data).status_code == 201


@pytest.mark.parametrize("url", ACCESS)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_list_lacks_the_methods_of_a_record(url, method, superuser):
    answer = superuser.send(method, url, {})
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {
        "GET",
        "HEAD",
        "OPTIONS",
        "POST",
    }


@pytest.mark.parametrize("url", ACCESS)
@pytest.mark.parametrize("method", ["POST", "TRACE", "PROPFIND"])
def test_a_record_lacks_the_methods_of_a_list(url, method, superuser, author):
    answer = superuser.send(method, f"{url}{author.pk}/", {})
    assert answer.status_code == 405
    allowed = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"}
    assert set(answer.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("url", ACCESS)
@pytest.mark.parametrize("key", ["0", "99999999", "9223372036854775808", "9" * 30])
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_record_that_is_not_there_is_404(url, key, method, superuser):
    answer = superuser.send(method, f"{url}{key}/", {"name": "A", "email": "a@b.org"})
    assert answer.status_code == 404
    assert answer.json() == {"detail": "Not found."}


@pytest.mark.parametrize("url", ACCESS)
@pytest.mark.parametrize("key", ["\u0663", "\uff13", "+3", "0_3", "3.json"])
def test_only_digits_name_a_record(url, key, superuser):
    Author.objects.create(pk=3, name="A", email="a@example.org")
    assert superuser.send("GET", f"{url}3/").status_code == 200
    assert superuser.send("GET", f"{url}{key}/").status_code == 404
