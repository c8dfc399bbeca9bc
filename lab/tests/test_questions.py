"""What students ask most: each situation for real, and whom the trace names for it.

A docstring is the question; the test is its answer.
"""

import pytest
from django.contrib.auth.models import User
from django.urls import path
from rest_framework.authentication import SessionAuthentication, TokenAuthentication
from rest_framework.permissions import AllowAny, IsAdminUser, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from api.models import Author
from api.permissions import CustomPermission, IsOwner
from api.serializers import AuthorModelSerializer
from api.tests.conftest import PASSWORD
from api.views import AuthorGenericAPIView
from lab.explain import explain
from project.urls import urlpatterns as project_urls

from .conftest import ask, basic

pytestmark = [pytest.mark.django_db, pytest.mark.urls("lab.tests.test_questions")]


class FetchesItself(APIView):
    """Takes the record from the table, past check_object_permissions."""

    permission_classes = [IsOwner]

    def get(self, request, pk):
        return Response(AuthorModelSerializer(Author.objects.get(pk=pk)).data)


def generic(*permissions, **schemes):
    """A view as a student may mount it."""
    return AuthorGenericAPIView.as_view(permission_classes=permissions, **schemes)


SESSION_FIRST = [SessionAuthentication, TokenAuthentication]
COMPOSED = IsAuthenticated & (IsAdminUser | (CustomPermission & IsOwner))

urlpatterns = [
    *project_urls,
    path("fetches/<int:pk>/", FetchesItself.as_view()),
    path("open/", generic(AllowAny)),
    path("session-first/", generic(AllowAny, authentication_classes=SESSION_FIRST)),
    path("composed/<int:pk>/", generic(COMPOSED)),
]


def send(request, world, secure=False, **credentials):
    """The response to a request with headers named as Python names them."""
    headers = (f"{n.replace('_', '-')}: {v}" for n, v in credentials.items())
    return ask("\n".join([request, *headers]), world, secure)


def is_told(response, who, code, *words):
    """Assert that a judge said this, and that both languages name it and the words."""
    for language in ("en", "ru"):
        entries = explain(response.headers["Server-Timing"], language)
        told = {e.who: (e.code, f"{e.sentence} {e.hint}") for e in entries}
        assert told[who][0] == code, told
        for word in words if who == "verdict" else (who, *words):
            assert word in told[who][1], told
    return told


def codes(response):
    """`who: code` of each decision."""
    entries = explain(response.headers["Server-Timing"], "en")
    return [f"{entry.who}: {entry.code}" for entry in entries]


def test_the_first_scheme_alone_decides_between_401_and_403(world):
    """Why am I refused with 401 here and with 403 there? (DRF 5968, 4450, 4680)"""
    session, basic_first = (
        send(f"GET /lab/drf-{first}-first/authors/", world)
        for first in ("session", "basic")
    )
    assert (session.status_code, basic_first.status_code) == (403, 401)
    assert "WWW-Authenticate" not in session.headers
    assert basic_first.headers["WWW-Authenticate"].startswith("Basic")
    first = "SessionAuthentication"
    is_told(session, "verdict", "verdict.403.anonymous", first, "401", "403")
    first = "BasicAuthentication"
    is_told(basic_first, "verdict", "verdict.401.anonymous", first, "401", "403")


@pytest.mark.parametrize(
    ("step", "sent", "who", "code", "word"),
    [
        ("2.3.2", "bearer {access}", "JWTAuthentication", "case", "Bearer"),
        ("2.3.1", "Token: {token}", "TokenAuthentication", "colon", "Token"),
        ("2.3.1", "Token{token}", "TokenAuthentication", "no-space", "Token"),
        ("2.3.2", "Token {access}", "JWTAuthentication", "other-word", "Token"),
        ("2.3.1", "{token}", "TokenAuthentication", "unknown-word", "Token"),
        ("2.1", "{user}", "BasicAuthentication", "unknown-word", "Basic"),
    ],
)
def test_credentials_that_were_sent_wrongly_are_told_as_sent(
    step, sent, who, code, word, world
):
    """Why were credentials "not provided", although I sent them? (DRF 488)"""
    response = send(f"GET /lab/{step}/authors/", world, Authorization=sent)
    assert response.status_code == 401
    told = "Authentication credentials were not provided."
    assert response.json()["detail"] == told
    is_told(response, who, f"not-mine.{code}", word)
    is_told(response, "verdict", "verdict.401.unread", who)


@pytest.mark.parametrize(
    ("path", "permission_class"),
    [
        ("/lab/2.3.2/authors/", "IsAuthenticated"),
        ("/api/authors_generic/", "CustomPermission"),
    ],
)
def test_a_token_sent_as_bearer_is_named_and_no_permission_is_blamed(
    path, permission_class, world
):
    """Which word goes where: Token, Bearer or JWT? (DRF 9053)"""
    response = send(f"GET {path}", world, Authorization="Bearer {token}")
    code = "rejected.token-as-bearer"
    is_told(response, "JWTAuthentication", code, "Token", "Bearer")
    is_told(response, "verdict", "verdict.401.rejected", "401")
    assert response.status_code == 401
    *_schemes, permission, _verdict = codes(response)
    assert permission == f"{permission_class}: not-asked"


