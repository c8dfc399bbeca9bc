"""A world to ask in: people, an author, and credentials of every kind, good and bad."""

import base64
import re
import sqlite3
from functools import wraps
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.http import Http404
from django.test import Client
from django.urls import path
from django.views.decorators.cache import cache_page
from rest_framework.authentication import BaseAuthentication, BasicAuthentication
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    NotAuthenticated,
    PermissionDenied,
    Throttled,
)
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from api.guards.errors import PayloadTooLarge
from api.tests import conftest as actors
from api.tests.conftest import PASSWORD, PEOPLE, Actor, obtain
from api.tests.test_tokens import REMOVED, changed
from project.urls import urlpatterns as project_urls

LAB = Path(__file__).resolve().parents[1]
ENTRY = re.compile(r'([^\s;,="]+);desc="([^"]*)"(?:;dur=\d+\.\d\d)?(?:, |$)')

people = actors.people
hashed = actors.hashed
author = actors.author


def pair_of(name: str) -> dict[str, str]:
    """`{"refresh", "access"}` of a user, as a client gets them."""
    person = {"username": name, "password": PASSWORD}
    return Actor().send("POST", "/api/token/", person).json()


def basic(text: str) -> str:
    """What stands after the word Basic."""
    return base64.b64encode(text.encode()).decode()


def bad_tokens(access: str) -> dict[str, str]:
    """An access token with one thing wrong with it, by what it is."""
    return {
        "expired": changed(access, exp=1),
        "not_yet": changed(access, nbf=4102444800),
        "forged": changed(access, key="k" * 64),
        "hs512": changed(access, algorithm="HS512"),
        "foreign": changed(access, iss="somebody else"),
        "homeless": changed(access, iss=REMOVED),
        "nameless": changed(access, user_id="abc"),
        "sliding": changed(access, token_type="sliding"),
        "endless": changed(access, exp=REMOVED),
    }


def of_people_who_left() -> dict[str, str]:
    """Credentials of people who are gone, were made inactive, or changed passwords."""
    for name in ("gone", "idle", "changed"):
        User.objects.create_user(name, password=PASSWORD)
    told = {name: pair_of(name)["access"] for name in ("gone", "idle", "changed")}
    told["idle_token"] = obtain("api-token-auth/", "idle", PASSWORD)
    User.objects.get(username="gone").delete()
    User.objects.filter(username="idle").update(is_active=False)
    changed_one = User.objects.get(username="changed")
    changed_one.set_password("another password")
    changed_one.save()
    return told


@pytest.fixture
def world(people, author):
    """What a request may name in braces: a record, and credentials good and bad."""
    visitor, pair = Actor("user", "Session"), pair_of("user")
    cookies = {name: cookie.value for name, cookie in visitor.client.cookies.items()}
    return {
        "pk": author.pk,
        **{name: basic(f"{name}:{PASSWORD}") for name in PEOPLE},
        "wrong_password": basic("user:guess"),
        "wrong_name": basic("nobody:guess"),
        "idle_basic": basic(f"idle:{PASSWORD}"),
        "no_colon": basic("user and password"),
        "token": obtain("api-token-auth/", "user", PASSWORD),
        **pair,
        **bad_tokens(pair["access"]),
        **of_people_who_left(),
        "session": cookies["sessionid"],
        "csrf": cookies["csrftoken"],
        "other_csrf": "c" * 32,
        "cookies": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    }


def ask(text: str, world: dict, secure: bool = False):
    """The response to a request as HTTP writes it: `GET /path/`, headers, a body.

    Through the whole of the server, with CSRF, by a client that keeps nothing.
    """
    first, *lines = (line.strip() for line in text.strip().splitlines())
    body = lines.pop() if lines and lines[-1].startswith('{"') else ""
    method, path = first.format(**world).split()
    parts = (line.format(**world).partition(":") for line in lines)
    headers = {name: value.strip() for name, _colon, value in parts}
    return Client(enforce_csrf_checks=True, raise_request_exception=False).generic(
        method,
        path,
        body,
        content_type=headers.pop("Content-Type", "application/json"),
        secure=secure,
        headers=headers,
    )


def told(response) -> list[str]:
    """The decisions that the header tells, each as `who code detail`, without times."""
    header = response.headers["Server-Timing"]
    assert ENTRY.sub("", header) == "", f"not entries of a trace: {header}"
    return [" ".join(entry) for entry in ENTRY.findall(header)]


def without_times(response) -> str:
    """The header without the milliseconds, which alone may differ."""
    return re.sub(r";dur=[\d.]+", "", response.headers["Server-Timing"])


class Probe(APIView):
    """A view that obeys whichever judges its address gives it; it may raise `error`."""

    authentication_classes = []
    permission_classes = []
    error = None
    has_record = False

    def get(self, request):
        if self.error:
            raise self.error
        if self.has_record:
            self.check_object_permissions(request, object())
        return Response({"asked": True})


