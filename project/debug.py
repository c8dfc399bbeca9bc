"""Django's pages of errors under DEBUG, without the passwords inside URLs."""

import re

from django.views.debug import SafeExceptionReporterFilter

OWN = SafeExceptionReporterFilter.hidden_settings.pattern
# Where a connection is made passwords go through variables of any name.
CONNECTING = (
    "django.db.backends.base.",
    "django.db.backends.postgresql.",
    "django.utils.asyncio",
    "psycopg",
    "redis.",
)


class URLFilter(SafeExceptionReporterFilter):
    """Hides DATABASE_URL and CACHE_URL, and what becomes of them."""

    hidden_settings = re.compile(f"{OWN}|URL|LOCATION", re.IGNORECASE)

    def get_traceback_frame_variables(self, request, tb_frame):
        """The variables of a frame; none of one that connects."""
        if tb_frame.f_globals.get("__name__", "").startswith(CONNECTING):
            return []
        return super().get_traceback_frame_variables(request, tb_frame)
