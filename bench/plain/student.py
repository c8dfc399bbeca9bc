"""A solution as the lab's listing has it: GenericAPIView, mixins, a serializer, and one
scheme at a time, with DRF's and simplejwt's defaults."""

from .base import author_model, configure

configure(
    "bench.plain.student",
    "rest_framework",
    "rest_framework.authtoken",
    "rest_framework_simplejwt",
)

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import authentication, permissions, serializers  # noqa: E402
from rest_framework.generics import GenericAPIView  # noqa: E402
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin  # noqa: E402
from rest_framework_simplejwt.authentication import JWTAuthentication  # noqa: E402

Author = author_model()


class AuthorSerializer(serializers.ModelSerializer):
    """An author as the API shows it."""

    owner = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Author
        fields = ["id", "name", "email", "owner"]


class AuthorGenericAPIView(GenericAPIView, RetrieveModelMixin, ListModelMixin):
    """The lab's view (1.2.3), as far as it reads."""

    queryset = Author.objects.select_related("owner")
    serializer_class = AuthorSerializer

    def get(self, request, *args, **kwargs):
        if kwargs.get(self.lookup_field):
            return self.retrieve(request, *args, **kwargs)
        return self.list(request, *args, **kwargs)


SCHEMES = {
    "anonymous": None,
    "Session": authentication.SessionAuthentication,
    "Token": authentication.TokenAuthentication,
    "JWT": JWTAuthentication,
    "Basic": authentication.BasicAuthentication,
}


def mounted(scheme):
    """The view for one scheme."""
    if not scheme:
        return AuthorGenericAPIView.as_view()
    return AuthorGenericAPIView.as_view(
        authentication_classes=[scheme],
        permission_classes=[permissions.IsAuthenticated],
    )


urlpatterns = [
    path(f"{name}/{rest}", mounted(scheme))
    for name, scheme in SCHEMES.items()
    for rest in ("api/authors_generic/", "api/authors_generic/<int:pk>/")
]
application = get_wsgi_application()
