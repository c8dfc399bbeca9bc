"""Asks a site over HTTP, one request at a time, and remembers nothing in between.

Of the traps of `requests`: its jar would lend the cookies of one actor to the next, a
.netrc would sign an anonymous request in, and its timeout is for each byte.
"""

import json
import os
from http.cookiejar import DefaultCookiePolicy
from time import monotonic

import requests
import urllib3
from django.utils.translation import gettext as _

from lab.actors import Credentials

from .address import base_of, is_loopback
from .answers import Answer, read, shown
from .deadline import within
from .faults import ERRORS, CheckerError, NoAnswerError, explained

__all__ = ["NOBODY", "Answer", "CheckerError", "Client", "NoAnswerError", "shown"]

NOBODY = Credentials()
TIMEOUT = 10.0
# So many requests without an answer, one after the other, end the run.
MOST_SILENT = 3
# After such a pause, in seconds, a server may be about to close the connection.
IDLE = 1.0
HEADERS = {
    "User-Agent": "check_lab",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
}


class Session(requests.Session):
    """Reads no redirect: `requests` would read the whole body of one, however long."""

    def get_redirect_target(self, resp) -> None:
        """Nowhere."""


class Client:
    """One site, at `base_url`; `sent` counts its requests, `limit` is the most of them.

    `timeout` is in seconds, for a whole request. CheckerError("usage") where there is
    no such address. With `insecure` any certificate will do.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = TIMEOUT,
        insecure: bool = False,
        limit: int = 1000,
    ):
        self.base_url = base_of(base_url)
        self.timeout = timeout
        self.insecure = insecure
        self.limit = limit
        self.sent = 0
        self.silent = 0
        self.last = 0.0
        self.session = self._session()

    def at(self, base_url: str) -> "Client":
        """The same at another address, going on with the count."""
        options = {"timeout": self.timeout, "insecure": self.insecure}
        moved = Client(base_url, **options, limit=self.limit)
        moved.sent = self.sent
        return moved

    def ask(
        self,
        method: str,
        path: str,
        carried: Credentials = NOBODY,
        *,
        data: object = None,
        body: str | bytes | None = None,
        content_type: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """The answer to a request: `data` is sent as JSON, or `body` as it is.

        NoAnswerError where none came, CheckerError where none will come any more.
        """
        sent = {**(headers or {}), **carried.headers, **cookie_header(carried)}
        if data is not None:
            body = json.dumps(data)
        if body is not None:
            sent["Content-Type"] = content_type
        return self._answer(method, path, encoded(body), sent)

    def _answer(self, method, path, body, headers) -> Answer:
        self._count()
        try:
            answer = within(
                self.timeout, lambda: self._exchange(method, path, body, headers)
            )
        except ERRORS as error:
            raise self._fault(error) from error
        self.silent = 0
        self.last = monotonic()
        return answer

    def _count(self) -> None:
        if self.sent >= self.limit:
            text = _("The checker stops after {number} requests, as it promised.")
            raise CheckerError(text.format(number=self.limit), code="limit")
        self.sent += 1
        if monotonic() - self.last > IDLE:
            self.session.close()

    def _exchange(self, method, path, body, headers) -> Answer:
        """Sent and read in a thread of its own; after a timeout nobody waits for it."""
        deadline = monotonic() + self.timeout
        response = self.session.request(
            method,
            self.base_url + path,
            data=body,
            headers={name: encoded(value) for name, value in headers.items()},
            timeout=self.timeout,
            allow_redirects=False,
            stream=True,
        )
        return read(response, path, deadline)

    def _fault(self, error: Exception) -> Exception:
        """What to raise for an error of the library; its session may be in use yet."""
        self.session = self._session()
        fault = explained(error, self.base_url)
        self.silent += 1
        is_last = isinstance(fault, NoAnswerError) and self.silent >= MOST_SILENT
        return CheckerError(str(fault), code=fault.code) if is_last else fault

    def _session(self) -> requests.Session:
        session = Session()
        session.trust_env = False
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.headers = requests.structures.CaseInsensitiveDict(HEADERS)
        bundle = os.environ.get("REQUESTS_CA_BUNDLE") or True
        session.verify = bundle if not self.insecure else False
        if not is_loopback(self.base_url):
            session.proxies = requests.utils.get_environ_proxies(self.base_url)
        if self.insecure:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        return session


def cookie_header(carried: Credentials) -> dict[str, str]:
    """The header Cookie of some credentials, if they have cookies."""
    pairs = [f"{name}={value}" for name, value in carried.cookies.items()]
    return {"Cookie": "; ".join(pairs)} if pairs else {}


def encoded(text: str | bytes | None) -> bytes | None:
    """Text in UTF-8: what is beyond latin-1 has no other way into a request."""
    return text.encode() if isinstance(text, str) else text
