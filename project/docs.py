"""The documentation of the API: the OpenAPI document, and a page to read and try it."""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator


@require_safe
def schema(request):
    """The document as JSON, in the reader's language; the same for everybody."""
    readable = {"ensure_ascii": False}
    document = SchemaGenerator().get_schema(public=True)
    return JsonResponse(document, json_dumps_params=readable)


@require_safe
def docs(request):
    """Swagger UI, from this server's own files."""
    return render(request, "docs.html")
