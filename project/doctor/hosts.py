"""ALLOWED_HOSTS: every request for another host is answered with 400."""

import os
import re
from pathlib import Path

from django.conf import settings
from django.core.checks import register
from django.http.request import validate_host
from django.utils.translation import gettext as _

from .. import environment as env
from .finding import TAG, finding

# A name, with a dot before it for all its subdomains; an address; or any host.
HOST = re.compile(
    r"\.?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+(%\w+)?\]|\*", re.I | re.ASCII
)
PYTHONANYWHERE = ("PYTHONANYWHERE_DOMAIN", "PYTHONANYWHERE_SITE")


@register(TAG)
def hosts_are_hosts(app_configs, **kwargs):
    """project.W010: what can never be equal to the host of a request."""
    message = _("ALLOWED_HOSTS has {item!r:.80}, which is not the name of a host.")
    hint = _(
        "Write in .env the bare name, as in ALLOWED_HOSTS=ann.pythonanywhere.com: no "
        "https://, port, slash or quotes; names are separated by commas."
    )
    return [
        finding("project.W010", message, hint, item=item)
        for item in settings.ALLOWED_HOSTS
        if not HOST.fullmatch(item)
    ]


@register(TAG, deploy=True)
def hosts_are_those_of_a_server(app_configs, **kwargs):
    """project.W011 to W014: hosts that will not do on a server."""
    hosts = settings.ALLOWED_HOSTS
    if not settings.PUBLIC:
        return only_this_machine()
    found = []
    if "*" in hosts:
        message = _("ALLOWED_HOSTS has *, so this server answers to any name.")
        hint = _("A link in its pages can then lead elsewhere. Name the hosts in .env.")
        found.append(finding("project.W012", message, hint))
    if "localhost" in hosts:
        message = _("ALLOWED_HOSTS names localhost beside a public host.")
        hint = _(
            "With localhost this counts as a laptop: there is no STATIC_ROOT, and "
            "collectstatic fails. Take localhost out of ALLOWED_HOSTS in .env."
        )
        found.append(finding("project.W014", message, hint))
    return found + own_host_is_missing()


def only_this_machine() -> list:
    """project.W011, where W001 or W013 does not say it better."""
    named = env.DOTENV.exists() or os.environ.get("ALLOWED_HOSTS")
    if not named or pythonanywhere_host():
        return own_host_is_missing()
    message = _("ALLOWED_HOSTS names this machine alone.")
    hint = _(
        "On a server everybody else gets 400: write its host into .env, as in "
        "ALLOWED_HOSTS=ann.pythonanywhere.com. On a laptop all is well."
    )
    return [finding("project.W011", message, hint)]


def own_host_is_missing() -> list:
    """project.W013: the site of this account would answer 400."""
    host = pythonanywhere_host()
    others = [each for each in settings.ALLOWED_HOSTS if is_own_domain(each)]
    if not host or others or validate_host(host, settings.ALLOWED_HOSTS):
        return []
    message = _("This is PythonAnywhere, but ALLOWED_HOSTS does not name {host}.")
    hint = _("Write ALLOWED_HOSTS={host} into .env and reload the site.")
    return [finding("project.W013", message, hint, host=host)]


def is_own_domain(host: str) -> bool:
    """Whether somebody bought this name for a site on PythonAnywhere."""
    return host not in env.LOCAL_HOSTS and "pythonanywhere.com" not in host.lower()


def pythonanywhere_host() -> str:
    """The host of this account's site; "" where this is not PythonAnywhere."""
    named = next(filter(None, map(os.environ.get, PYTHONANYWHERE)), "")
    account = Path("~").expanduser().name.lower() if named else ""
    return account and f"{account}.{named.lower().removeprefix('www.')}"
