"""The front page: what is here, who may use it, and who you are."""

import re
from itertools import groupby

from django.conf import settings
from django.contrib.auth.views import RedirectURLMixin
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views import View
from django.views.decorators.http import require_safe

from api.people import shown_accounts
from api.urls import urlpatterns

from .context import THEMES

# The record that the lab's text opens.
RECORD = "3"
YEAR = 365 * 24 * 60 * 60  # seconds


@require_safe
def home(request):
    """The page at /; the published passwords stay off a public server."""
    accounts = shown_accounts()
    context = {"endpoints": endpoints(), "accounts": accounts, **laboratory()}
    return render(request, "home.html", context)


def laboratory() -> dict:
    """What the front page says of the laboratory; nothing where it is off."""
    if not settings.LAB:
        return {}
    from lab.front import front

    return front()


class SetTheme(RedirectURLMixin, View):
    """Remembers light, dark or auto in a cookie, and goes back to `next`."""

    next_page = "home"

    def post(self, request):
        """A redirect; a theme that there is not changes nothing."""
        response = HttpResponseRedirect(self.get_success_url())
        chosen = request.POST.get("theme")
        if chosen in THEMES:
            secure = settings.SESSION_COOKIE_SECURE
            options = {"max_age": YEAR, "samesite": "Lax", "secure": secure}
            response.set_cookie("theme", chosen, **options)
        return response


def error_page(request, exception=None, *, status: int):
    """The page of an error; unlike Django's own it does not read the request.

    Those are wrapped in requires_csrf_token, which parses a broken body once more.
    """
    page = render_to_string(f"{status}.html", {"path": request.path})
    return HttpResponse(page, status=status)


def endpoints() -> list[dict]:
    """A row for each view class of the API: its addresses and its policy."""
    mounted = [url for url in urlpatterns if hasattr(url.callback, "cls")]
    by_class = groupby(mounted, key=lambda url: url.callback.cls)
    return [row(cls, list(urls)) for cls, urls in by_class]


def row(cls, urls) -> dict:
    """What the front page says of one view class."""
    view = cls(**urls[0].callback.initkwargs)
    return {
        "urls": [address(url) for url in urls],
        "view": cls.__name__,
        "about": getattr(view, "about", ""),
        "authenticates": [
            name.removesuffix("Authentication")
            for name in names(view.authentication_classes)
        ],
        "permits": names(view.permission_classes),
    }


def names(classes) -> list[str]:
    """The names of classes; called first, for `A | B` is not a class but makes one."""
    return [type(make()).__name__ for make in classes]


def address(url) -> str:
    """The path of a URL pattern, with the record of the lab in place of a parameter."""
    return reverse("root") + re.sub(r"<[^>]+>", RECORD, str(url.pattern))
