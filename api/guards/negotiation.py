"""In which format a client is answered."""

from rest_framework.negotiation import DefaultContentNegotiation


class ContentNegotiation(DefaultContentNegotiation):
    """DRF's, which takes longer to find that whoever takes anything gets JSON."""

    def select_renderer(self, request, renderers, format_suffix=None):
        """A renderer and a media type; NotAcceptable (406) where none fits."""
        first = renderers[0]
        is_any = request.META.get("HTTP_ACCEPT", "*/*") in ("*/*", first.media_type)
        if is_any and not format_suffix and not request.META.get("QUERY_STRING"):
            return first, first.media_type
        return super().select_renderer(request, renderers, format_suffix)
