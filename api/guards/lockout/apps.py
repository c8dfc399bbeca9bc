"""The Django application that counts wrong passwords."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LockoutConfig(AppConfig):
    """One table, which `migrate` makes and all workers share."""

    name = "api.guards.lockout"
    verbose_name = _("Wrong passwords")

    def ready(self):
        """Connect the receivers."""
        from . import receivers  # noqa: F401
