"""How answers are drawn; nothing of rest_framework.views may be imported here."""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework import renderers

# No-break spaces: at others a narrow screen would leave a line empty.
NEXT_LINE = ",\n" + "\N{NO-BREAK SPACE}" * 2
# Only with a property: the end of a user's text may look like the beginning.
INLINE_STYLE = re.compile(r' style="[a-z-]+:[^"<>]*"')


class BrowsableAPIRenderer(renderers.BrowsableAPIRenderer):
    """Pages that say what a view is to those too whom it refuses: DRF hides it.

    A view may have a `page` that explains it, an address: pages lead back there.
    """

    def get_description(self, view, status_code):
        """The description, whatever the status."""
        return view.get_view_description(html=True)

    def get_breadcrumbs(self, request):
        """`[(name, address)]`, where DRF gives a list and its record the same name."""
        view = self.renderer_context["view"]
        crumbs = super().get_breadcrumbs(request)
        page = getattr(view, "page", None)
        if crumbs and page:
            name, address = crumbs[0]
            crumbs[0] = (_("Authors"), address)
            crumbs.insert(0, (name, page))
        record = f"/{view.kwargs.get('pk')}/"
        return [
            (view.kwargs["pk"] if address.endswith(record) else name, address)
            for name, address in crumbs
        ]

    def get_context(self, *args):
        """DRF's, with each entry of Server-Timing on a line of its own."""
        context = super().get_context(*args)
        headers = context["response_headers"]
        if "Server-Timing" in headers:
            timing = headers["Server-Timing"]
            headers["Server-Timing"] = timing.replace(", ", NEXT_LINE)
        # The colours of code in descriptions, an inline <style>; ours have no code.
        return context | {"code_style": None}

    def render(self, *args, **kwargs):
        """The page, mended where DRF's template has no block for it.

        Its styles are light only. The policy of the site allows no inline styles: the
        few there are stand in browsable.css (quotes in what users wrote are escaped).
        """
        opening = f'<html lang="{get_language()}" data-theme="light">'
        html = super().render(*args, **kwargs).replace("<html>", opening, 1)
        return INLINE_STYLE.sub("", html)
