"""The floor: a plain view of Django with the same queries, and no DRF."""

from .base import author_model, configure

configure("bench.plain.floor")

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import Http404, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402

Author = author_model()


def as_json(author) -> dict:
    """An author as the API shows it."""
    owner = author.owner and author.owner.username
    return {"id": author.id, "name": author.name, "email": author.email, "owner": owner}


def authors(request):
    """A page of 100."""
    page = Author.objects.select_related("owner")[:100]
    return JsonResponse([as_json(author) for author in page], safe=False)


def author(request, pk):
    """One author."""
    found = Author.objects.select_related("owner").filter(pk=pk).first()
    if not found:
        raise Http404
    return JsonResponse(as_json(found))


urlpatterns = [
    path("api/authors_generic/", authors),
    path("api/authors_generic/<int:pk>/", author),
]
application = get_wsgi_application()
