"""The fields of a person: each function returns the value as it is stored, or raises
ValidationError with what is wrong."""

import re

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..guards.lockout.length import MaximumLengthValidator

# JSON can spell them, but no form takes them and no database stores them.
UNUSABLE = re.compile("[\0\ud800-\udfff]")


def text(value: object) -> str:
    """Text that can be stored and typed."""
    if not isinstance(value, str):
        raise ValidationError(_("This must be text in quotes."))
    if UNUSABLE.search(value):
        raise ValidationError(_("This holds a character that nobody can type."))
    return value


def username(value: object) -> str:
    """A username by the rules of Django's model."""
    return cleaned_by_model("username", User.normalize_username(text(value)))


def email(value: object) -> str:
    """An e-mail by the rules of Django's model, which lets it be empty."""
    return cleaned_by_model("email", User.objects.normalize_email(text(value)))


def cleaned_by_model(name: str, value: str) -> str:
    """The value as a field of the model takes it."""
    return User._meta.get_field(name).clean(value, None)


def password(value: object) -> str:
    """A password: any text but none, and not too long to open; the other validators
    are for people who choose one."""
    if value == "":
        raise ValidationError(_("This must not be empty."))
    MaximumLengthValidator().validate(text(value))
    return value


def flag(value: object) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise ValidationError(_("This must be true or false."))
    return value


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list."""
    if not isinstance(value, list):
        raise ValidationError(_("This must be a list of text in quotes."))
    return tuple(map(text, value))


def unknown(value: object):
    """ValidationError: there is no such key."""
    keys = ", ".join(CLEANERS)
    raise ValidationError(_("Unknown key; there are {keys}.").format(keys=keys))


CLEANERS = {
    "username": username,
    "email": email,
    "password": password,
    "is_staff": flag,
    "is_superuser": flag,
    "permissions": texts,
}
