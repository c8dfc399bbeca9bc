"""The API documentation beside the API: statuses, members and what is taken."""

import re
import sqlite3

import pytest
from django.db import OperationalError, connection

from api.guards.lockout.models import Failures
from api.guards.refusals import LONGEST_QUERY, MOST_FIELDS
from api.models import Author

from .conftest import PASSWORD, Actor, component

BODY_METHODS = {"POST", "PUT", "PATCH"}
# Which header an answer has, and no other one.
HEADERS = {"WWW-Authenticate": {401}, "Retry-After": {429, 503}}


def valid_body():
    """What every address that takes a body takes."""
    return {
        "name": "New",
        "email": "new@example.org",
        "username": "superuser",
        "password": PASSWORD,
        "refresh": (pair := obtain_pair())["refresh"],
        "token": pair["access"],
    }


def obtain_pair():
    """A fresh pair of JWTs."""
    data = {"username": "superuser", "password": PASSWORD}
    return Actor().send("POST", "/api/token/", data).json()


@pytest.fixture
def actors(people):
    """Who gets all answers that there are; the first one is permitted everything."""
    unknown, locked, careless = Actor(), Actor(), Actor("user", "Session")
    unknown.headers = {"Authorization": "Basic dXNlcjp3cm9uZw=="}
    locked.headers = locked.basic("locked", PASSWORD)
    careless.headers = {}  # without its CSRF token
    return [Actor("superuser", "Basic"), Actor(), unknown, locked, careless]


def probes(method, actors):
    """`(actor, query, body, headers)` of requests that end in all that can happen."""
    superuser = actors[0]
    body = valid_body() if method in BODY_METHODS else None
    for actor in actors:
        yield actor, "", body, {}
    too_long, too_many = f"?x={LONGEST_QUERY * 'x'}", f"?{MOST_FIELDS * '&'}"
    for query in ("?cursor=x", "?page=0", too_long, too_many):
        yield superuser, query, body, {}
    yield superuser, "", body, {"Accept": "image/png"}
    yield superuser, "", body, {"Sec-Fetch-Site": "cross-site"}
    if body:
        strange = dict.fromkeys(body, "x")
        locked = {**body, "username": "locked"}
        for bad in ("{", {}, strange, locked, {**body, "name": "x" * 5000}):
            yield superuser, "", bad, {}
        yield superuser, "", body, {"content_type": "text/plain"}
        yield superuser, "", None, {"Transfer-Encoding": "chunked"}


def without_database(method, path, superuser):
    """The answer while the database is away."""

    def fail(*asked):
        raise OperationalError from sqlite3.OperationalError("database is locked")

    body = valid_body() if method in BODY_METHODS else None
    with connection.execute_wrapper(fail):
        return superuser.send(method, path.format(id=1), body)


def statuses(method, path, actors, owner):
    """All statuses that the probes of an operation end in."""
    found = {note(without_database(method, path, actors[0]))}
    for actor, query, body, headers in probes(method, actors):
        Author.objects.all().delete()
        author = Author.objects.create(name="A", email="a@example.org", owner=owner)
        # Only one name is locked out: the others go on being wrong.
        Failures.objects.all().delete()
        Failures.objects.create(kind="name", value="locked", count=7)
        for target in {path.format(id=author.pk), path.format(id=0)}:
            answer = actor.send(method, target + query, body, **headers)
            found.add(note(answer))
    return found


def note(answer):
    """The status of an answer, which has the headers that belong to it."""
    for header, having in HEADERS.items():
        assert (header in answer.headers) == (answer.status_code in having)
    return answer.status_code


def test_every_answer_is_documented_and_every_documented_answer_happens(
    operations, actors, people, settings
):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4000
    for (method, path), operation in operations.items():
        documented = {int(status) for status in operation["responses"]}
        found = statuses(method, path, actors, people["owner"])
        assert found == documented, (method, path)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/token/"),
        ("POST", "/api/token/refresh/"),
        ("POST", "/api/token/verify/"),
        ("POST", "/api/token/blacklist/"),
        ("POST", "/api/api-token-auth/"),
        ("GET", "/api/whoami/"),
        ("GET", "/api/authors_viewset/"),
        ("GET", "/api/authors/{id}/"),
    ],
)
def test_a_body_has_the_documented_members(
    method, path, document, operations, author, superuser
):
    schema = component(document, operations[method, path]["responses"]["200"])
    body = valid_body() if method == "POST" else None
    answer = superuser.send(method, path.format(id=author.pk), body)
    assert set(answer.json()) == set(schema.get("properties", {}))


@pytest.mark.parametrize("text", ["a", " a\n", "", " \t", "\x1c", "\x85", "\0", "a\0"])
def test_text_is_taken_where_its_pattern_says_so(text, document, superuser):
    name = document["components"]["schemas"]["AuthorModelRequest"]["properties"]["name"]
    data = {"name": text, "email": "new@example.org"}
    status = superuser.send("POST", "/api/authors/", data).status_code
    assert status == (201 if re.search(name["pattern"], text) else 400)


def test_a_password_is_taken_where_its_pattern_says_so(document, people):
    body = document["components"]["schemas"]["AuthTokenRequest"]["properties"]
    for text, is_text in ((" ", True), ("a\0", False)):
        data = {"username": "user", "password": text}
        answer = Actor().send("POST", "/api/api-token-auth/", data).json()
        assert bool(re.search(body["password"]["pattern"], text)) == is_text
        assert ("password" in answer) != is_text


def test_a_search_for_what_no_text_holds_says_so_in_a_detail(operations, anyone):
    url = "/api/authors_viewset/"
    parameters = operations["GET", url]["parameters"]
    (pattern,) = [p["schema"]["pattern"] for p in parameters if p["name"] == "search"]
    answer = anyone.send("GET", f"{url}?search=a%00")
    assert not re.search(pattern, "a\0")
    assert answer.json() == {"detail": "Null characters are not allowed."}


@pytest.mark.parametrize(
    ("page", "status"), [("1", 200), ("last", 200), ("", 200), ("first", 404)]
)
def test_a_page_is_a_number_or_one_of_the_documented_words(
    page, status, operations, author, anyone
):
    url = "/api/authors_viewset/"
    schemas = {p["name"]: p["schema"] for p in operations["GET", url]["parameters"]}
    _number, words = schemas["page"]["oneOf"]
    assert (page in [*words["enum"], "1"]) == (status == 200)
    assert anyone.send("GET", f"{url}?page={page}").status_code == status
