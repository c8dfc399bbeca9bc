"""How requests travel: without a memory, and so that they can be cut off."""

import contextlib
import os
import re
import socket
from http.cookiejar import DefaultCookiePolicy

import requests
import urllib3
from requests.adapters import HTTPAdapter

from lab.carried import Credentials

from .address import is_loopback

HEADERS = {
    "User-Agent": "check_lab",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
}
# Requests would refuse these in a header, or pass them on for the server to choke on.
UNSENDABLE = re.compile(r"^\s|[\x00-\x1f\x7f\ud800-\udfff]")


class Adapter(HTTPAdapter):
    """Knows the socket of its latest connection: what hangs on it can be ended."""

    def __init__(self):
        super().__init__()
        self.socket = None
        self.is_cut_off = False

    def get_connection_with_tls_context(self, *args, **options):
        """The pool of connections for a request, which tells of each new one."""
        pool = super().get_connection_with_tls_context(*args, **options)
        if "ConnectionCls" not in vars(pool):
            pool.ConnectionCls = self._told_of(pool.ConnectionCls)
        return pool

    def cut_off(self) -> None:
        """End whatever is being sent or read; nothing is asked for any more."""
        self.is_cut_off = True
        with contextlib.suppress(OSError):
            if self.socket:
                self.socket.shutdown(socket.SHUT_RDWR)

    def _told_of(self, kind: type) -> type:
        adapter = self

        class Connection(kind):
            def connect(self):
                super().connect()
                adapter.socket = self.sock
                if adapter.is_cut_off:
                    raise TimeoutError

        return Connection


class Session(requests.Session):
    """Keeps no cookies, reads no .netrc, and follows nothing.

    The proxies of the environment are for other machines only. With `insecure` any
    certificate will do.
    """

    def __init__(self, url: str, *, insecure: bool):
        super().__init__()
        self.adapter = Adapter()
        self.mount("http://", self.adapter)
        self.mount("https://", self.adapter)
        self.trust_env = False
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.headers = requests.structures.CaseInsensitiveDict(HEADERS)
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self.verify = bundle if not insecure else False
        if not is_loopback(url):
            self.proxies = requests.utils.get_environ_proxies(url)
        if insecure:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def get_redirect_target(self, resp) -> None:
        """Nowhere: `requests` would read the whole body of a redirect, however long."""


def cookie_header(carried: Credentials) -> dict[str, str]:
    """The header Cookie of some credentials, if they have cookies."""
    pairs = [f"{name}={value}" for name, value in carried.cookies.items()]
    return {"Cookie": "; ".join(pairs)} if pairs else {}


def encoded(text: str | bytes | None) -> bytes | None:
    """Text in UTF-8: what is beyond latin-1 has no other way into a request."""
    return text.encode() if isinstance(text, str) else text


def is_sendable(text: str) -> bool:
    """Whether text can be the value of a header, or of a cookie."""
    return not UNSENDABLE.search(text)
