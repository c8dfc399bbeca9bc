"""What a public host needs to speak HTTPS alone."""

from django.conf import settings
from django.core.checks import register
from django.utils.translation import gettext as _

from .. import environment as env
from .finding import TAG, finding


@register(TAG, deploy=True)
def https_is_complete(app_configs, **kwargs):
    """project.W060: what security.W004 and W008 want, by its names in .env."""
    wanted = {"SECURE_SSL_REDIRECT": "true", "SECURE_HSTS_SECONDS": "3600"}
    missing = [
        f"{name}={value}"
        for name, value in wanted.items()
        if settings.PUBLIC and not getattr(settings, name)
    ]
    if not missing:
        return []
    message = _("HTTPS is not complete on this public host. Missing in .env: {lines}.")
    hint = _(
        "Write them there when https works; behind a proxy that sets "
        "X-Forwarded-Proto, as on PythonAnywhere, TRUSTED_PROXY=true as well. Browsers "
        "remember HSTS for that many seconds: make it 31536000 once all is well."
    )
    return [finding("project.W060", message, hint, lines=", ".join(missing))]


@register(TAG, deploy=True)
def redirect_has_an_end(app_configs, **kwargs):
    """project.W061: behind a proxy that ends TLS all requests look like http, and are
    sent to https again and again."""
    is_direct = env.flag("SSL_ENABLED") or not settings.SECURE_SSL_REDIRECT
    if not settings.PUBLIC or is_direct or settings.SECURE_PROXY_SSL_HEADER:
        return []
    message = _("SECURE_SSL_REDIRECT is on without TRUSTED_PROXY.")
    hint = _(
        "Behind a proxy, as on PythonAnywhere, this redirects without end. Write "
        "TRUSTED_PROXY=true into .env where the server in front sets "
        "X-Forwarded-Proto, or takes it away as in deploy/apache.conf: otherwise "
        "anybody could send it."
    )
    return [finding("project.W061", message, hint)]
