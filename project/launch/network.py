"""Where the site can be served, and who reaches it there."""

import os
import socket
import sys
import time
import webbrowser
from contextlib import suppress

from .console import _, end
from .dotenv import setting
from .words import LOCAL_HOSTS

# Compared with, not bound to.
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104


def family(host):
    """Which kind of socket serves there."""
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def answers(host, port):
    """Whether somebody listens there."""
    with suppress(OSError):
        socket.create_connection((EVERYWHERE.get(host, host), port), 0.3).close()
        return True
    return False


def opens(host, port):
    """Whether a server can listen there."""
    try:
        with socket.socket(family(host)) as probe:
            # As the server does it; on Windows this would share a busy port.
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, UnicodeError):
        return False
    # macOS opens 127.0.0.1 though another program has the port on 0.0.0.0.
    return not answers(host, port)


def check_place(host, port):
    """End where nothing can be served on this host and port, with what can be tried."""
    if not opens(host, 0):
        end(_("{host} is no address of this machine: leave --host out."), host=host)
    if not opens(host, port):
        later = range(max(port, 8000) + 1, 65536)
        free = next((other for other in later if opens(host, other)), 8000)
        busy = _("Port {port} is busy: try --port {free}.")
        barred = _("You may not open port {port}: try --port {free}.")
        end(busy if answers(host, port) else barred, port=port, free=free)


def free_port():
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def reached_by(host):
    """The hosts that lead to a server there, the first from here; found offline."""
    if host not in EVERYWHERE:
        return [host]
    found = set()
    with suppress(OSError, UnicodeError):
        infos = socket.getaddrinfo(socket.gethostname(), None, family(host))
        found.update(info[4][0] for info in infos)
    with suppress(OSError), socket.socket(family(host), socket.SOCK_DGRAM) as probe:
        # Sends nothing, but takes the address that leads out of this machine.
        probe.connect(("2001:db8::1" if ":" in host else "192.0.2.1", 9))
        found.add(probe.getsockname()[0])
    return [EVERYWHERE[host], *sorted(each for each in found if not is_local(each))]


def is_local(host):
    """Whether only this machine reaches the host."""
    return host in ("localhost", "::1") or host.startswith("127.")


def bracketed(host):
    """The host as it is written in a URL and in ALLOWED_HOSTS."""
    return f"[{host}]" if ":" in host else host


def allowed(hosts):
    """ALLOWED_HOSTS with these added."""
    kept = setting("ALLOWED_HOSTS") or ",".join(LOCAL_HOSTS)
    return ",".join(dict.fromkeys([*kept.split(","), *map(bracketed, hosts)]))


def url(host, port, scheme="http"):
    """The address of the home page."""
    return f"{scheme}://{bracketed(host)}:{port}/"


def open_browser(host, port, scheme):
    """Show the site as soon as it answers."""
    while not answers(host, port):
        time.sleep(0.1)
    webbrowser.open(url(host, port, scheme))


def has_browser():
    """Whether a graphical browser is to be expected."""
    screens = map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY"))
    return sys.platform in ("win32", "darwin") or any(screens)
