"""Who is locked out, for an admin to see and to let in again."""

from django.contrib import admin

from .models import Failures


@admin.register(Failures)
class FailuresAdmin(admin.ModelAdmin):
    """Deleting a row lifts its lock; what is forgotten is not shown."""

    list_display = ["value", "kind", "count", "until"]
    list_filter = ["kind"]
    search_fields = ["value"]
    ordering = ["-count"]

    def get_queryset(self, request):
        return super().get_queryset(request).live()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
