"""Tiny servers on real sockets, that may speak HTTP as badly as a test wants."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable

from lab.checker.client import Answer, Client


class Tiny:
    """Answers every connection by a function of the socket and the head of a request.

    `heads` has what was asked, each as text. Made by `listening`.
    """

    def __init__(self, answer: Callable, context: ssl.SSLContext | None, mixed: bool):
        self.answer = answer
        self.context = context
        self.mixed = mixed
        self.heads: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.port}"

    def serve(self) -> None:
        """Accept connections until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                connection, _address = self.listener.accept()
                threading.Thread(
                    target=self.converse, args=(connection,), daemon=True
                ).start()

    def converse(self, connection: socket.socket) -> None:
        """One request, one answer."""
        with contextlib.suppress(OSError), connection:
            if self.context and not (self.mixed and is_plain(connection)):
                connection = self.context.wrap_socket(connection, server_side=True)
            with connection:
                head = read_head(connection)
                self.heads.append(head)
                self.answer(connection, head)


@contextlib.contextmanager
def listening(
    answer: Callable, context: ssl.SSLContext | None = None, *, mixed: bool = False
):
    """A tiny server, ended at the end; a mixed one takes TLS and plain text alike."""
    server = Tiny(answer, context, mixed)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        with contextlib.suppress(OSError):
            server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()


def is_plain(connection: socket.socket) -> bool:
    """Whether a client begins without TLS."""
    return connection.recv(1, socket.MSG_PEEK) != b"\x16"


def read_head(connection: socket.socket) -> str:
    """What a client sends up to the empty line; the beginning, if it speaks TLS."""
    found = b""
    while b"\r\n\r\n" not in found and found[:1] != b"\x16":
        chunk = connection.recv(65536)
        if not chunk:
            break
        found += chunk
    return found.decode("latin-1")


def reply(status: int = 200, body: bytes = b"[]", **headers: str) -> bytes:
    """An answer in HTTP; `content_type` and the like are names of headers."""
    named = {"content_type": "application/json", "content_length": str(len(body))}
    lines = [f"HTTP/1.1 {status} Said so", "Connection: close"]
    for name, value in {**named, **headers}.items():
        lines.append(f"{name.replace('_', '-').title()}: {value}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def saying(*answers: bytes) -> Callable:
    """A function that says these one after the other, and the last one ever after."""
    left = [*answers]

    def answer(connection, head):
        connection.sendall(left.pop(0) if len(left) > 1 else left[0])

    return answer


def asked(answer: Callable, timeout: float = 10) -> Answer:
    """What the checker's client gets from a server that answers so."""
    with listening(answer) as server:
        return Client(server.url, timeout=timeout).ask("GET", "/api/authors/")
