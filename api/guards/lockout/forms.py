"""The form for a new password: who found a session is not to find the old one by it.

Django 5.2 checks that without `authenticate`.
"""

from django.contrib.auth.forms import PasswordChangeForm
from django.core.exceptions import ValidationError

from .attempt import Attempt
from .refusal import LockedOut, sentence

by_hash = PasswordChangeForm.clean_old_password


def clean_old_password(form) -> str:
    """The old password; ValidationError for a wrong one, which counts for the name, and
    for any one while the name is locked out."""
    attempt = Attempt(None, form.user.get_username())
    if seconds := attempt.wait():
        raise ValidationError(sentence(seconds), code=LockedOut.default_code)
    try:
        return by_hash(form)
    except ValidationError:
        attempt.count()
        raise


def install():
    """Let the admin ask so."""
    PasswordChangeForm.clean_old_password = clean_old_password
