"""Who is asking: the four schemes of the lab, and what they tell about a user."""

from rest_framework.authentication import (
    BasicAuthentication,
    SessionAuthentication,
    TokenAuthentication,
)
from rest_framework_simplejwt.authentication import JWTAuthentication

# The first one that recognises the request wins, and the first one alone decides
# whether an anonymous user who is refused gets 401 with its challenge, or 403.
ALL_SCHEMES = [
    JWTAuthentication,
    TokenAuthentication,
    SessionAuthentication,
    BasicAuthentication,
]


def scheme(request) -> str | None:
    """The scheme that recognised the request, such as "JWT"; None for none."""
    judge = request.successful_authenticator
    return type(judge).__name__.removesuffix("Authentication") if judge else None


def roles(user) -> list[str]:
    """What a signed-in user is, the least first: user, staff, superuser."""
    found = {"user": True, "staff": user.is_staff, "superuser": user.is_superuser}
    return [name for name, holds in found.items() if holds]
