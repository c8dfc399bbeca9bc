"""What a request may cost: questions to the database, and fields made for nothing."""

import json

import pytest
from django.conf import settings
from rest_framework import serializers

from api.guards import reading
from api.models import Author
from api.serializers import AuthorModelSerializer

from .conftest import SCHEMES, Actor

# To know who asks. A session is looked up first, if not in the cache; then its user.
STORED = 0 if settings.SESSION_ENGINE.endswith("cached_db") else 1
QUERIES = {"Basic": 1, "Session": 1 + STORED, "Token": 1, "JWT": 1}
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
        chosen = self.context.get("chosen", "name")
        return {chosen: super().get_fields()[chosen]}

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


class Asked(Chosen):
    """Is told by its parent which fields it has."""


class Prepared(serializers.ModelSerializer):
    """Cannot be made without being told something."""

    def __init__(self, *args, also, **kwargs):
        super().__init__(*args, **kwargs)
        self.also = also

    class Meta:
        model = Author
        fields = ["name"]


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


@pytest.mark.parametrize("kind", [Chosen, Asked])
@pytest.mark.parametrize("chosen", ["email", "name"])
def test_fields_may_be_others_for_each_request(chosen, kind, author):
    shown = kind(author, context={"chosen": chosen}).data
    assert shown == {chosen: getattr(author, chosen)}


def test_a_serializer_that_must_be_told_something_is_made_by_nobody_else(author):
    assert Prepared(author, also=1).data == {"name": "Ann"}


def test_fields_that_were_taken_away_are_not_shown(author):
    serializer = AuthorModelSerializer(author)
    del serializer.fields["email"]
    assert "email" not in serializer.data


def test_a_dictionary_is_shown_as_a_record_is(db):
    told = {"id": 1, "name": "Ann", "email": "ann@example.org", "owner": None}
    assert AuthorModelSerializer(told).data == told


def test_a_key_of_nobody_is_null(db):
    nobody = Author(name="Ann", email="ann@example.org", owner_id=99999)
    assert AuthorModelSerializer(nobody).data["owner"] is None


@pytest.mark.parametrize("meta", [None, type("Meta", (), {"fields": ["name"]})])
def test_what_is_missing_in_a_class_is_told_by_drf(meta, author):
    kind = type("Kind", (serializers.ModelSerializer,), {"Meta": meta} if meta else {})
    with pytest.raises(AssertionError, match="Meta"):
        kind(author).data  # noqa: B018


NUMBERS = {serializers.BigIntegerField, serializers.IntegerField}


@pytest.mark.parametrize("kind", sorted(reading.KINDS, key=str))
def test_each_kind_of_field_shows_what_it_shows_in_drf(kind, author):
    name, options = "id" if kind in NUMBERS else "name", {}
    if kind is serializers.SlugRelatedField:
        name, options = "owner", {"slug_field": "username"}
    field = kind(read_only=True, **options)
    meta = type("Meta", (), {"model": Author, "fields": [name]})
    mine = type("Mine", (serializers.ModelSerializer,), {name: field, "Meta": meta})
    assert reading.plan(mine)
    assert mine(author).data == reading.by_field(mine(author), author)
