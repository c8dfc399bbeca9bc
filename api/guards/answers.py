"""What the endpoints take and answer, in words, where no view says it."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework_simplejwt.views import (
    TokenBlacklistView,
    TokenObtainPairView,
    TokenRefreshView,
    TokenVerifyView,
)

from .. import views
from .described import NO_NUL
from .errors import PayloadTooLarge
from .refusals import NO_LENGTH, TOO_LONG
from .unavailable import DETAIL as UNAVAILABLE


class ErrorSerializer(serializers.Serializer):
    """An error that is not about one field."""

    detail = serializers.CharField()


class PairSerializer(serializers.Serializer):
    """What username and password are exchanged for."""

    refresh = serializers.CharField()
    access = serializers.CharField()


class WhoAmISerializer(serializers.Serializer):
    """Who the server takes the client for."""

    username = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    scheme = serializers.CharField()
    claims = serializers.DictField(allow_null=True)


# Errors by field, or one `detail`.
FAULTS = {
    "type": "object",
    "additionalProperties": {
        "oneOf": [
            {"type": "string"},
            {"type": "array", "items": {"type": "string"}},
        ]
    },
}
ERRORS = {
    400: OpenApiResponse(FAULTS, _("What was sent is wrong: errors by field.")),
    401: OpenApiResponse(
        ErrorSerializer,
        _("Not recognised: no credentials, or bad ones. Sign in and ask again."),
    ),
    403: OpenApiResponse(
        ErrorSerializer,
        _(
            "Not permitted; a session wrote without its CSRF token; or a page of "
            "another site wrote. Where Session is asked first, it also means: not "
            "recognised."
        ),
    ),
    404: OpenApiResponse(ErrorSerializer, _("There is no such record or page.")),
    406: OpenApiResponse(
        ErrorSerializer, _("None of the types in Accept is written here.")
    ),
    411: OpenApiResponse(ErrorSerializer, NO_LENGTH),
    413: OpenApiResponse(ErrorSerializer, PayloadTooLarge.default_detail),
    414: OpenApiResponse(ErrorSerializer, TOO_LONG),
    415: OpenApiResponse(ErrorSerializer, _("The body is of a type not read here.")),
    429: OpenApiResponse(
        ErrorSerializer,
        _("Too many wrong passwords: none is tried until the time in Retry-After."),
    ),
    503: OpenApiResponse(ErrorSerializer, UNAVAILABLE),
}

# The body of a success, where the view has no serializer that tells.
ANSWERS = {
    views.Root: dict[str, str],
    views.WhoAmI: WhoAmISerializer,
    TokenObtainPairView: PairSerializer,
    TokenRefreshView: PairSerializer,
    TokenVerifyView: OpenApiTypes.OBJECT,
    TokenBlacklistView: OpenApiTypes.OBJECT,
}
# Where a name and a password are sent in the body.
DOORS = (ObtainAuthToken, TokenObtainPairView)
# The description, where the view has none that is translated.
ABOUT = {
    ObtainAuthToken: _("Username and password for the DRF token of a user."),
    TokenObtainPairView: _("Username and password for a pair of JWTs."),
    TokenRefreshView: _("A refresh token for a new pair; it can be used once."),
    TokenVerifyView: _("Whether a JWT of either kind would be accepted now."),
    TokenBlacklistView: _("Ends a refresh token before its time."),
}
# How to authorize by each scheme, by the name that drf-spectacular gives it.
SCHEMES = {
    "basicAuth": _("Username and password, sent with every request."),
    "cookieAuth": _("Sign in on this site; there is nothing to enter here."),
    "jwtAuth": _("The access token from /api/token/, without a word before it."),
    "tokenAuth": _("The word Token, a space, and the token from /api/api-token-auth/."),
}
CHALLENGE = OpenApiParameter(
    "WWW-Authenticate",
    location=OpenApiParameter.HEADER,
    required=True,
    response=[401],
    description=_("The scheme to sign in by."),
)
RETRY_AFTER = OpenApiParameter(
    "Retry-After",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    required=True,
    response=[429, 503],
    description=_("The seconds until it is worth asking again."),
)
PAGE = OpenApiParameter(
    "page",
    {"oneOf": [{"type": "integer"}, {"type": "string", "enum": ["last", ""]}]},
    description=_("The number of a page, or last."),
)
# DRF passes over what is no number, and so this has no type.
PAGE_SIZE = OpenApiParameter(
    "page_size",
    OpenApiTypes.ANY,
    description=_("How many to a page, 1000 at most; only a number counts."),
)
SEARCH = OpenApiParameter(
    "search",
    description=_("The words to look for: each must be there."),
    pattern=NO_NUL,
)
LINK = OpenApiParameter(
    "Link",
    location=OpenApiParameter.HEADER,
    response=[200],
    description=_("Where the next and the previous page are (RFC 8288)."),
)
