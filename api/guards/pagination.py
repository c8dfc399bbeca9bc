"""Lists that stay bare arrays and cost the same at any depth."""

import re

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response


class LinkHeaderPagination(CursorPagination):
    """100 a page by id; next and previous stand in the Link header (RFC 8288)."""

    ordering = "id"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def decode_cursor(self, request):
        """The cursor of the request; NotFound where its position is not an id."""
        cursor = super().decode_cursor(request)
        position = cursor and cursor.position
        if position is not None and not re.fullmatch(r"\d{1,19}", position, re.ASCII):
            raise NotFound(self.invalid_cursor_message)
        return cursor

    def get_paginated_response(self, data):
        """The bare array, with a Link header where there are other pages."""
        links = {"next": self.get_next_link(), "prev": self.get_previous_link()}
        header = ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url)
        return Response(data, headers={"Link": header} if header else None)

    def get_paginated_response_schema(self, schema):
        """The schema of the bare array."""
        return schema
