"""What `manage.py check` says about the settings of the API."""

from django.conf import settings
from django.core.checks import Warning as CheckWarning
from django.core.checks import register
from django.utils.translation import gettext as _


@register
def signing_key_is_long(app_configs, **kwargs):
    """api.W001: the key that signs JWTs is shorter than RFC 7518, 3.2 wants."""
    length = len(settings.SIMPLE_JWT["SIGNING_KEY"].encode())
    if length >= 32:
        return []
    message = _("The key that signs JWTs has {length} bytes, fewer than 32.")
    hint = _("Make SECRET_KEY longer, or set JWT_SIGNING_KEY.")
    return [CheckWarning(message.format(length=length), hint=hint, id="api.W001")]
