"""Who is locked out, for an admin to see and to let in again."""

from contextlib import suppress

from django.contrib import admin
from django.db import Error
from django.utils.translation import gettext_lazy as _

from .models import Failures


@admin.register(Failures)
class FailuresAdmin(admin.ModelAdmin):
    """Deleting a row lifts its lock; what is forgotten is not shown, nor kept."""

    list_display = ["value", "kind", "count", "lock"]
    list_filter = ["kind"]
    search_fields = ["value"]
    ordering = ["-count"]

    def changelist_view(self, request, extra_context=None):
        """The list; somebody may have typed a password for a name, so nothing stays."""
        with suppress(Error):  # where only writing is impossible, reading goes on
            Failures.objects.forgotten().delete()
        return super().changelist_view(request, extra_context)

    def get_queryset(self, request):
        return super().get_queryset(request).live()

    @admin.display(description=_("lock"))
    def lock(self, failures) -> str | None:
        """Until when, as the site's clock has it; None where there is no lock."""
        if not failures.is_lock():
            return None
        return _("locked out until {time}").format(time=failures.end())

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
