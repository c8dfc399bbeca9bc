"""The virtual environment .venv, and what is installed in it."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

from .console import ROOT, _, end, say
from .dotenv import read
from .python import CAPTURED, OLDEST, PYTHON, VENV, call, running

INSTALLED = VENV / "installed.txt"
LOG = VENV / "pip.log"

PIP = "-m pip install --disable-pip-version-check --no-input --no-user --retries 1 -r"
# RECORD is what pip writes last: half a pip has no files.
PROBE = (
    "import sys; from importlib.metadata import files;"
    f"sys.exit(not (files('pip') and sys.version_info >= {OLDEST}))"
)


def venv_works():
    """Whether .venv has a Python that runs, is not too old and has a whole pip."""
    # A pip that was cut off leaves halves of packages, which the next one trusts.
    if INSTALLED.exists() and not read(INSTALLED):
        return False
    try:
        # Isolated (-I): a pip that PYTHONPATH leads to is not the one of .venv.
        return call("-I", "-c", PROBE, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_venv():
    """Make .venv, unless there is one that works; one that is broken is made anew."""
    if venv_works():
        return
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        message = _("Python cannot make .venv without {package}: install that first.")
        end(message, package="python{}.{}-venv".format(*sys.version_info))
    broken = os.path.lexists(str(VENV))
    say(_("Making .venv anew: it does not work.") if broken else _("Making .venv."))
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    # Our own words, and no shell.
    made = subprocess.run(command, **CAPTURED)  # noqa: S603
    if made.returncode or not venv_works():
        reason = made.stdout.decode(errors="replace").strip().split("\n")[-1]
        message = _("Could not make .venv ({reason}). Delete it, then run this again.")
        end(message, reason=reason)


def requirements(name):
    """The lines of a file of requirements and of those that it includes."""
    text = read(ROOT / name)
    inner = map(requirements, re.findall(r"(?m)^-r\s+(\S+)", text))
    return set(re.findall(r"(?m)^\w.*", text)).union(*inner)


def install(name):
    """Bring .venv to what a file of requirements says, unless it is there already."""
    make_venv()
    bring(name, INSTALLED, pip)


def bring(name, installed, pip):
    """Have a function `pip` install a file of requirements, unless it is there already.

    `installed` is the file that keeps what is there; it is empty while `pip` works.
    """
    wanted = requirements(name)
    if installed.exists() and wanted <= requirements(installed):
        say(_("{file} is installed already."), file=name)
        return
    say(_("Installing {file}:"), file=name)
    installed.write_text("")
    pip(name)
    installed.write_text("\n".join(sorted(wanted)), encoding="utf-8")


def pip(name):
    """Install a file of requirements in .venv; the run ends where that fails."""
    code, log = followed(*PIP.split(), name)
    LOG.write_text(log, encoding="utf-8")
    if code:
        INSTALLED.unlink()
        message = _("{file} was not installed: {reason}, run this again. Log: {log}")
        end(message, file=name, reason=reason(log), log=LOG.relative_to(ROOT))


def followed(*arguments, python=PYTHON):
    """Run a Python, and show what pip does there; its exit code and what it printed."""
    piped = {"text": True, "errors": "replace", **CAPTURED}
    # With patience pip takes its temporary folders away when Ctrl+C ends it.
    with running(*arguments, python=python, patience=3, **piped) as program:
        output = "".join(map(shown, program.stdout))
    return program.returncode, output


def shown(line):
    """A line of pip as it is; what it has come to is printed in short."""
    packages = r"^(?:Collecting|Processing|Requirement already satisfied:) (\S+)"
    for package in re.findall(packages, line):
        say("  {name}", name=Path(package).name)
    if line.startswith("Installing collected packages"):
        say(_("  all there, unpacking"))
    return line


def reason(log):
    """Why pip failed and what to do, in the middle of a sentence."""
    if "Retrying (" in log:
        return _("no answer from the package index. Check the network")
    said = re.findall(r"(?m)^ERROR: (.+)$", log) or [_("pip failed")]
    return _("{error}. Mend that").format(error=said[-1])
