"""Lists and records: what they hold, and how they are paged."""

import re

import pytest
from django.contrib.auth.models import User
from rest_framework.exceptions import ValidationError

from api.guards.errors import exception_handler
from api.models import Author

from .conftest import Actor

BARE = ["/api/authors/", "/api/authors_generic/"]
VIEWSET = "/api/authors_viewset/"


@pytest.fixture
def many(db):
    """250 authors of nobody."""
    return Author.objects.bulk_create(
        Author(name=f"Author {n}", email=f"author{n}@example.org") for n in range(250)
    )


def links(answer):
    """The addresses of the Link header by their relation."""
    header = answer.headers.get("Link", "")
    return {rel: url for url, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', header)}


@pytest.mark.parametrize("url", [*BARE, VIEWSET])
def test_an_author_is_id_name_email_and_owner(url, author, superuser):
    expected = {
        "id": author.pk,
        "name": "Ann",
        "email": "ann@example.org",
        "owner": "owner",
    }
    assert superuser.send("GET", f"{url}{author.pk}/").json() == expected
    listed = superuser.send("GET", url).json()
    assert (listed["results"] if url == VIEWSET else listed) == [expected]


@pytest.mark.parametrize("url", [*BARE, VIEWSET])
def test_the_creator_becomes_the_owner_whatever_is_sent(url, people):
    data = {"id": 77, "name": "A", "email": "a@example.org", "owner": "superuser"}
    answer = Actor("user", "Basic").send("POST", url, data)
    assert answer.status_code == 201
    assert answer.json()["owner"] == "user"
    assert answer.json()["id"] != 77


@pytest.mark.parametrize("url", [*BARE, VIEWSET])
def test_a_change_leaves_id_and_owner_alone(url, author, superuser):
    data = {"id": 77, "owner": "superuser", "name": "Anna"}
    answer = superuser.send("PATCH", f"{url}{author.pk}/", data)
    assert answer.json() == {
        "id": author.pk,
        "name": "Anna",
        "email": "ann@example.org",
        "owner": "owner",
    }


def test_an_author_outlives_its_owner(author, superuser):
    User.objects.get(username="owner").delete()
    answer = superuser.send("GET", f"/api/authors/{author.pk}/")
    assert answer.json()["owner"] is None


@pytest.mark.parametrize("url", BARE)
def test_a_bare_list_is_walked_by_its_links(url, many, superuser):
    seen, target, previous = [], url, None
    while target:
        answer = superuser.send("GET", target)
        page = [row["id"] for row in answer.json()]
        if previous:
            back = superuser.send("GET", links(answer)["prev"]).json()
            assert [row["id"] for row in back] == previous
        seen, previous, target = seen + page, page, links(answer).get("next")
    assert seen == sorted(author.pk for author in many)


@pytest.mark.parametrize("url", BARE)
def test_a_bare_list_that_fits_one_page_has_no_links(url, author, superuser):
    assert "Link" not in superuser.send("GET", url).headers


@pytest.mark.parametrize(
    ("size", "length"), [("7", 7), ("0", 100), ("x", 100), ("9999", 250), ("-3", 100)]
)
@pytest.mark.parametrize("url", BARE)
def test_page_size_of_a_bare_list(url, size, length, many, superuser):
    assert len(superuser.send("GET", f"{url}?page_size={size}").json()) == length


@pytest.mark.parametrize("url", [*BARE, VIEWSET])
def test_no_page_is_longer_than_a_thousand(url, superuser):
    Author.objects.bulk_create(
        Author(name="A", email=f"a{n}@example.org") for n in range(1100)
    )
    body = superuser.send("GET", f"{url}?page_size=5000").json()
    assert len(body["results"] if url == VIEWSET else body) == 1000


# Positions: a word, beyond 64 bits, and Unicode digits; then what is no cursor at all.
@pytest.mark.parametrize(
    "cursor", ["cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "cD3ZoQ==", "é"]
)
@pytest.mark.parametrize("url", BARE)
def test_a_cursor_that_was_made_up_is_404(url, cursor, many, superuser):
    answer = superuser.send("GET", f"{url}?cursor={cursor}")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "Invalid cursor"}


@pytest.mark.parametrize("url", [*BARE, VIEWSET])
def test_a_page_costs_the_same_few_queries(
    url, many, people, django_assert_max_num_queries
):
    Author.objects.update(owner=people["owner"])
    actor = Actor("superuser", "Basic")
    with django_assert_max_num_queries(3):
        assert actor.send("GET", f"{url}?page_size=200").status_code == 200


def test_the_viewset_counts_its_pages(many, anyone):
    body = anyone.send("GET", f"{VIEWSET}?page=2").json()
    assert body["count"] == 250
    assert body["next"].endswith("?page=3")
    assert body["previous"].endswith(VIEWSET)
    assert [row["id"] for row in body["results"]] == [a.pk for a in many[10:20]]


@pytest.mark.parametrize("page", ["0", "999", "x", "%00", "9" * 30])
def test_a_page_that_is_not_there_is_404(page, many, anyone):
    assert anyone.send("GET", f"{VIEWSET}?page={page}").status_code == 404


def test_the_viewset_searches_names_and_emails(many, anyone):
    Author.objects.create(name="Zoë", email="unique@example.net")
    for word in ("zoë", "example.net"):
        body = anyone.send("GET", f"{VIEWSET}?search={word}").json()
        assert [row["email"] for row in body["results"]] == ["unique@example.net"]


def test_the_viewset_orders_by_name_and_email_and_nothing_else(db, anyone):
    for name in "bac":
        Author.objects.create(name=name, email=f"{name}@example.org")

    def names(query):
        body = anyone.send("GET", f"{VIEWSET}?ordering={query}").json()
        return "".join(row["name"] for row in body["results"])

    assert names("name") == "abc"
    assert names("-email") == "cba"
    assert names("owner__password") == names("id") == names("") == "bac"


def test_a_null_character_in_a_search_is_400(db, anyone):
    answer = anyone.send("GET", f"{VIEWSET}?search=%00")
    assert answer.status_code == 400
    assert answer.json() == {"detail": "Null characters are not allowed."}


@pytest.mark.parametrize("said", [["one.", "two."], ["one."], [], [{"name": ["no"]}]])
def test_an_error_of_no_field_is_one_sentence_after_another(said, rf):
    context = {"request": rf.get("/"), "view": None}
    data = exception_handler(ValidationError(said), context).data
    are_sentences = said and isinstance(said[0], str)
    assert data == ({"detail": " ".join(said)} if are_sentences else said)
