"""Asks a site over HTTP, one request at a time, and remembers nothing in between.

Of the traps of `requests`: its jar would lend the cookies of one actor to the next, a
.netrc would sign an anonymous request in, and its timeout is for each byte.
"""

import json
from time import monotonic

from django.utils.translation import gettext as _

from lab.carried import Credentials

from .address import base_of
from .answers import Answer, shown
from .check import CannotCheckError
from .deadline import within
from .faults import ERRORS, CheckerError, NoAnswerError, explained
from .reading import read
from .transport import Session, cookie_header, encoded, is_sendable

__all__ = ["NOBODY", "Answer", "CheckerError", "Client", "NoAnswerError", "shown"]

NOBODY = Credentials()
TIMEOUT = 10.0
# So many requests without an answer, one after the other, end the run.
MOST_SILENT = 3
# After such a pause, in seconds, a server may be about to close the connection.
IDLE = 1.0
# Seconds for a run, and for tidying up when they are over.
TOTAL = 600.0
GRACE = 60.0


class Client:
    """One site, at `base_url`; `sent` counts its requests, `limit` is the most of them.

    `timeout` is in seconds, for a whole request; `total` for all of them together.
    CheckerError("usage") where there is no such address. With `insecure` any
    certificate will do.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = TIMEOUT,
        insecure: bool = False,
        limit: int = 1000,
        total: float = TOTAL,
    ):
        self.base_url = base_of(base_url)
        self.timeout = timeout
        self.insecure = insecure
        self.limit = limit
        self.total = total
        self.until = monotonic() + total
        self.sent = 0
        self.silent = 0
        self.last = 0.0
        self.session = Session(self.base_url, insecure=insecure)

    def at(self, base_url: str) -> "Client":
        """The same at another address, going on with the count and the clock."""
        options = {"timeout": self.timeout, "insecure": self.insecure}
        moved = Client(base_url, **options, limit=self.limit, total=self.total)
        moved.sent, moved.until = self.sent, self.until
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

        NoAnswerError where none came, CheckerError where none will come any more,
        CannotCheckError where a header is of what no request can carry.
        """
        sent = {**(headers or {}), **carried.headers, **cookie_header(carried)}
        if data is not None:
            body = json.dumps(data)
        if body is not None:
            sent["Content-Type"] = content_type
        if not all(map(is_sendable, sent.values())):
            text = _("A name, a token or a cookie has characters that cannot be sent.")
            raise CannotCheckError(text)
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
        if monotonic() > self.until:
            self.until = monotonic() + GRACE
            text = _(
                "All in all the site took too long: the checker stops after {seconds} "
                "seconds."
            )
            raise CheckerError(text.format(seconds=f"{self.total:g}"), code="timeout")
        self.sent += 1
        if monotonic() - self.last > IDLE:
            self.session.close()

    def _exchange(self, method, path, body, headers) -> Answer:
        """Sent and read in a thread of its own, which `_fault` ends after a timeout."""
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
        """What to raise for an error of the library; its session is over."""
        self.session.adapter.cut_off()
        self.session = Session(self.base_url, insecure=self.insecure)
        fault = explained(error, self.base_url)
        self.silent += 1
        is_last = isinstance(fault, NoAnswerError) and self.silent >= MOST_SILENT
        return CheckerError(str(fault), code=fault.code) if is_last else fault
