"""Whatever is sent, the answer is a clear 4xx in one format, never a 500."""

import json

import pytest
from django.urls import path
from rest_framework.views import APIView

from api.models import Author

from .conftest import Actor

LISTS = ["/api/authors/", "/api/authors_generic/", "/api/authors_viewset/"]
GOOD = {"name": "A", "email": "a@example.org"}
DEEP = "[" * 100_000
PART = '--b\r\nContent-Disposition: form-data; name="n\xe9"\r\n\r\n\xe9\r\n--b--\r\n'
FORMS = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({**GOOD, "name": "x" * 201}, "name"),
        ({**GOOD, "name": "x" * 200_000}, "name"),
        ({**GOOD, "name": "a\0b"}, "name"),
        ({**GOOD, "name": "\ud800"}, "name"),
        ({**GOOD, "name": ""}, "name"),
        ({**GOOD, "name": None}, "name"),
        ({**GOOD, "name": ["A"]}, "name"),
        ({**GOOD, "name": {"A": 1}}, "name"),
        ({**GOOD, "name": True}, "name"),
        ({**GOOD, "name": 7}, "name"),
        ('{"name": 1e400, "email": "a@example.org"}', "name"),
        ({**GOOD, "email": "ann@example.org"}, "email"),
        ({**GOOD, "email": f"{'x' * 250}@example.org"}, "email"),
        ({**GOOD, "email": "nobody"}, "email"),
        ({**GOOD, "email": 7}, "email"),
        ({"name": "A"}, "email"),
        ({"email": "a@example.org"}, "name"),
    ],
)
@pytest.mark.parametrize("url", LISTS)
def test_a_bad_value_is_400_and_names_the_field(url, data, field, author, superuser):
    created = superuser.send("POST", url, data)
    assert created.status_code == 400
    assert list(created.json()) == [field]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (DEEP, "application/json"),
        ('{"name":' * 5000, "application/json"),
        ('{"name": "A"', "application/json"),
        ("", "application/json"),
        ("[]", "application/json"),
        ('"text"', "application/json"),
        ("null", "application/json"),
        ("7", "application/json"),
        ('{"name": NaN}', "application/json"),
        ('{"name": -Infinity}', "application/json"),
        (f'{{"name": {"9" * 5000}}}', "application/json"),
        (b"\xff\xfe", "application/json"),
        (json.dumps(GOOD), "application/json; charset=base64"),
        (json.dumps(GOOD), "application/json; charset=utf-16"),
        ("name=A", f"{FORMS}; charset=base64"),
        ("name=A", f"{FORMS}; charset=punycode"),
        (PART, "multipart/form-data; boundary=b; charset=idna"),
        ("name=A", FORMS),
        ("--x", "multipart/form-data"),
        ("--x", "multipart/form-data; boundary=x"),
    ],
)
@pytest.mark.parametrize("url", [*LISTS, "/api/token/", "/api/api-token-auth/"])
def test_a_body_that_cannot_be_read_is_400(url, body, content_type, superuser):
    answer = superuser.send("POST", url, body, content_type=content_type)
    assert answer.status_code == 400, answer.content
    assert answer.json()


@pytest.mark.parametrize("url", LISTS)
def test_a_form_in_a_session_that_cannot_be_read_is_400(url, people):
    actor = Actor("superuser", "Session")
    for content_type in ("multipart/form-data", f"{FORMS}; charset=latin-1"):
        answer = actor.send("POST", url, "--x", content_type=content_type)
        assert answer.status_code == 400
        assert answer.json()


@pytest.mark.parametrize("url", [*LISTS, "/api/token/", "/api/token/refresh/"])
def test_another_type_of_content_is_415(url, superuser):
    answer = superuser.send("POST", url, "<a/>", content_type="application/xml")
    assert answer.status_code == 415
    assert "application/xml" in answer.json()["detail"]


