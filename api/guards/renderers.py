"""How answers are drawn; nothing of rest_framework.views may be imported here."""

from rest_framework import renderers


class BrowsableAPIRenderer(renderers.BrowsableAPIRenderer):
    """Pages that say what a view is to those too whom it refuses: DRF hides it."""

    def get_description(self, view, status_code):
        """The description, whatever the status."""
        return view.get_view_description(html=True)
