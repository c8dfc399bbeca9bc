"""The address of a site, as people write it and as requests need it."""

import ipaddress
import re
from urllib.parse import urlsplit

import requests

from .faults import usage

# What people paste: the address of an endpoint and not of the site.
ENDPOINT = re.compile(r"/api(/authors\w*(/.*)?|/token(/.*)?)?/?$")


def base_of(text: str) -> str:
    """The address without the final slash, a scheme before it; CheckerError("usage").

    A path is kept, for a site may live under one; the address of an endpoint of the
    lab is cut back to that of its site.
    """
    text = text.strip()
    url = text if "://" in text else f"{likely_scheme(text)}://{text}"
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and parts.hostname
        is_plain = "@" not in parts.netloc and not re.search(r"[\s\x00-\x1f\\]", url)
        parts = urlsplit(requests.Request("GET", url).prepare().url)
    except ValueError as error:
        raise usage(text) from error
    if not (is_usable and is_plain):
        raise usage(text)
    return f"{parts.scheme}://{parts.netloc}{ENDPOINT.sub('', parts.path)}".rstrip("/")


def likely_scheme(text: str) -> str:
    """What an address without a scheme most likely has: https is for names in public.

    ValueError is left to whoever reads the address.
    """
    host = re.split("[/?#]", text)[0]
    is_public = "." in host and ":" not in host and not is_number(host)
    return "https" if is_public else "http"


def is_number(host: str) -> bool:
    """Whether a host is an IP address."""
    try:
        return bool(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """Whether an address is that of this machine, which no proxy can reach."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return is_number(host) and ipaddress.ip_address(host).is_loopback
