"""The JWT inspector: the browser takes a token apart, the server judges it."""

from django.shortcuts import render
from django.views.debug import get_default_exception_reporter_filter
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from .. import inspector
from ..people import offered


class Discreet(type(get_default_exception_reporter_filter())):
    """Keeps what was sent out of error pages; the usual one shows it under DEBUG."""

    def is_active(self, request):
        """Always, as a token that somebody pasted may still be valid."""
        return True

    def get_traceback_frame_variables(self, request, tb_frame):
        """None: the token goes through the variables of libraries too."""
        return []


@require_safe
@ensure_csrf_cookie
def page(request):
    """The page; it works in the browser, which alone sees the token until it asks."""
    return render(request, "lab/jwt.html", {"people": offered()})


@require_POST
@sensitive_post_parameters("token")
@cache_control(no_store=True)
def judge(request):
    """What the server thinks of the token in the body; it keeps nothing of it."""
    request.exception_reporter_filter = Discreet()
    found = inspector.judge(request.POST.get("token", ""))
    return render(request, "lab/judgement.html", {"findings": found})