def test_a_jwt_sent_as_token_is_named(world):
    """And the other way round, or with the word JWT? (DRF 9053)"""
    path = "GET /lab/2.3.1/authors/"
    as_token = send(path, world, Authorization="Token {access}")
    is_told(as_token, "TokenAuthentication", "rejected.jwt-as-token", "JWT", "Bearer")
    as_jwt = send(path, world, Authorization="JWT {access}")
    is_told(as_jwt, "TokenAuthentication", "not-mine.other-word", "JWT", "Bearer")
    as_bearer = send(path, world, Authorization="Bearer {token}")
    is_told(as_bearer, "TokenAuthentication", "not-mine.other-word", "Bearer", "Token")


def test_a_session_beside_a_good_token_is_named(world):
    """Why "CSRF Failed", and only when I am signed in? (DRF 4887, 6104)"""
    good = {"Authorization": "Token {token}"}
    request = "POST /session-first/"
    stale = send(request, world, **good, Cookie="sessionid={session}")
    assert stale.status_code == 403
    assert "CSRF Failed" in stale.json()["detail"]
    is_told(stale, "SessionAuthentication", "csrf.no-cookie", "user", "csrftoken")
    is_told(stale, "verdict", "verdict.403.csrf", "403")
    assert "TokenAuthentication: not-asked" in codes(stale)
    alone = send(request, world, **good)
    assert "TokenAuthentication: recognised" in codes(alone)


def test_over_https_the_referer_is_asked_for_too(world):
    """Why does CSRF work over http and break over https? (DRF 839)"""
    request = "POST /lab/2.2/authors/\nCookie: {cookies}\nX-CSRFToken: {csrf}\n"
    body = '{"name": "Bob", "email": "bob@example.org"}'
    http, https = (ask(request + body, world, secure) for secure in (False, True))
    assert (http.status_code, https.status_code) == (201, 403)
    is_told(https, "SessionAuthentication", "csrf.referer", "Referer", "https")
    mended = request + "Referer: https://testserver/lab/2.2/\n"
    other = body.replace("bob@", "bill@")
    assert ask(mended + other, world, secure=True).status_code == 201


def test_a_bad_token_is_refused_before_any_permission_is_asked(world):
    """AllowAny lets anyone in: why do I get 401? (DRF 7736)"""
    bad = send("GET /open/", world, Authorization="Bearer {expired}")
    assert bad.status_code == 401
    assert send("GET /open/", world).status_code == 200
    is_told(bad, "JWTAuthentication", "rejected.expired", "JWT", "/api/token/")
    told = is_told(bad, "AllowAny", "not-asked")
    assert not [who for who, (code, _text) in told.items() if code == "no"]
    is_told(bad, "verdict", "verdict.401.rejected", "401")


def test_a_view_that_fetches_the_record_itself_asks_nobody_about_it(world):
    """Why is has_object_permission never called? (DRF 1683)"""
    mine = {"Authorization": "Basic {user}"}
    past = send("GET /fetches/{pk}/", world, **mine)
    assert past.status_code == 200
    is_told(past, "IsOwner", "not-asked.no-record")
    asked = send("GET /lab/1-owner/authors/{pk}/", world, **mine)
    assert asked.status_code == 403
    is_told(asked, "IsOwner", "no.record")


def test_a_refresh_token_used_for_access_is_called_that(world):
    """Why is my new JWT refused, when /token/verify/ says 200? (simplejwt 112, 785)"""
    refused = send("GET /lab/2.3.2/authors/", world, Authorization="Bearer {refresh}")
    assert refused.status_code == 401
    code = "rejected.refresh-as-access"
    is_told(refused, "JWTAuthentication", code, "refresh", "access")
    token = f'{{"token": "{world["refresh"]}"}}'
    assert ask(f"POST /api/token/verify/\n{token}", world).status_code == 200


def test_the_permission_that_refused_is_named_also_in_a_composition(world):
    """Which of my permissions refused me? (DRF 3754, 6117, 8459)"""
    request = "GET /composed/{pk}/"
    response = send(request, world, Authorization="Basic {user}")
    assert response.status_code == 403
    assert codes(response)[4:] == [
        "IsAuthenticated: yes",
        "IsAdminUser: no",
        "CustomPermission: yes",
        "IsOwner: no.record",
        "verdict: verdict.403.known",
    ]
    is_told(response, "IsOwner", "no.record")
    owner = send(request, world, Authorization="Basic {owner}")
    assert codes(owner)[-2:] == ["IsOwner: yes.record", "verdict: verdict.allowed"]
    staff = send(request, world, Authorization="Basic {staff}")
    assert "IsAdminUser: yes" in codes(staff)
    assert staff.status_code == 200


def test_is_admin_user_asks_for_staff_and_not_for_a_superuser(world):
    """I am a superuser: why does IsAdminUser refuse me? (DRF 1701)"""
    User.objects.create_user("root", password=PASSWORD, is_superuser=True)
    root = basic(f"root:{PASSWORD}")
    request = "GET /lab/1.2.2-admin/authors/"
    refused = send(request, world, Authorization=f"Basic {root}")
    assert refused.status_code == 403
    is_told(refused, "IsAdminUser", "no")
    is_told(refused, "verdict", "verdict.403.known", "403")
    staff = send(request, world, Authorization="Basic {staff}")
    assert "IsAdminUser: yes" in codes(staff)


def test_the_rights_of_the_model_let_everyone_read_and_name_what_lacks(world):
    """Why can a user without any rights read everything? (DRF 6324)"""
    mine = {"Authorization": "Basic {user}"}
    read, write = (
        send(f"{method} /lab/1.1-model/authors/", world, **mine)
        for method in ("GET", "POST")
    )
    assert (read.status_code, write.status_code) == (200, 403)
    is_told(read, "DjangoModelPermissions", "yes")
    is_told(write, "DjangoModelPermissions", "no.right", "api.add_author")
