"""The admin's page for a new password: who found a session is not to find the old one.

Django 5.2 checks that without `authenticate`, so that no backend could count.
"""

from django.contrib import admin
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth import authenticate
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.views.decorators.debug import sensitive_variables


class PasswordChangeForm(AdminPasswordChangeForm):
    """Asks for the old password as the login pages ask for one."""

    def __init__(self, request, **kwargs):
        super().__init__(**kwargs)
        self.request = request

    @sensitive_variables("old")
    def clean_old_password(self) -> str:
        """The old password; ValidationError for a wrong one, and while locked out."""
        old = self.cleaned_data["old_password"]
        name = self.user.get_username()
        if not authenticate(self.request, username=name, password=old):
            code = "password_incorrect"
            raise ValidationError(self.error_messages[code], code)
        return old


class PasswordChange(PasswordChangeView):
    """Django's own, drawn as a page of the admin."""

    form_class = PasswordChangeForm
    success_url = reverse_lazy("admin:password_change_done")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **admin.site.each_context(self.request), **kwargs
        )


password_change = admin.site.admin_view(PasswordChange.as_view())
