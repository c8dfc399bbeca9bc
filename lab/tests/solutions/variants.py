"""The variants by name: the complete solution, earlier states of it, and its faults."""

from django.views.debug import technical_404_response
from rest_framework.authentication import (
    BasicAuthentication,
    SessionAuthentication,
    TokenAuthentication,
)
from rest_framework.permissions import (
    AllowAny,
    IsAdminUser,
    IsAuthenticated,
    IsAuthenticatedOrReadOnly,
)
from rest_framework_simplejwt.authentication import JWTAuthentication

from . import faults
from .urls import TOKENS, Solution
from .views import AuthorAPIView, AuthorGenericAPIView, AuthorViewSet

BY_DEFAULT = [SessionAuthentication, BasicAuthentication]
LAX = [faults.WithoutCSRF, BasicAuthentication]
READS = ["get", "head", "options"]
NO_PATCH = [*READS, "post", "put", "delete"]
ALL = [JWTAuthentication, TokenAuthentication, *BY_DEFAULT]


def changed(view: type, permits=None, authenticates=None, **rest) -> type:
    """A view with one permission, the schemes, or another thing changed."""
    if permits:
        rest["permission_classes"] = [permits]
    if authenticates:
        rest["authentication_classes"] = authenticates
    return type(view.__name__, (view,), rest)


def generic(permits=None, *authenticates) -> type:
    """The generic view with another permission and other schemes."""
    return changed(AuthorGenericAPIView, permits, authenticates)


OPEN = changed(AuthorAPIView, AllowAny)


def state(permits, *authenticates, authors=AuthorAPIView) -> Solution:
    """An earlier state: there is no JWT yet."""
    return Solution(
        authors=authors, generic=generic(permits, *authenticates), without=TOKENS
    )


STATES = {
    "1.2": state(AllowAny, *BY_DEFAULT, authors=OPEN),
    "1.2.1": state(AllowAny, *BY_DEFAULT),
    "1.2.3": state(faults.ByRole, *BY_DEFAULT),
    "2.1": state(IsAuthenticated, BasicAuthentication),
    "2.2": state(IsAuthenticated, SessionAuthentication),
    "2.3.1": state(IsAuthenticated, TokenAuthentication),
    "complete": Solution(),
}

# Right too, and not the same.
OTHERS = {
    "stricter": Solution(viewset=changed(AuthorViewSet, IsAuthenticated)),
    "by-role": Solution(generic=generic(faults.ByRole, *ALL)),
    "role-by-jwt": Solution(generic=generic(faults.ByRole, JWTAuthentication)),
    "terse": Solution(generic=generic(None, faults.Terse)),
    "staff-alone": Solution(authors=changed(AuthorAPIView, IsAdminUser)),
    "or-read": Solution(authors=changed(AuthorAPIView, IsAuthenticatedOrReadOnly)),
    "no-patch": Solution(authors=changed(AuthorAPIView, http_method_names=NO_PATCH)),
    "no-api-auth": Solution(without=("api-auth/",)),
}

FAULTS = {
    "allow-any": Solution(authors=OPEN),
    "no-refresh": Solution(without=("token/refresh/",)),
    "staff-delete": Solution(generic=generic(faults.StaffDelete, *ALL)),
    "users-delete": Solution(generic=generic(faults.UsersDelete, *ALL)),
    "csrf-exempt": Solution(
        authors=changed(AuthorAPIView, None, LAX),
        viewset=changed(AuthorViewSet, None, LAX),
    ),
    "no-token": Solution(without=("token/",)),
    "token-kept": Solution(generic=generic(None, TokenAuthentication)),
    "open-jwt": Solution(generic=generic(AllowAny, JWTAuthentication)),
    "no-verify": Solution(without=("token/verify/",)),
    "no-viewset": Solution(without=("authors_viewset/",)),
    "unsigned": Solution(generic=generic(None, faults.Unsigned)),
    "to-login": Solution(authors=faults.ToLogin),
    "duplicate": Solution(
        authors=changed(AuthorAPIView, serializer=faults.HandSerializer)
    ),
    "no-static": Solution(serves_static=False),
    "no-write": Solution(authors=changed(AuthorAPIView, http_method_names=READS)),
}

# What the lab does not ask for.
ADVICE = {
    "no-head": Solution(generic=generic(faults.NoHead, *ALL)),
    "careless": Solution(is_mounted_carelessly=True),
    "any-token": Solution(generic=generic(None, faults.AnyToken)),
    "x-username": Solution(
        authors=changed(AuthorAPIView, None, [*BY_DEFAULT, faults.Believes])
    ),
    "debug": Solution(handler404=technical_404_response),
}

VARIANTS = {**STATES, **OTHERS, **FAULTS, **ADVICE}
