"""Schemes of DRF's guide that believe a header, which any client can write.

They show why such a header must come from a proxy that nobody can bypass.
"""

from django.contrib.auth.backends import RemoteUserBackend
from django.contrib.auth.models import User
from rest_framework.authentication import (
    BaseAuthentication,
    RemoteUserAuthentication,
)
from rest_framework.exceptions import AuthenticationFailed


class HeaderRemoteUserAuthentication(RemoteUserAuthentication):
    """The user that the web server names, here in the header X-Remote-User.

    DRF's own class reads REMOTE_USER of the environ, which no client can set.
    """

    header = "HTTP_X_REMOTE_USER"


class KnownRemoteUserBackend(RemoteUserBackend):
    """Signs in people who are there; Django's own would create the others."""

    create_unknown_user = False


class XUsernameAuthentication(BaseAuthentication):
    """The example of DRF's guide: whoever says a name in X-Username is believed."""

    def authenticate(self, request):
        """`(user, None)`; AuthenticationFailed where nobody active has the name."""
        username = request.headers.get("X-Username")
        if not username:
            return None
        try:
            return User.objects.get(username=username, is_active=True), None
        except User.DoesNotExist as error:
            raise AuthenticationFailed("No such user.") from error
