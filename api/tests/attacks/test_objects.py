"""Attacks on the records of others: by object, by role, by field, by method."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.urls import path
from rest_framework.permissions import IsAuthenticated

from api.models import Author
from api.permissions import IsOwner
from api.views import AuthorViewSet
from project.urls import urlpatterns as project_urls

from ..conftest import Actor
from .attack import AUTHORS, GENERIC, GOOD, LISTS, VIEWSET, WHOAMI, Attack, ask, each

pytestmark = pytest.mark.urls(__name__)
# The policy of the step 1-owner: a record is for its owner alone.
OWN = "/own/authors/"
POLICY = {"permission_classes": [IsAuthenticated, IsOwner]}
LIST = {"get": "list", "post": "create"}
RECORD = {
    "get": "retrieve",
    "put": "update",
    "patch": "partial_update",
    "delete": "destroy",
}
urlpatterns = [
    *project_urls,
    path("own/authors/", AuthorViewSet.as_view(LIST, **POLICY)),
    path("own/authors/<int:pk>/", AuthorViewSet.as_view(RECORD, **POLICY)),
]
FORM = "application/x-www-form-urlencoded"


def by(name, method, path, data=None, **headers):
    """The answer to a person by JWT."""
    return Actor(name, "JWT").send(method, path, data, **headers)


def kept(answer, author):
    """The answer; AssertionError where it has changed the record."""
    before = (author.name, author.email, author.owner_id)
    author.refresh_from_db()
    assert (author.name, author.email, author.owner_id) == before
    return answer


def foreign(name, method, url, data=None, **headers):
    """Somebody's request to the record of `owner`, which must stay as it is."""
    return lambda author: kept(
        by(name, method, f"{url}{author.pk}/", data, **headers), author
    )


def allowed(name, method, url, data=None):
    """Somebody's request to that record, which may change it."""
    return lambda author: by(name, method, f"{url}{author.pk}/", data)


def same_list(query):
    """A list to which a query neither adds nor takes anything."""

    def send(author):
        answer = by("user", "GET", f"{OWN}?{query.format(author.owner_id)}")
        assert answer.json() == by("user", "GET", OWN).json()
        return answer

    return send


def put_to_nothing(author):
    answer = by("user", "PUT", f"{OWN}9999/", GOOD)
    assert Author.objects.count() == 1
    return answer


def listed(query):
    """A list, on which the authors of others stand too: they are no secret."""

    def send(author):
        answer = by("user", "GET", f"{OWN}{query}")
        assert [one["id"] for one in answer.json()["results"]] == [author.pk]
        return answer

    return send


# Others hide a foreign record (404). Here anybody may see the list, so that it is 403:
# only its owner gets at it, and nobody is told that it does not exist.
BOLA = [
    Attack("BO01", "GET of another's", 403, foreign("user", "GET", OWN)),
    Attack("BO02", "PUT of another's", 403, foreign("user", "PUT", OWN, GOOD)),
    Attack("BO06", "the list", 200, listed("")),
    Attack("BO07", "a search for another's", 200, listed("?search=Ann")),
    Attack("BO08", "a filter by owner", 200, same_list("owner={0}&owner_id={0}")),
    Attack("BO09", "the list, anonymously", 401, lambda _: ask("GET", OWN)),
    Attack("BO10", "a missing record", 404, lambda _: by("user", "GET", f"{OWN}9999/")),
    Attack("BO11", "PUT to a missing record", 404, put_to_nothing),
    Attack("BO12", "PATCH of one's own", 200, allowed("owner", "PATCH", OWN, {})),
    Attack("BO14", "PATCH of another's", 403, foreign("user", "PATCH", VIEWSET, {})),
]


def anonymous(method):
    """A request without credentials to that record."""
    return lambda author: kept(ask(method, f"{GENERIC}{author.pk}/", GOOD), author)


def override(**headers):
    """POST that says it is DELETE, which is a POST."""

    def send(author):
        answer = kept(by("user", "POST", GENERIC, GOOD, **headers), author)
        assert foreign("user", "POST", GENERIC, {}, **headers)(author).status_code > 400
        return answer

    return send


def override_by_field(author):
    form = urlencode({**GOOD, "_method": "DELETE"})
    return kept(by("user", "POST", GENERIC, form, content_type=FORM), author)


def bad_token(author):
    return ask("GET", GENERIC, Authorization="Bearer a.b.c")


ROLE = [
    Attack("RO01", "anonymous GET", 200, lambda _: ask("GET", GENERIC)),
    Attack("RO05", "anonymous PATCH", 401, anonymous("PATCH")),
    Attack("RO06", "anonymous DELETE", 401, anonymous("DELETE")),
    Attack("RO07", "a user's POST", 201, lambda _: by("user", "POST", GENERIC, GOOD)),
    Attack("RO09", "its owner's PATCH", 403, foreign("owner", "PATCH", GENERIC, GOOD)),
    Attack("RO10", "its owner's DELETE", 403, foreign("owner", "DELETE", GENERIC)),
    Attack("RO11", "DELETE of staff", 403, foreign("staff", "DELETE", GENERIC)),
    Attack("RO12", "an admin's PATCH", 200, allowed("superuser", "PATCH", GENERIC, {})),
    Attack("RO13", "an admin's DELETE", 204, allowed("superuser", "DELETE", GENERIC)),
    Attack(
        "RO14", "an override", 201, override(**{"X-HTTP-Method-Override": "DELETE"})
    ),
    Attack("RO15", "an override in a form", 201, override_by_field),
    Attack("RO16", "a bad token where all may read", 401, bad_token),
    Attack("RO18", "anonymous OPTIONS", 200, lambda _: ask("OPTIONS", GENERIC)),
]


