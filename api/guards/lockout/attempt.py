"""One try of a name and a password, and what is remembered of those before it."""

import math
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists
from django.utils import timezone

from .models import MOST, Failures


class Attempt:
    """Somebody who says a name, from the address of a request (None: of no request)."""

    def __init__(self, request, username: str):
        self.username = username
        self.name = key_of(username)
        self.keys = [self.name, *address_of(request)]

    def user(self) -> User | None:
        """The user of the name. One query: `is_watched` tells whether there is a lock,
        or something to forget."""
        if self.username != self.name[1]:  # no column could hold such a name
            return None
        watched = Failures.objects.reached(self.keys, {**MOST, "name": 1})
        users = User.objects.annotate(is_watched=Exists(watched))
        try:
            return users.get(username=self.username)
        except User.DoesNotExist:
            return None

    def wait(self) -> int:
        """The seconds until a password may be tried again; 0 for now."""
        locks = Failures.objects.reached(self.keys)
        left = [(lock.until - timezone.now()).total_seconds() for lock in locks]
        return math.ceil(max(left, default=0))

    def count(self) -> None:
        """The password was wrong."""
        for key in self.keys:
            Failures.objects.add(*key)

    def forget(self) -> None:
        """What the name did wrong counts no longer."""
        Failures.objects.of(*self.name).delete()


def key_of(username: str) -> tuple[str, str]:
    """The key of a name as a column takes it; longer ones may share a row."""
    text = username.encode(errors="replace").decode().replace("\0", "\ufffd")
    return Failures.Kind.NAME, text[: Failures._meta.get_field("value").max_length]


def address_of(request) -> list[tuple[str, str]]:
    """The key of a client's address, or nothing where there is none (a Unix socket)."""
    meta = request.META if request else {}
    told = meta.get("HTTP_X_REAL_IP", "") if settings.TRUSTED_PROXY else ""
    for text in (told, meta.get("REMOTE_ADDR", "")):
        try:
            return [(Failures.Kind.ADDRESS, network_of(text.strip()))]
        except ValueError:
            continue
    return []


def network_of(text: str) -> str:
    """An address of IPv4, or the network of one of IPv6: each client has a whole /64.

    ValueError for what is no address.
    """
    address = ip_address(text.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    length = 64 if address.version == 6 else 32
    return str(ip_network((address, length), strict=False).network_address)
