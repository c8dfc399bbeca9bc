"""What a request may cost: questions to the database, and fields made for nothing."""

import json

import pytest
from rest_framework import serializers

from api.guards import reading
from api.models import Author
from api.serializers import AuthorModelSerializer

from .conftest import SCHEMES, Actor

# To know who asks. A session is looked up first, then its user.
QUERIES = {"Basic": 1, "Session": 2, "Token": 1, "JWT": 1}
LISTS = ["/api/authors_generic/", "/api/authors_viewset/"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_to_know_who_asks_takes_few_queries(scheme, people, django_assert_num_queries):
    actor = Actor("user", scheme)
    with django_assert_num_queries(QUERIES[scheme]):
        assert actor.send("GET", "/api/whoami/").json()["scheme"] == scheme


@pytest.mark.parametrize("url", LISTS)
def test_to_know_that_nobody_asks_takes_none(
    url, author, anyone, django_assert_num_queries
):
    with django_assert_num_queries(1):
        assert anyone.send("GET", f"{url}{author.pk}/").status_code == 200


class Changed(AuthorModelSerializer):
    """Shows more than its fields."""

    def to_representation(self, instance):
        return {**super().to_representation(instance), "initial": instance.name[0]}


class Chosen(serializers.ModelSerializer):
    """Chooses its fields by itself."""

    def get_fields(self):
        return {"name": super().get_fields()["name"]}

    class Meta:
        model = Author
        fields = ["name", "email"]


class Computed(serializers.ModelSerializer):
    """Has a field that is no column."""

    initial = serializers.SerializerMethodField()

    def get_initial(self, author):
        return author.name[0]

    class Meta:
        model = Author
        fields = ["initial"]


class Followed(serializers.ModelSerializer):
    """Has a column of another table."""

    whose = serializers.CharField(source="owner.username", default=None)

    class Meta:
        model = Author
        fields = ["whose"]


class Secret(serializers.ModelSerializer):
    """Takes what it does not show."""

    class Meta:
        model = Author
        fields = ["name", "email"]
        extra_kwargs = {"email": {"write_only": True}}


def test_a_record_reads_as_by_its_fields(author):
    assert reading.plan(AuthorModelSerializer)
    for each in (author, Author.objects.create(name="Bo", email="bo@example.org")):
        fast = AuthorModelSerializer(each).data
        slow = reading.by_field(AuthorModelSerializer(each), each)
        assert json.dumps(fast) == json.dumps(slow)


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (Changed, {"name": "Ann", "owner": "owner", "initial": "A"}),
        (Chosen, {"name": "Ann"}),
        (Computed, {"initial": "A"}),
        (Followed, {"whose": "owner"}),
        (Secret, {"name": "Ann"}),
    ],
)
def test_a_serializer_of_another_kind_shows_what_it_says(kind, shown, author):
    data = {"id": author.pk, "email": author.email} if kind is Changed else {}
    assert kind(author).data == {**data, **shown}


def test_fields_that_were_taken_away_are_not_shown(author):
    serializer = AuthorModelSerializer(author)
    del serializer.fields["email"]
    assert "email" not in serializer.data


def test_a_dictionary_is_shown_as_a_record_is(db):
    told = {"id": 1, "name": "Ann", "email": "ann@example.org", "owner": None}
    assert AuthorModelSerializer(told).data == told