class Yes(BasePermission):
    def has_permission(self, request, view):
        return True


class No(BasePermission):
    def has_permission(self, request, view):
        return False


class This(Yes):
    def has_object_permission(self, request, view, obj):
        return True


class NotThis(Yes):
    def has_object_permission(self, request, view, obj):
        return False


class Once(Yes):
    """Says yes to the first record of a request and no to the second."""

    def has_object_permission(self, request, view, obj):
        view.asked = getattr(view, "asked", 0) + 1
        return view.asked == 1


class Conflict(APIException):
    status_code = 409
    default_code = "conflict"


class Hides(BasePermission):
    def has_permission(self, request, view):
        raise Http404


class Fails(BasePermission):
    def has_permission(self, request, view):
        raise KeyError("a fault in a permission")


class SeesBasic(BasePermission):
    """Sees the authenticator itself, not something that stands for it."""

    def has_permission(self, request, view):
        return type(request.successful_authenticator) is BasicAuthentication


class Passes(BaseAuthentication):
    answer = None

    def authenticate(self, request):
        return self.answer


class Strange(Passes):
    """Recognises somebody who has no name."""

    answer = (object(), None)


class Refuses(BaseAuthentication):
    def authenticate(self, request):
        raise AuthenticationFailed


class Locks(BaseAuthentication):
    def authenticate(self, request):
        raise Throttled(wait=60)


def busy() -> OperationalError:
    """What Django raises while another process writes to the file of SQLite."""
    error = OperationalError("database is locked")
    error.__cause__ = sqlite3.OperationalError("database is locked")
    return error


class Waits(BaseAuthentication):
    def authenticate(self, request):
        raise busy()


class Counts(BaseThrottle):
    def allow_request(self, request, view):
        raise busy()


class Always(BaseThrottle):
    def allow_request(self, request, view):
        return True


class Never(Always):
    def allow_request(self, request, view):
        return False


class Shared(Probe):
    """Asks one and the same permission in all requests."""

    shared = This()
    has_record = True

    def get_permissions(self):
        return [self.shared]


class Records(Probe):
    """Looks up two records."""

    permission_classes = [Once]

    def get(self, request):
        for _record in range(2):
            self.check_object_permissions(request, object())
        return Response({})


class Extra(ViewSet):
    """Its extra action has a policy of its own."""

    permission_classes = [No]

    @action(detail=False, permission_classes=[Yes])
    def extra(self, request):
        return Response({})


@api_view(["GET"])
@permission_classes([Yes])
def by_function(request):
    """A view that is a function."""
    return Response({}, headers={"Server-Timing": "db;dur=53"})


def stamped(view):
    """A decorator around a view, as a project may have it."""

    @wraps(view)
    def stamp(request):
        response = view(request)
        response.headers["X-Stamp"] = "stamped"
        return response

    return stamp


def probe(name: str, *permissions, **rest):
    """The address `/probe/name/` with some permissions and other judges."""
    view = Probe.as_view(permission_classes=permissions, **rest)
    return path(f"probe/{name}/", view)


router = SimpleRouter()
router.register("probe/viewset", Extra, basename="extra")

BASIC = {"authentication_classes": [BasicAuthentication]}

urlpatterns = [
    *project_urls,
    probe("or", No | Yes),
    probe("and", Yes & No, **BASIC),
    probe("and-first", No & Yes, **BASIC),
    probe("not-yes", ~Yes, **BASIC),
    probe("deep", (~No & ~(Yes & No)) | Yes),
    probe("record-or", NotThis | This, has_record=True),
    probe("record-and", This & NotThis & This, has_record=True, **BASIC),
    probe("record-not", ~~This, has_record=True),
    probe("record-not-known", ~IsAuthenticated, has_record=True, **BASIC),
    probe("hides", Hides),
    probe("fails", Fails, Yes),
    probe("passes", Yes, authentication_classes=[Passes]),
    probe("strange", Yes, authentication_classes=[Strange]),
    probe("refuses", Yes, authentication_classes=[Refuses]),
    probe("locks", Yes, authentication_classes=[Locks]),
    probe("always", throttle_classes=[Always]),
    probe("never", throttle_classes=[Always, Never]),
    probe("refused", error=PermissionDenied(), **BASIC),
    probe("closed", No),
    probe("asks", error=NotAuthenticated(), **BASIC),
    probe("conflict", error=Conflict()),
    path("probe/records/", Records.as_view()),
    probe("large", error=PayloadTooLarge()),
    probe("waits", Yes, authentication_classes=[Waits]),
    probe("counts", throttle_classes=[Counts]),
    probe("busy", error=busy(), **BASIC),
    probe("broken", error=KeyError("a fault in a view")),
    probe("sees", SeesBasic, **BASIC),
    path("probe/shared/", Shared.as_view()),
    path("probe/function/", by_function),
    path("probe/stamped/", stamped(Probe.as_view())),
    path("probe/cached/", cache_page(60)(Probe.as_view())),
    *router.urls,
]
