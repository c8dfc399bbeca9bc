"""The Django application that is the site around the solution."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectConfig(AppConfig):
    """The pages that are nobody else's, and what watches over a deployment."""

    name = "project"
    verbose_name = _("Site")

    def ready(self):
        """Register the checks of a deployment, and what a new connection is told."""
        from . import doctor, journal  # noqa: F401
