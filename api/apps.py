"""The Django application that is the solution of the lab."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """Authors, exposed three ways."""

    name = "api"
    verbose_name = _("Authors")

    def ready(self):
        """Register the checks, and the guards that no setting hooks in."""
        from . import checks  # noqa: F401
        from .guards import fields, reading, requests, search

        fields.install()
        reading.install()
        requests.install()
        search.install()
