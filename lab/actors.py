"""Who may ask, and with what: the actors of a table, their credentials by scheme."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission, User
from django.http import HttpRequest
from rest_framework.authentication import (
    BasicAuthentication,
    RemoteUserAuthentication,
    SessionAuthentication,
    TokenAuthentication,
)
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.settings import api_settings

from . import carried
from .carried import Credentials
from .headers import XUsernameAuthentication

ANONYMOUS = "anonymous"
PASSWORD = secrets.token_urlsafe(12)

# What makes each actor different from an ordinary user.
PEOPLE = {
    "user": {},
    "owner": {},
    "staff": {"is_staff": True},
    "granted": {},
    "superuser": {"is_staff": True, "is_superuser": True},
}
RIGHTS = {"granted": "api.add_author"}


def enlist(*actors: str) -> dict[str, User]:
    """New users for some actors, with a password that nobody knows."""
    mark = secrets.token_hex(4)
    return {actor: recruit(actor, f"{actor}-{mark}") for actor in actors}


def recruit(actor: str, username: str) -> User:
    """A new user for one actor, with what makes it different from the others."""
    user = User.objects.create(
        username=username, password=hashed_password(), **PEOPLE[actor]
    )
    if right := RIGHTS.get(actor):
        app, codename = right.split(".")
        where = {"content_type__app_label": app, "codename": codename}
        user.user_permissions.add(Permission.objects.get(**where))
    return user


@cache
def hashed_password() -> str:
    """The hash of the one password, made once."""
    return make_password(PASSWORD)


def basic(user: User) -> Credentials:
    """The name and the one password."""
    return carried.basic(user.username, PASSWORD)


def session(user: User) -> Credentials:
    """The cookie of a new session, and a CSRF token as cookie and header."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    cookies = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    return carried.session(request.session.session_key, cookies)


def token(user: User) -> Credentials:
    """The DRF token of the user."""
    key = Token.objects.get_or_create(user=user)[0].key
    return carried.authorization(word("Token"), key)


def jwt(user: User) -> Credentials:
    """A new access token."""
    access = api_settings.AUTH_TOKEN_CLASSES[0].for_user(user)
    return carried.authorization(word("JWT"), access)


def remote_user(user: User) -> Credentials:
    """The name, as a proxy would pass it on."""
    return carried.named(SCHEMES["RemoteUser"].believes, user.username)


def x_username(user: User) -> Credentials:
    """The name, as anybody can say it."""
    return carried.named(SCHEMES["XUsername"].believes, user.username)


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A way to say who you are: the class that understands it, and its credentials.

    `believes` is the header whose name it takes for somebody, if there is one.
    """

    authentication: type
    credentials: Callable[[User], Credentials]
    believes: str = ""


SCHEMES = {
    "Basic": Scheme(authentication=BasicAuthentication, credentials=basic),
    "Session": Scheme(authentication=SessionAuthentication, credentials=session),
    "Token": Scheme(authentication=TokenAuthentication, credentials=token),
    "JWT": Scheme(authentication=JWTAuthentication, credentials=jwt),
    "RemoteUser": Scheme(
        authentication=RemoteUserAuthentication,
        credentials=remote_user,
        believes="X-Remote-User",
    ),
    "XUsername": Scheme(
        authentication=XUsernameAuthentication,
        credentials=x_username,
        believes="X-Username",
    ),
}
# By these nothing is proven: they only believe a name.
BELIEVED = {name: each.believes for name, each in SCHEMES.items() if each.believes}


def accepted(authentication_classes) -> set[str]:
    """The names of the schemes that some authentication classes understand."""
    return {
        name
        for name, scheme in SCHEMES.items()
        if any(issubclass(cls, scheme.authentication) for cls in authentication_classes)
    }


def challenge(authentication_classes) -> str:
    """What WWW-Authenticate says: the first class decides; "" where it asks for none.

    An anonymous user who is refused without one gets a 403.
    """
    first = next(iter(authentication_classes), None)
    return (first and first().authenticate_header(None)) or ""


def word(scheme: str) -> str:
    """The first word of a challenge, and of the header that answers it: "Bearer"."""
    return challenge([SCHEMES[scheme].authentication]).partition(" ")[0]
