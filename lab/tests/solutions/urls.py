"""A solution is its addresses: Django takes it for the URLconf of a request."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.contrib import admin
from django.urls import include, path
from rest_framework.routers import DefaultRouter
from rest_framework_simplejwt import views as jwt

from .views import AuthorAPIView, AuthorGenericAPIView, AuthorViewSet

LIST = ["get", "head", "options", "post"]
RECORD = ["get", "head", "options", "put", "patch", "delete"]
TOKENS = ("token/", "token/refresh/", "token/verify/")


@dataclass(frozen=True, kw_only=True, eq=False)
class Solution:
    """The complete solution, but for what is given; `without` are routes it lacks."""

    authors: type = AuthorAPIView
    generic: type = AuthorGenericAPIView
    viewset: type = AuthorViewSet
    without: tuple[str, ...] = ()
    # Both addresses of a view take all of its methods, as in most published solutions.
    is_mounted_carelessly: bool = False
    serves_static: bool = True
    handler404: Callable | None = None

    @cached_property
    def urlpatterns(self) -> list:
        """The routes, under the name by which Django asks for them."""
        router = DefaultRouter()
        if "authors_viewset/" not in self.without:
            router.register("authors_viewset", self.viewset)
        routes = [
            *self.mount("authors/", self.authors),
            *self.mount("authors_generic/", self.generic),
            path("token/", jwt.TokenObtainPairView.as_view()),
            path("token/refresh/", jwt.TokenRefreshView.as_view()),
            path("token/verify/", jwt.TokenVerifyView.as_view()),
            path("", include(router.urls)),
        ]
        kept = [route for route in routes if str(route.pattern) not in self.without]
        return [path("api/", include(kept)), *self.pages()]

    def mount(self, route: str, view: type) -> list:
        """The two addresses of a view."""
        every = view.http_method_names
        for_list, for_record = (
            every if self.is_mounted_carelessly else [n for n in names if n in every]
            for names in (LIST, RECORD)
        )
        return [
            path(route, view.as_view(http_method_names=for_list)),
            path(f"{route}<int:pk>/", view.as_view(http_method_names=for_record)),
        ]

    def pages(self) -> list:
        """Where people sign in."""
        routes = [
            path("api-auth/", include("rest_framework.urls")),
            path("admin/", admin.site.urls),
        ]
        return [route for route in routes if str(route.pattern) not in self.without]


def choose(get_response):
    """Middleware: answer as the solution that was asked."""

    def answer(request):
        request.urlconf = request.environ["solution"]
        return get_response(request)

    return answer