def own_id(author):
    sent = {"id": 1, "pk": 1, "name": "Other"}
    answer = by("owner", "PATCH", f"{VIEWSET}{author.pk}/", sent)
    assert (answer.json()["id"], answer.json()["name"]) == (author.pk, "Other")
    return answer


def own_flags(author):
    flags = {"is_superuser": True, "is_staff": True}
    answer = by("user", "PATCH", WHOAMI, flags)
    assert not User.objects.filter(username="user", **flags).exists()
    return answer


def unknown_fields(author):
    sent = {**GOOD, "role": "admin", "is_staff": True, "__class__": "x", "id": 7}
    answer = by("user", "POST", VIEWSET, sent)
    assert set(answer.json()) == {"id", "name", "email", "owner"}
    assert answer.json()["id"] != 7
    return answer


def no_password(author):
    answer = by("user", "GET", WHOAMI)
    assert "password" not in set(answer.json())
    assert User.objects.get(username="user").password not in answer.content.decode()
    return answer


MASS = [
    Attack("MA03", "another id", 200, own_id),
    Attack("MA04", "one's own flags", 405, own_flags),
    Attack("MA05", "fields that there are not", 201, unknown_fields),
    Attack("MA06", "who one is", 200, no_password),
]


def delete_list(author):
    answer = kept(by("superuser", "DELETE", GENERIC), author)
    assert set(answer.headers["Allow"].split(", ")) == {
        "GET",
        "HEAD",
        "OPTIONS",
        "POST",
    }
    return answer


METHOD = [
    Attack("ME01", "TRACE", 405, lambda _: by("superuser", "TRACE", GENERIC)),
    Attack("ME02", "PROPFIND", 405, lambda _: by("superuser", "PROPFIND", GENERIC)),
    Attack("ME03", "DELETE of a list", 405, delete_list),
]


@each(BOLA, ROLE, MASS, METHOD)
def test_objects(attack, author):
    attack.check(author)


METHODS = ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["user", "staff", "granted", None])
def test_by_no_verb_anybody_else_gets_at_a_record(name, method, author):
    actor = Actor(name, "JWT") if name else Actor()
    answer = kept(actor.send(method, f"{OWN}{author.pk}/", GOOD), author)
    expected = 401 if name is None else 200 if method == "OPTIONS" else 403
    assert answer.status_code == expected
    assert author.email not in answer.content.decode()


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("url", [GENERIC, VIEWSET])
@pytest.mark.parametrize(
    "spelt", ["{}/?pk=0", "{}/?id=1&pk=1", "0{}/", "000{}/", "{}/?format=json"]
)
def test_by_no_spelling_anybody_else_changes_a_record(spelt, url, method, author):
    path = url + spelt.format(author.pk)
    answer = kept(by("user", method, path, GOOD), author)
    assert answer.status_code == 403


FIELDS = ["owner", "owner_id", "user", "username", "author", "pk", "id"]


@pytest.mark.parametrize("kind", ["json", "form"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("url", LISTS)
def test_no_field_gives_a_record_to_anybody(url, method, kind, author, people):
    admin = Actor("superuser", "Basic")
    sent = {**GOOD, **dict.fromkeys(FIELDS, people["user"].pk)}
    target = url if method == "POST" else f"{url}{author.pk}/"
    if kind == "json":
        answer = admin.send(method, target, sent)
    else:
        answer = admin.send(method, target, urlencode(sent), content_type=FORM)
    assert answer.status_code in {200, 201}
    owner = "superuser" if method == "POST" else "owner"
    stored = Author.objects.get(email=GOOD["email"])
    assert (stored.owner.username, answer.json()["owner"]) == (owner, owner)
    assert stored.pk == answer.json()["id"]


HEADERS = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"]


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("url", LISTS)
def test_a_get_that_says_it_is_another_method_is_a_get(url, header, author):
    path = f"{url}{author.pk}/?_method=DELETE&method=DELETE"
    admin = Actor("superuser", "Basic")
    answer = kept(admin.send("GET", path, **{header: "DELETE"}), author)
    assert answer.status_code == 200


def test_said_twice_the_last_word_counts_and_nothing_breaks(author):
    twice = '{"name": "One", "email": "a@example.org", "name": "Two", "owner": "user"}'
    made = Actor("user", "Basic").send("POST", AUTHORS, twice)
    assert (made.status_code, made.json()["name"]) == (201, "Two")
    form = "name=One&name=Two&email=b@example.org&owner=1&owner=2"
    made = by("user", "POST", GENERIC, form, content_type=FORM)
    assert (made.json()["name"], made.json()["owner"]) == ("Two", "user")
    for query in ("page_size=1&page_size=2", "page=9&page=1", "search=x&search=Two"):
        assert by("user", "GET", f"{VIEWSET}?{query}").status_code == 200
