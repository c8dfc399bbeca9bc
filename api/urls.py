"""The addresses of the API, under /api/."""

from django.urls import path
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.routers import SimpleRouter
from rest_framework.settings import api_settings
from rest_framework_simplejwt.views import (
    TokenBlacklistView,
    TokenObtainPairView,
    TokenRefreshView,
    TokenVerifyView,
)

from . import views

# One class serves a list and a record: each address says which methods it has, so that
# the others are answered 405 and `Allow` is true.
LIST = {"http_method_names": ["get", "head", "options", "post"]}
RECORD = {"http_method_names": ["get", "head", "options", "put", "patch", "delete"]}

by_hand = views.AuthorAPIView.as_view
generic = views.AuthorGenericAPIView.as_view
obtain_auth_token = ObtainAuthToken.as_view(
    authentication_classes=[], parser_classes=api_settings.DEFAULT_PARSER_CLASSES
)

router = SimpleRouter(use_regex_path=False)
router.register("authors_viewset", views.AuthorViewSet, basename="authors_viewset")

urlpatterns = [
    path("authors/", by_hand(**LIST), name="authors-list"),
    path("authors/<int:pk>/", by_hand(**RECORD), name="authors-detail"),
    path("authors_generic/", generic(**LIST), name="authors_generic-list"),
    path("authors_generic/<int:pk>/", generic(**RECORD), name="authors_generic-detail"),
    *router.urls,
    path("token/", TokenObtainPairView.as_view(), name="token_obtain_pair"),
    path("token/refresh/", TokenRefreshView.as_view(), name="token_refresh"),
    path("token/verify/", TokenVerifyView.as_view(), name="token_verify"),
    path("token/blacklist/", TokenBlacklistView.as_view(), name="token_blacklist"),
    path("api-token-auth/", obtain_auth_token, name="api_token_auth"),
    path("whoami/", views.WhoAmI.as_view(), name="whoami"),
]

links = [url.name for url in urlpatterns if url.name and not url.pattern.converters]
urlpatterns.append(path("", views.Root.as_view(names=links), name="root"))
