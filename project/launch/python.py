"""The Python of .venv: whether it will do, and how it runs a program."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress

from .console import ROOT, _, end, say

OLDEST, NEWEST = (3, 10), (3, 13)
VENV = ROOT / ".venv"
PYTHON = str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
CAPTURED = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}


def check_python():
    """End on a Python that is too old; warn of one that is newer than those tried."""
    words = {"found": sys.version.split()[0], "oldest": "{}.{}".format(*OLDEST)}
    if sys.version_info < OLDEST:
        end(_("Python {found} is too old. Install {oldest} or newer."), **words)
    if sys.version_info[:2] > NEWEST:
        say(_("Warning: this has not been tried on Python {found}."), **words)


def hear_ctrl_c(yes):
    """Unblock Ctrl+C or block it, also for a program that is started meanwhile."""
    if os.name != "nt":
        how = signal.SIG_UNBLOCK if yes else signal.SIG_BLOCK
        signal.pthread_sigmask(how, {signal.SIGINT})


@contextmanager
def running(*arguments, python=PYTHON, patience=0, **options):
    """The Python of .venv, or another, while it runs.

    On Ctrl+C we end it before it could complain; only with some seconds of patience it
    hears of it too, and may end in its own way.
    """
    process = None
    try:
        hear_ctrl_c(patience)
        # Our own words, and no shell.
        process = subprocess.Popen([python, *arguments], cwd=str(ROOT), **options)  # noqa: S603
        hear_ctrl_c(True)
        yield process
        process.wait()
    except BaseException:
        if process:
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
            process.terminate()
            process.wait()
        raise
    finally:
        hear_ctrl_c(True)


def call(*arguments, **options):
    """Run the Python of .venv to its end; its exit code."""
    with running(*arguments, **options) as process:
        pass
    return process.returncode
