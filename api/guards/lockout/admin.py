"""Who is locked out, for an admin to see and to let in again."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from .models import MOST, Failures


@admin.register(Failures)
class FailuresAdmin(admin.ModelAdmin):
    """Deleting a row lifts its lock; what is forgotten is not shown."""

    list_display = ["value", "kind", "count", "is_locked", "until"]
    list_filter = ["kind"]
    search_fields = ["value"]
    ordering = ["-count"]

    def get_queryset(self, request):
        return super().get_queryset(request).live()

    @admin.display(boolean=True, description=_("locked out"))
    def is_locked(self, failures):
        return failures.count >= MOST[failures.kind]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
