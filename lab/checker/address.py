"""The address of a site, as people write it and as requests need it."""

import ipaddress
import re
import socket
from urllib.parse import urlsplit

import requests

from .faults import usage

# What people paste: the address of an endpoint and not of the site.
ENDPOINT = re.compile(r"/api(/authors\w*(/.*)?|/token(/.*)?)?/?$")
PRIVATE = ("localhost", "local", "test", "internal", "lan", "home.arpa", "invalid")
SECURE = (443, 8443)
Number = ipaddress.IPv4Address | ipaddress.IPv6Address


def base_of(text: str) -> str:
    """The address without the final slash, a scheme before it; CheckerError("usage").

    A path is kept, for a site may live under one; the address of an endpoint of the
    lab is cut back to that of its site.
    """
    text = text.strip()
    try:
        url = text if "://" in text else f"{likely_scheme(text)}://{text}"
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
    parts = urlsplit(f"//{text}")
    is_named = number(parts.hostname or "") is None
    is_usual = parts.port is None and is_named and is_public(f"//{text}")
    return "https" if is_usual or parts.port in SECURE else "http"


def number(host: str) -> Number | None:
    """The IP address that a host is, however it is written (127.1 is one); or None."""
    host = host.strip("[]").rstrip(".")
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        try:
            return ipaddress.ip_address(socket.inet_aton(host))
        except (OSError, ValueError):
            return None
    return getattr(found, "ipv4_mapped", None) or found


def is_loopback(url: str) -> bool:
    """Whether an address is that of this machine, which no proxy can reach."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    found = number(host)
    return bool(found and (found.is_loopback or found.is_unspecified))


def is_public(url: str) -> bool:
    """Whether an address is one that others can reach, as far as its name tells."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    if found := number(host):
        return found.is_global
    return "." in host and not host.endswith(tuple(f".{name}" for name in PRIVATE))
