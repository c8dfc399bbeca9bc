"""The API documentation: as complete as the API, and true."""

import re

import pytest
from django import urls
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from rest_framework.authentication import RemoteUserAuthentication
from rest_framework.authtoken.models import Token
from rest_framework.generics import GenericAPIView
from rest_framework.relations import SlugRelatedField
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView

from api.access import ACCESS, read
from api.models import Author
from api.serializers import AuthorModelSerializer
from api.urls import urlpatterns

from .conftest import component

NAMES = {
    "BasicAuthentication": "basicAuth",
    "JWTAuthentication": "jwtAuth",
    "SessionAuthentication": "cookieAuth",
    "TokenAuthentication": "tokenAuth",
}


def addresses():
    """`(path, view class)` of each address, with {id} in place of the parameter."""
    for url in urlpatterns:
        yield "/api/" + re.sub("<.*>", "{id}", str(url.pattern)), url.callback.cls


def allowed(actor, path):
    """The methods of an address, as it tells them, without those that all have."""
    answer = actor.send("OPTIONS", path)
    assert answer.status_code == 200
    return set(answer.headers["Allow"].split(", ")) - {"HEAD", "OPTIONS"}


def test_the_command_has_nothing_to_warn_of(tmp_path):
    target = tmp_path / "schema.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(target))
    assert target.read_text(encoding="utf-8").startswith("openapi: ")


def test_every_address_and_method_is_there_and_nothing_else(
    operations, author, superuser
):
    expected = {
        (method, path)
        for path, _view in addresses()
        for method in allowed(superuser, path.format(id=author.pk))
    }
    assert set(operations) == expected


def test_every_operation_names_the_schemes_of_its_view_in_their_order(operations):
    views = dict(addresses())
    for (method, path), operation in operations.items():
        is_token = "token" in path
        classes = [] if is_token else views[path].authentication_classes
        expected = [NAMES[each.__name__] for each in classes]
        named = [name for each in operation["security"] for name in each]
        assert named == expected, (method, path)


@pytest.mark.parametrize("url", ACCESS)
def test_an_operation_is_open_where_anonymous_users_are_promised_it(url, operations):
    promised = read(ACCESS[url])["anonymous"]
    for column in set(promised) - {"HEAD", "OPTIONS"}:
        method = "GET" if column == "LIST" else column
        path = url if column in {"LIST", "POST"} else url + "{id}/"
        is_open = {} in operations[method, path]["security"]
        assert is_open == (promised[column] < 400), (method, path)


def test_what_gives_tokens_is_open_and_who_you_are_is_not(operations):
    for (_method, path), operation in operations.items():
        if "token" in path:
            assert operation["security"] == [{}]
    assert {} in operations["GET", "/api/"]["security"]
    assert {} not in operations["GET", "/api/whoami/"]["security"]


def test_the_owner_of_an_author_may_be_nobody(document):
    owner = document["components"]["schemas"]["AuthorModel"]["properties"]["owner"]
    assert owner["nullable"]
    assert owner["readOnly"]


@pytest.mark.parametrize("path", ["/api/authors/", "/api/authors_generic/"])
def test_a_bare_list_is_an_array_with_its_links_in_a_header(path, document, operations):
    response = operations["GET", path]["responses"]["200"]
    assert component(document, response)["type"] == "array"
    assert list(response["headers"]) == ["Link"]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/api/authors/", {"cursor", "page_size"}),
        ("/api/authors_generic/", {"cursor", "page_size"}),
        ("/api/authors_viewset/", {"page", "page_size", "search", "ordering"}),
        ("/api/authors_generic/{id}/", {"id"}),
    ],
)
def test_a_list_and_a_record_name_their_parameters(path, names, operations):
    parameters = operations["GET", path]["parameters"]
    assert {each["name"] for each in parameters} == names


def test_a_client_is_told_to_send_json(operations):
    for (method, path), operation in operations.items():
        types = list(operation.get("requestBody", {}).get("content", {}))
        expected = ["application/json"] if method in {"POST", "PUT", "PATCH"} else []
        assert types == expected, (method, path)


def test_the_document_speaks_the_language_of_the_reader():
    titles = {
        Client()
        .get("/api/schema/", headers={"Accept-Language": language})
        .json()["paths"]["/api/"]["get"]["description"]
        for language in ("en", "ru")
    }
    assert len(titles) == 2


def test_credentials_that_are_wrong_do_not_close_the_document():
    answer = Client().get("/api/schema/", headers={"Authorization": "Basic x"})
    assert answer.status_code == 200


def test_each_scheme_says_how_to_authorize_by_it(document):
    schemes = document["components"]["securitySchemes"]
    assert set(schemes) == set(NAMES.values())
    assert all(each["description"] for each in schemes.values())
    assert schemes["jwtAuth"]["scheme"] == "bearer"
    assert schemes["basicAuth"]["scheme"] == "basic"
    assert schemes["tokenAuth"]["name"] == "Authorization"
    assert schemes["cookieAuth"]["name"] == "sessionid"


class Plain(APIView):
    """A view as a student writes it first."""

    authentication_classes = []

    def get(self, request):
        """Nothing in particular."""
        return Response({})


class Unpaged(GenericAPIView):
    """A view with records and without pages, by a scheme of its own."""

    queryset = Author.objects.all()
    serializer_class = AuthorModelSerializer
    authentication_classes = [RemoteUserAuthentication]
    pagination_class = None

    def get(self, request):
        """All of them."""
        return Response([])


class EditorSerializer(ModelSerializer):
    """A second model that names a user by a slug, and not as its owner."""

    user = SlugRelatedField("username", queryset=User.objects.all())

    class Meta:
        """Tokens, for they have a user."""

        model = Token
        fields = ("key", "user")


class Editors(Unpaged):
    """The records of a second model."""

    queryset = Token.objects.all()
    serializer_class = EditorSerializer


def test_a_second_model_is_documented_as_itself():
    patterns = [urls.path("api/editors/", Editors.as_view())]
    found = SchemaGenerator(patterns=patterns).get_schema(public=True)["components"]
    fields = found["schemas"]["Editor"]["properties"]
    assert list(fields) == ["key", "user"]
    assert "nullable" not in fields["user"]


@pytest.mark.parametrize("view", [Plain, Unpaged])
def test_a_view_that_says_nothing_of_itself_breaks_no_document(view):
    patterns = [urls.path("api/new/", view.as_view())]
    document = SchemaGenerator(patterns=patterns).get_schema(public=True)
    assert list(document["paths"]["/api/new/"]) == ["get"]
