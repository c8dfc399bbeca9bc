"""The virtual environment of a site on a server, and what is brought up to date in it.

What ends here halfway has done no harm, and can be done again.
"""

import os
import re
import shutil
from pathlib import Path

from .console import ROOT, _, end
from .dotenv import read
from .venv import PIP, bring, followed, reason

SERVER = "requirements-server.txt"
# Where the syntax is wrong; in other tracebacks the line goes on with a function.
SYNTAX = re.compile(r'File "(.+)", (line \d+)\n(?: +.*\n)+(\w+Error: .+)\Z')


class VirtualEnv:
    """The virtual environment of the site, whose Python does the work."""

    def __init__(self, folder):
        self.folder = folder
        name = "Scripts/python.exe" if os.name == "nt" else "bin/python"
        self.python = str(folder / name)
        # As in venv.py: what is installed; empty while pip works.
        self.installed = folder / "installed.txt"
        # There while collectstatic works.
        self.collecting = folder / "collecting.txt"
        self.log = folder / "update.log"

    def run(self, *arguments, why=None):
        """Run its Python; what that printed. `why` finds in it the reason to end."""
        code, output = followed(*arguments, python=self.python)
        if code:
            self.log.write_text(output, encoding="utf-8")
            message = _("Stopped: {reason}, run this again; the old code serves on.")
            message += " " + _("Log: {log}")
            end(message, reason=(why or last_line)(output), log=self.log)
        return output

    def packages(self):
        """The folders in which pip keeps what it knows of each package."""
        return [*self.folder.rglob("*.dist-info")]

    def requirements(self):
        """The file of requirements that fits: SERVER, where a part of it is there."""
        # Those that have a reason of their own; others may need the rest too.
        names = re.findall(r"(?m)^([\w-]+).*  #", read(ROOT / SERVER))
        found = {one.name.split("-")[0] for one in self.packages()}
        ours = {name.replace("-", "_") for name in names} & found
        return SERVER if ours else "requirements.txt"

    def install(self):
        """Bring it to what the requirements say, unless it is there already."""
        bring(self.requirements(), self.installed, self.pip)

    def pip(self, name):
        """Install a file of requirements in it."""
        # RECORD is what pip writes last; it would trust a package without one.
        for half in [one for one in self.packages() if not (one / "RECORD").exists()]:
            shutil.rmtree(str(half))
        # Its cache would count towards the disk quota.
        self.run(*PIP.split(), name, "--no-cache-dir", why=reason)

    def collect(self, folder):
        """Gather the static files there."""
        files = [one for one in Path(folder).rglob("*") if one.is_file()]
        if self.collecting.exists():  # it was cut off, and one may be half a file
            for file in files:
                os.utime(str(file), (0, 0))  # older than its source: copied again
        self.collecting.write_text("")
        self.run("manage.py", "collectstatic", "--no-input")
        for file in files:
            if not file.stat().st_mtime:
                os.utime(str(file))
        self.collecting.unlink()


def last_line(output):
    """Why manage.py failed and what to do, in the middle of a sentence."""
    # Of failed checks, a line with an id says more than the last one.
    lines = re.findall(r"(?m)^.*\(\w+\.E\d+\).*", output)
    lines += [", ".join(found) for found in SYNTAX.findall(output.strip())]
    lines.append((output.strip() or "?").split("\n")[-1])
    return _("{error}. Mend that").format(error=lines[0].strip().rstrip("."))
