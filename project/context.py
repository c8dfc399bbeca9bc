"""What every template knows besides what its view says."""

from django.conf import settings
from django.contrib.auth import get_user
from django.utils.functional import SimpleLazyObject

THEMES = ["auto", "light", "dark"]


def site(request) -> dict:
    """Whether the laboratory is on, the theme, and who the browser is signed in as."""
    return {
        "lab": settings.LAB,
        "theme": theme(request),
        "visitor": SimpleLazyObject(lambda: visitor(request)),
    }


def visitor(request):
    """The user of the session; a view of DRF may look at other credentials only."""
    plain = getattr(request, "_request", None)
    return get_user(plain) if plain else request.user


def theme(request) -> str:
    """One of THEMES, from the cookie `theme`; auto where there is none."""
    chosen = request.COOKIES.get("theme")
    return chosen if chosen in THEMES else THEMES[0]
