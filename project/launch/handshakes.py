"""What `run.py --debug` tells of each TLS handshake; nothing of it is secret.

granian logs the handshakes that fail, and no others. So here it listens on a port of
its own, and all bytes pass through unchanged on their way: which version and cipher it
chose stands at the beginning of its answer, in the clear (RFC 8446, 4.1.3).
"""

import asyncio
import re
import ssl
import threading
import time
from contextlib import contextmanager, suppress

from .console import _, say
from .network import answers, family, free_port
from .python import CAPTURED
from .tls import TEXT

SUITES = {
    suite["id"] & 0xFFFF: "{protocol} {name}".format(**suite)
    for suite in ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).get_ciphers()
}
FAILED = re.compile(
    r"handshake failed.*?error: (?:.*error: )?(.+?) (?:\},|\{) peer_addr: \S+:(\d+)"
)
HINTS = (
    ("UnknownCA|Certificate", _("it does not trust our certificate")),
    ("SignatureAlgorithmsExt|NotOffered", _("it knows nothing newer than TLS 1.1")),
    ("InvalidContentType", _("it does not speak TLS, perhaps http:// was meant")),
    ("eof|Timeout", _("it went away, or said nothing")),
)


@contextmanager
def told(start, host, port):
    """A server that `start` starts, reached at this host and port through a relay."""
    inner = free_port()
    options = {"level": "debug", **TEXT, **CAPTURED}
    with start("127.0.0.1", inner, **options) as server:
        relay = Relay(inner)
        threading.Thread(target=relay.open, args=(host, port), daemon=True).start()
        yield server
        relay.print_all(server.stdout)


class Relay:
    """Passes bytes to a port of this machine and back, and tells of handshakes."""

    def __init__(self, port):
        self.port, self.clients = port, {}

    def open(self, host, port):
        """Listen, from when the server does."""
        while not answers("127.0.0.1", self.port):
            time.sleep(0.1)
        asyncio.run(self.listen(host, port))

    async def listen(self, host, port):
        """Join each client to the server."""
        await asyncio.start_server(self.join, host, port, family=family(host))
        await asyncio.Event().wait()

    async def join(self, reader, writer):
        """Join one client to the server, until that has no more to say."""
        client = "{}:{}".format(*writer.get_extra_info("peername"))
        with suppress(OSError):
            answer, request = await asyncio.open_connection("127.0.0.1", self.port)
            own = request.get_extra_info("sockname")[1]
            self.clients[own] = client
            asking = asyncio.ensure_future(passed(reader, request))
            await passed(answer, writer, client)
            asking.cancel()
            request.close()
        writer.close()

    def print_all(self, lines):
        """Print the lines of the server; those on handshakes in our words."""
        for line in lines:
            found = FAILED.search(line)
            # What it says at the start names the port that is not for clients.
            if not found and not line.startswith("[INFO]"):
                print(line, end="", flush=True)
            elif found and int(found.group(2)) in self.clients:
                client = self.clients[int(found.group(2))]
                tell(client, hinted(found.group(1)))


async def passed(reader, writer, client=None):
    """Pass all bytes on; what the server says first is told with its client."""
    with suppress(OSError):
        data = await reader.read(65536)
        if client:
            tell_choice(client, data)
        while data:
            writer.write(data)
            await writer.drain()
            data = await reader.read(65536)
        writer.write_eof()


def tell_choice(client, data):
    """Print what the server chose, where a ServerHello is what it begins with."""
    # A handshake record (22) with a ServerHello (2): a version, 32 random bytes and the
    # session, whose length comes first, stand before the cipher.
    if data[:1] == b"\x16" and data[5:6] == b"\x02" and len(data) > 44:
        suite = int.from_bytes(data[44 + data[43] : 46 + data[43]], "big")
        tell(client, SUITES.get(suite, hex(suite)))


def tell(client, words):
    """Print a line about a handshake."""
    say(_("TLS handshake with {client}: {words}"), client=client, words=words)


def hinted(reason):
    """That it failed, and why: the server's own word and, where we know, ours."""
    hints = [hint for words, hint in HINTS if re.search(words, reason)]
    return ", ".join([_("failed"), reason, *hints])
