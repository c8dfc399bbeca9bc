"""Authors and tokens in the admin, beside the users that Django brings."""

from django.contrib import admin
from rest_framework.authtoken.admin import TokenAdmin

from .models import Author

# A list of all users in each form would grow with them.
TokenAdmin.raw_id_fields = ["user"]


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    """Authors, found by name and e-mail."""

    list_display = ["name", "email", "owner"]
    list_select_related = ["owner"]
    search_fields = ["name", "email"]
    raw_id_fields = ["owner"]
