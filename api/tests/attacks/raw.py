"""Requests by the byte, which no client would send."""

import contextlib
import re
import socket
from typing import NamedTuple

STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})")


class Answer(NamedTuple):
    """One answer of several that a connection may bring."""

    status: int
    content: bytes


def request(*lines, first="GET /api/ HTTP/1.1", body=b"") -> bytes:
    """A request with lines of headers beside its host; the last one unless something
    may hide in its body."""
    ends = [] if body else ["Connection: close"]
    text = "\r\n".join([first, "Host: localhost", *ends, *lines, "", ""])
    return text.encode("latin-1") + body


def post(*lines, body=b"{}") -> bytes:
    """A POST for a token."""
    kind = "Content-Type: application/json"
    return request(kind, *lines, first="POST /api/token/ HTTP/1.1", body=body)


def answers_to(port: int, sent: bytes) -> list[Answer]:
    """All answers until the server closes, or says no more for a second."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(sent)
        with contextlib.suppress(OSError):
            while data := connection.recv(65536):
                received += data
                connection.settimeout(1)
    starts = [*STATUS_LINE.finditer(received)]
    ends = [start.start() for start in starts[1:]] + [len(received)]
    return [
        Answer(int(start[1]), received[start.start() : end])
        for start, end in zip(starts, ends, strict=False)  # none: it only closed
    ]
