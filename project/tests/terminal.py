"""A command as it runs in a terminal, where it draws a bar and hears of Ctrl+C."""

import os
import re
import signal
import struct
import subprocess
import sys
from functools import partial

from .fixtures import KNOWN, clean_environment


def started(folder, *arguments: str, **environment: str):
    """A run of manage.py, and its terminal to read from."""
    import fcntl
    import pty
    import termios

    ours, theirs = pty.openpty()
    # A bar is drawn to the size of its terminal, which has none at first.
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    run = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=folder,
        env=clean_environment(**{**KNOWN, **environment}),
        stderr=theirs,
        # A shell in the background makes its children deaf to Ctrl+C.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.default_int_handler),
    )
    os.close(theirs)
    return run, os.fdopen(ours, "rb", buffering=0)


def read_until(terminal, pattern: str) -> str:
    """What a terminal says up to some words; OSError where it ends without them."""
    seen = ""
    while not re.search(pattern, seen):
        seen += terminal.read(1000).decode(errors="replace")
    return seen
