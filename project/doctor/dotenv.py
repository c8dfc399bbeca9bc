"""The file `.env`, and the values in it that are not understood."""

import os

from django.conf import settings
from django.core.checks import register
from django.utils.translation import gettext as _

from .. import environment as env
from .finding import TAG, finding

FLAGS = (
    "DEBUG",
    "LAB",
    "LAB_TRUST_HEADERS",
    "SECURE_SSL_REDIRECT",
    "SQLITE_WAL",
    "SSL_ENABLED",
    "TRUSTED_PROXY",
)


@register(TAG, deploy=True)
def dotenv_is_there(app_configs, **kwargs):
    """project.W001: nothing says what this server is."""
    if env.DOTENV.exists() or os.environ.get("ALLOWED_HOSTS"):
        return []
    message = _("There is no {path}, and the environment does not name the hosts.")
    hint = _(
        "Copy template.env to .env there, fill in SECRET_KEY and ALLOWED_HOSTS, and "
        "reload the site."
    )
    return [finding("project.W001", message, hint, path=env.DOTENV)]


@register(TAG)
def flags_are_understood(app_configs, **kwargs):
    """project.W002: a setting that is on or off has another value."""
    message = _("{name} is {value!r:.20}, which means neither yes nor no here.")
    hint = _(
        "It counts as no. Write true or false into .env, or leave it empty for the "
        "default."
    )
    return [
        finding("project.W002", message, hint, name=name, value=env.text(name))
        for name in FLAGS
        if env.text(name, "no").lower() not in env.YES | env.NO
    ]


@register(TAG, deploy=True)
def debug_is_off_in_public(app_configs, **kwargs):
    """project.E003: pages of errors show the code to everybody."""
    if not (settings.PUBLIC and settings.DEBUG):
        return []
    message = _("DEBUG is on, and ALLOWED_HOSTS names a public host.")
    hint = _(
        "Whoever meets an error reads code and settings there. Write DEBUG=false in "
        ".env and reload the site."
    )
    return [finding("project.E003", message, hint)]
