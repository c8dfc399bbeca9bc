"""From which address a request comes, as far as anybody is to be believed."""

from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings


def address_of(request) -> str:
    """The address of the client; "" where there is none (a Unix socket).

    X-Real-IP counts with TRUSTED_PROXY alone: otherwise anybody could send it.
    """
    told = request.META.get("HTTP_X_REAL_IP", "") if settings.TRUSTED_PROXY else ""
    for text in (told, request.META.get("REMOTE_ADDR", "")):
        try:
            return network_of(text.strip())
        except ValueError:
            continue
    return ""


@lru_cache(1024)
def network_of(text: str) -> str:
    """An address of IPv4, or the network of one of IPv6: each client has a whole /64.

    ValueError for what is no address.
    """
    address = ip_address(text.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    length = 64 if address.version == 6 else 32
    return str(ip_network((address, length), strict=False).network_address)
