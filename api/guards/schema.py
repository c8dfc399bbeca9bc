"""The API documentation (OpenAPI 3 by drf-spectacular), told by the views themselves.

Which schemes an address accepts, whether anonymous users may do it and how it refuses:
the authenticators and permissions of the view are asked, as DRF asks them.
"""

from django.http import HttpRequest
from drf_spectacular import openapi
from rest_framework.authentication import BasicAuthentication
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.settings import api_settings

from ..serializers import AuthorModelSerializer
from .answers import (
    ABOUT,
    ANSWERS,
    CHALLENGE,
    DOORS,
    ERRORS,
    LINK,
    PAGE,
    PAGE_SIZE,
    RETRY_AFTER,
    SCHEMES,
    SEARCH,
)

STATUS = {"POST": 201, "DELETE": 204}


def only_api(endpoints, **kwargs):
    """The endpoints under /api/: the steps of the laboratory are variants of them."""
    return [each for each in endpoints if each[0].startswith("/api/")]


def describe_schemes(result, **kwargs):
    """The document, in which each scheme says how to authorize by it."""
    for name, scheme in result["components"].get("securitySchemes", {}).items():
        if name in SCHEMES:
            scheme["description"] = SCHEMES[name]
    return result


class AutoSchema(openapi.AutoSchema):
    """The description of one operation."""

    @property
    def has_records(self) -> bool:
        """Whether the view serves authors."""
        return getattr(self.view, "queryset", None) is not None

    def get_description(self):
        """What the browsable API says of the view, in the reader's language."""
        return ABOUT.get(type(self.view)) or getattr(self.view, "about", "")

    def get_tags(self):
        """The first part of the path; the root has none."""
        return super().get_tags() or ["api"]

    def get_auth(self):
        """The schemes of the view; `{}` besides where anonymous users pass."""
        schemes = [scheme for scheme in super().get_auth() if scheme]
        return [*schemes, {}] if self.is_open() else schemes

    def is_open(self) -> bool:
        """Whether the permissions let an anonymous user do this."""
        asked = HttpRequest()
        asked.method = self.method
        judges = self.view.get_permissions()
        return all(each.has_permission(Request(asked), self.view) for each in judges)

    def get_request_serializer(self):
        if not self.has_records:
            return self._get_serializer()
        # The view by hand names its serializer in its methods alone.
        return getattr(self.view, "serializer_class", None) or AuthorModelSerializer

    def get_response_serializers(self):
        """The body of each status that the operation can answer with."""
        status = STATUS.get(self.method, 200) if self.has_records else 200
        return {status: self.answer(), **{each: ERRORS[each] for each in self.errors()}}

    def answer(self):
        """The body of a success; None for none."""
        if self.method == "DELETE":
            return None
        return ANSWERS.get(type(self.view)) or self.get_request_serializer()

    def errors(self) -> list[int]:
        """The statuses of the errors that the operation can end in."""
        sends = self.method in {"POST", "PUT", "PATCH"}
        happens = {
            400: True,
            401: self.challenges(),
            403: self.forbids(),
            404: "{" in self.path or self._is_list_view(),
            406: True,
            411: sends,
            413: sends,
            414: True,
            415: sends,
            429: self.asks_password(),
            503: True,
        }
        return [status for status, does in happens.items() if does]

    def challenges(self) -> bool:
        """Whether who is not recognised gets 401; the first scheme decides."""
        return bool(self.view.get_authenticate_header(self.view.request))

    def forbids(self) -> bool:
        """Whether there is a 403: in the place of 401, or because a permission, the
        CSRF token or the site that sends it lets nobody change anything."""
        takes_its_place = self.view.get_authenticators() and not self.challenges()
        return self.method not in SAFE_METHODS or bool(takes_its_place)

    def asks_password(self) -> bool:
        """Whether a password is tried: in the header of Basic, or in the body."""
        judges = self.view.get_authenticators()
        in_header = any(isinstance(judge, BasicAuthentication) for judge in judges)
        return in_header or isinstance(self.view, DOORS)

    def get_override_parameters(self):
        """The headers of the answers, and what a list may be asked for."""
        view = self.view if self._is_list_view() else None
        paginator = view and self._get_paginator()
        more = [
            (LINK, paginator, "cursor_query_param"),
            (PAGE, paginator, "page_query_param"),
            (PAGE_SIZE, paginator, "page_size_query_param"),
            (SEARCH, view, "search_fields"),
        ]
        told = [each for each, owner, name in more if getattr(owner, name, None)]
        return [CHALLENGE, RETRY_AFTER, *told]

    def get_paginated_name(self, serializer_name):
        """Two paginators, two names: one wraps the list, the other does not."""
        return serializer_name + type(self._get_paginator()).__name__

    def _is_list_view(self, serializer=None):
        # drf-spectacular takes every GET of a class with ListModelMixin for a list.
        return self.method == "GET" and self.has_records and "{" not in self.path

    def _get_paginator(self):
        default = api_settings.DEFAULT_PAGINATION_CLASS
        made = getattr(self.view, "pagination_class", default)
        return made and made()
