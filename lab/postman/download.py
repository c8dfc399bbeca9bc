"""Both files over HTTP, for the server that is asked."""

from hashlib import sha256

from django.http import HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from api.people import shown_accounts

from ..people import known
from .files import COLLECTION, ENVIRONMENT, collection_text, environment_text


def version(request) -> str:
    """What a client that has the collection sends: it is large, and rarely changes."""
    text = collection_text(may_show())
    return f'"{sha256(text.encode()).hexdigest()}"'


@require_safe
@gzip_page
@condition(etag_func=version)
def get_collection(request):
    """The collection, with the steps that this server has."""
    return attachment(COLLECTION, collection_text(may_show()))


@require_safe
def get_environment(request):
    """The environment with the address of this server; no passwords in public."""
    base_url = request.build_absolute_uri("/").rstrip("/")
    return attachment(ENVIRONMENT, environment_text(base_url, known(), may_show()))


def may_show() -> bool:
    """Whether the published passwords may be shown here, as on the front page."""
    return bool(shown_accounts())


def attachment(name: str, text: str) -> HttpResponse:
    """A file to save."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)
