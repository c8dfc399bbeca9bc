"""What every template knows besides what its view says."""

from django.conf import settings

THEMES = ["auto", "light", "dark"]


def site(request) -> dict:
    """Whether the laboratory is on, and the theme that the reader has chosen."""
    return {"lab": settings.LAB, "theme": theme(request), "themes": THEMES}


def theme(request) -> str:
    """One of THEMES, from the cookie `theme`; auto where there is none."""
    chosen = request.COOKIES.get("theme")
    return chosen if chosen in THEMES else THEMES[0]
