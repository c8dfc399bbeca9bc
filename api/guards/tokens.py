"""JSON Web Tokens: simplejwt 5.5.1 with its faults closed, and our own claims.

simplejwt answers 500 to strange claims and to the refresh of a deleted user (#860),
lets a refresh token outlive a password change (#927), gives several pairs for one
refresh token when they are asked for at once (#985), and verifies tokens of users
who are gone.
"""

import json
import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt import serializers, tokens
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import TokenError

from ..authentication import roles

# What json, datetime and PyJWT raise on claims of the wrong type or size.
BROKEN = (
    ArithmeticError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)

# Characters or bytes; ours have 400. How deeply claims may be nested depends on Python.
LONGEST = 4096


class Guarded:
    """A token that is valid, or else TokenError, whatever its claims hold."""

    def __init__(self, token=None, verify=True):
        if token is not None and len(token) > LONGEST:
            raise TokenError(_("Token is invalid"))
        try:
            super().__init__(token, verify)
        except BROKEN as error:
            raise TokenError(_("Token is invalid")) from error

    def verify(self):
        """Check the claims; TokenError where the user is not named by a number, or
        the token by what PostgreSQL can look for. One of BROKEN where no answer in
        JSON could show them: half a character, a number without end."""
        json.dumps(self.payload, ensure_ascii=False, allow_nan=False).encode()
        if "\0" in str(self.get("jti")):
            raise TokenError(_("Token is invalid"))
        super().verify()
        if not re.fullmatch(r"\d{1,19}", str(self.get("user_id")), re.ASCII):
            raise TokenError(_("Token contained no recognizable user identification"))


class AccessToken(Guarded, tokens.AccessToken):
    """Opens the API for 15 minutes."""


class RefreshToken(Guarded, tokens.RefreshToken):
    """Exchanged once for a new pair; carries username and role beside the user id."""

    access_token_class = AccessToken

    @classmethod
    def for_user(cls, user):
        """A new token; its access_token has the same claims."""
        token = super().for_user(user)
        token["username"] = user.get_username()
        token["role"] = roles(user)[-1]
        return token

    def pair(self) -> dict[str, str]:
        """`{"refresh", "access"}`, signed."""
        return {"refresh": str(self), "access": str(self.access_token)}


class UntypedToken(Guarded, tokens.BlacklistMixin, tokens.UntypedToken):
    """Either kind, unless it was blacklisted."""

    def verify_token_type(self):
        """TokenError where the token is of neither kind."""
        if self.get("token_type") not in ("access", "refresh"):
            raise TokenError(_("Token has wrong type"))


def user_of(token):
    """The user of a token; AuthenticationFailed (401) where the user is gone or
    inactive, or has changed the password since."""
    return JWTAuthentication().get_user(token)


def end(token):
    """Blacklist a refresh token; TokenError where somebody else was first."""
    _row, is_first = token.blacklist()
    if not is_first:
        raise TokenError(_("Token is blacklisted"))


class ObtainSerializer(serializers.TokenObtainPairSerializer):
    """Username and password for a pair."""

    token_class = RefreshToken

    def __init__(self, *args, **kwargs):
        """Spaces at the ends of a password are part of it, as at every other door."""
        super().__init__(*args, **kwargs)
        self.fields["password"].trim_whitespace = False


class RefreshSerializer(serializers.TokenRefreshSerializer):
    """One refresh token for one new pair, also when it is sent many times at once."""

    token_class = RefreshToken

    @transaction.atomic
    def validate(self, attrs):
        """The new pair; TokenError where the token was used before."""
        old = self.token_class(attrs["refresh"])
        user = user_of(old)
        end(old)
        return self.token_class.for_user(user).pair()


class VerifySerializer(serializers.TokenVerifySerializer):
    """Whether a token of either kind would be accepted now."""

    def validate(self, attrs):
        """Nothing; TokenError or AuthenticationFailed where it would not be."""
        user_of(UntypedToken(attrs["token"]))
        return {}


class BlacklistSerializer(serializers.TokenBlacklistSerializer):
    """Ends a refresh token, also of a user who is gone."""

    token_class = RefreshToken

    @transaction.atomic
    def validate(self, attrs):
        """Nothing; TokenError where the token has ended before."""
        end(self.token_class(attrs["refresh"]))
        return {}
