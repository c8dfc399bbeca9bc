"""Whether TRUSTED_PROXY says what is in front of this server."""

from django.conf import settings
from django.core.checks import register
from django.utils.translation import gettext as _

from .. import environment as env
from .finding import TAG, finding
from .hosts import pythonanywhere_host


@register(TAG, deploy=True)
def proxy_is_there(app_configs, **kwargs):
    """project.W062: anybody says from which address a request comes."""
    if not (settings.TRUSTED_PROXY and env.flag("SSL_ENABLED")):
        return []
    message = _("TRUSTED_PROXY is on, but this server ends TLS itself (SSL_ENABLED).")
    hint = _(
        "Without a proxy in front anybody can send X-Real-IP and X-Forwarded-Proto, "
        "and a new address for each wrong password. Take TRUSTED_PROXY out of .env."
    )
    return [finding("project.W062", message, hint)]


@register(TAG, deploy=True)
def proxy_is_trusted(app_configs, **kwargs):
    """project.W063: all clients have one address, that of the proxy; W061 says more."""
    is_told = settings.TRUSTED_PROXY or settings.SECURE_SSL_REDIRECT
    if is_told or not pythonanywhere_host():
        return []
    message = _("This is PythonAnywhere, but TRUSTED_PROXY is off.")
    hint = _(
        "All visitors count as one address there: after 100 wrong passwords of "
        "anybody, nobody can sign in for a while. Write TRUSTED_PROXY=true into .env."
    )
    return [finding("project.W063", message, hint)]
