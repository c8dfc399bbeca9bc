"""Why was I refused? A header that somebody has, explained."""

import re
from urllib.parse import urlencode

from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from ..actors import Credentials
from ..explain import explain
from ..matrix import answer
from ..steps import ENDPOINTS, live_steps

WHOAMI = "/api/whoami/"
# Where a server, or the proxy in front of it, says from which address a request comes.
PLACES = ("REMOTE_ADDR", "HTTP_X_REAL_IP")
# A header as HTTP writes it; lines that are indented go on with it.
HEADER = re.compile(
    r"^[^\w\n]*(?:server-timing|authorization):(?P<value>.*(?:\n[^\S\n]+\S.*)*)",
    re.IGNORECASE | re.MULTILINE,
)
# Servers cut addresses at 4094.
LONGEST = 2000  # characters of a header, and of an answer around it
MOST = 16_000


@never_cache
@sensitive_post_parameters("authorization")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    """The page: `?header=` is a Server-Timing to explain; POST judges `authorization`.

    What was sent in POST is neither kept nor shown again: it may be a secret. Of a
    paste only the header itself gets into an address, which others may be given.
    """
    if "header" in request.POST:
        query = urlencode({"header": value(request.POST["header"])})
        return redirect(f"{request.path}?{query}#story")
    pasted = request.GET.get("header", "")
    header = judged(request) if request.method == "POST" else value(pasted)
    context = {
        "pasted": pasted,
        "is_asked": bool(header or pasted),
        "story": told(header),
        "where": request.POST.get("where", ""),
        "steps": places(),
    }
    return render(request, "lab/why.html", context)


def places() -> list:
    """Where an Authorization can be tried: the endpoints, and the steps."""
    return [*ENDPOINTS, *live_steps()]


@require_safe
def story(request):
    """The decisions of the header in `?header=` as a piece of a page."""
    header = value(request.GET.get("header", ""))
    if not header:
        return HttpResponseBadRequest(_("Send the header as ?header="))
    return render(request, "lab/story.html", {"story": told(header)})


def told(header: str) -> list:
    """The decisions that a header tells, in the language of the page."""
    return explain(header, get_language())


def judged(request) -> str:
    """What this server decides of an Authorization header: its own Server-Timing."""
    lists = {step.id: step.list_url for step in places()}
    url = lists.get(request.POST.get("where", ""), WHOAMI)
    header = value(request.POST.get("authorization", ""))
    # As a server passes it on: the bytes of the line, read as latin-1 (PEP 3333).
    carried = {"Authorization": header.encode().decode("latin-1")} if header else {}
    # From where it came: what is wrong here counts as it does elsewhere.
    known = {name: request.META[name] for name in PLACES if name in request.META}
    asked = answer("GET", url, {}, Credentials(carried), **known)
    return asked.headers.get("Server-Timing", "")


def value(pasted: str) -> str:
    """The value of the header that was pasted: alone, or with others around it.

    DRF's pages show each entry of Server-Timing on a line of its own.
    """
    text = pasted[:MOST]
    found = HEADER.search(text)
    return " ".join((found["value"] if found else text).split())[:LONGEST]