@pytest.mark.parametrize(
    "content_type", ["application/json", FORMS, "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("url", [*LISTS, "/api/token/", "/api/no/such/address/"])
def test_a_body_beyond_the_limit_is_413(url, content_type, settings, people):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    for scheme in ("Basic", "Session"):
        actor = Actor("superuser", scheme)
        answer = actor.send("POST", url, "x" * 1001, content_type=content_type)
        assert answer.status_code == 413
        assert answer.json() == {"detail": "The body is too large."}


@pytest.mark.parametrize("url", LISTS)
def test_only_json_and_html_are_spoken(url, superuser):
    answer = superuser.send("GET", url, Accept="application/xml")
    assert answer.status_code == 406
    assert "detail" in answer.json()


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_404_in_json(method, debug, settings, anyone):
    settings.DEBUG = debug
    for target in ("/api/nothing/", "/api/authors/abc/", "/api/authors/1/x/"):
        answer = anyone.send(method, target)
        assert answer.status_code == 404
        assert answer.json() == {"detail": "Not found."}


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("target", ["/api/authors", "/api/token", "/api/authors/1"])
def test_a_missing_slash_is_404_and_names_the_address(
    target, method, debug, settings, anyone
):
    settings.DEBUG = debug
    answer = anyone.send(method, target, GOOD)
    assert answer.status_code == 404
    assert answer.json()["detail"].endswith(f" {target}/")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_forbids_to_be_framed(method, anyone):
    for target in ("/api/authors", "/api/nothing/", "/api/authors/", "/nothing/"):
        answer = anyone.send(method, target, {} if method == "POST" else None)
        assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("charset", ["windows-1251", "utf-7", "punycode"])
@pytest.mark.parametrize("target", ["/", "/nothing/", "/api/nothing/", "/admin/login/"])
def test_a_broken_form_gets_a_page_and_not_a_broken_one(target, charset, anyone):
    anyone.client.cookies["csrftoken"] = "a" * 32
    for content_type in (f"{FORMS}; charset={charset}", "multipart/form-data"):
        answer = anyone.send("POST", target, "a=1", content_type=content_type)
        assert answer.status_code in {400, 403, 404, 405}
        assert answer.content


def test_reading_without_the_slash_is_redirected(anyone):
    answer = anyone.send("GET", "/api/authors?page_size=3")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/api/authors/?page_size=3"


@pytest.mark.parametrize("debug", [True, False])
def test_a_wrong_host_is_400_in_json(debug, settings, anyone):
    settings.DEBUG = debug
    answer = anyone.send("GET", "/api/authors/", Host="evil.example")
    assert answer.status_code == 400
    assert list(answer.json()) == ["detail"]


class Broken(APIView):
    """A view with a fault of its own."""

    authentication_classes = permission_classes = []

    def get(self, request):
        raise KeyError("a secret that must not be shown")


urlpatterns = [path("api/broken/", Broken.as_view())]


@pytest.mark.parametrize("debug", [True, False])
def test_a_fault_of_ours_is_500_in_json_and_logged(debug, settings, anyone, caplog):
    settings.ROOT_URLCONF = __name__
    settings.DEBUG = debug
    answer = anyone.send("GET", "/api/broken/")
    assert answer.status_code == 500
    assert answer.json() == {"detail": "A server error occurred."}
    logged = [record for record in caplog.records if record.exc_info]
    assert "a secret" in str(logged[0].exc_info[1])


@pytest.mark.parametrize("language", ["en", "ru", None, "xx"])
def test_errors_speak_the_language_of_the_client(language, db, anyone):
    headers = {"Accept-Language": language} if language else {}
    detail = anyone.send("GET", "/api/authors/", **headers).json()["detail"]
    english = detail == "Authentication credentials were not provided."
    assert english is (language != "ru")


def test_a_method_cannot_be_smuggled(author, people):
    actor = Actor("user", "Basic")
    target = f"/api/authors_generic/{author.pk}/"
    actor.send("POST", target, GOOD, **{"X-HTTP-Method-Override": "DELETE"})
    actor.send("POST", f"{target}?_method=DELETE", "_method=DELETE", content_type=FORMS)
    assert Author.objects.filter(pk=author.pk).exists()
