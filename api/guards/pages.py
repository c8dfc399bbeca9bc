"""What the browsable API says about a view, in the reader's language."""

from rest_framework.utils.formatting import markup_description
from rest_framework.views import get_view_description


def describe(view, html=False):
    """The view's `about`, which is translated; DRF would show its docstring."""
    about = getattr(view, "about", None)
    if about is None:
        return get_view_description(view, html)
    return markup_description(str(about)) if html else str(about)
