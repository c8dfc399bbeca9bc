"""The Django application that is the laboratory."""

import logging

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LabConfig(AppConfig):
    """The steps of the lab, alive."""

    name = "lab"
    verbose_name = _("Laboratory")

    def ready(self):
        """Register the checks, and keep the requests of a matrix out of the log."""
        from . import checks  # noqa: F401
        from .matrix import is_no_rehearsal

        logging.getLogger("access").addFilter(is_no_rehearsal)
