"""After `git pull` on a server: its environment, data and files are made to fit.

The site serves the old code until the last step, which touches its WSGI file. A run
that ends before that can be run again.
"""

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from glob import glob
from pathlib import Path

from .console import ROOT, _, end, say
from .dotenv import read
from .virtualenv import VirtualEnv

# Where PythonAnywhere has the file that starts a site.
PLACE = "/var/www/*_wsgi.py"
STATIC = "from project.settings import STATIC_ROOT as root; print(root or '')"
# What it finds is mostly of the deployment, and no better while the old code serves.
CHECK = "manage.py check --deploy --database default --fail-level CRITICAL"


def active():
    """The environment that is active, or the one in this folder."""
    if sys.prefix != sys.base_prefix:
        return VirtualEnv(Path(sys.prefix))
    here = [ROOT / name for name in (".venv", "venv")]
    found = [folder for folder in here if (folder / "pyvenv.cfg").is_file()]
    if len(found) != 1:
        end(_("Activate the environment of the site first: source .../bin/activate"))
    return VirtualEnv(found[0])


def starters(pattern):
    """The files that match and start this site."""
    found = sorted(glob(pattern))  # noqa: PTH207, as Path.glob wants relative ones
    return [name for name in found if starts(Path(name))]


def starts(file):
    """Whether a file is in the folder of this site, or names it."""
    if ROOT in file.resolve().parents:
        return file.is_file()
    folder = rf"(?<![\w./-]){re.escape(str(ROOT))}/?(?![\w./-])"
    # Neighbours have files there too, which may not be ours to read.
    with suppress(OSError):
        return file.is_file() and bool(re.search(folder, read(file)))
    return False


def git(*arguments):
    """What git says of this folder; nothing where it cannot."""
    if not shutil.which("git"):
        return ""
    command = ["git", *arguments]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    # Our own words, and no shell.
    done = subprocess.run(command, cwd=str(ROOT), **quiet)  # noqa: S603
    return done.stdout.decode(errors="replace").strip()


def report(files, pattern):
    """Tell which commit the site is made of, and whether it serves that now."""
    commit = git("log", "-1", "--format=%h (%s)") or ROOT.name
    words = {"commit": commit, "files": ", ".join(files), "pattern": pattern}
    if git("status", "--porcelain", "--untracked-files=no"):
        words["commit"] += " " + _("with changes that are not in git")
    ready = _("Ready: {commit}. No file {pattern} names this folder: restart the site.")
    say(_("Live: {commit}. Touched: {files}") if files else ready, **words)


def update(options):
    """Do it all, in the order in which the old code is least disturbed."""
    site = active()
    say(_("Updating with the environment {folder}."), folder=site.folder)
    site.install()
    root = site.run("-c", STATIC).strip().split("\n")[-1]
    if root:
        say(_("Collecting static files."))
        site.collect(root)
    say(_("Migrating the database."))
    site.run("manage.py", "migrate", "--no-input")
    found = site.run(*CHECK.split()).strip()
    say("{text}", text=found)
    if "(project.E042)" in found:
        end(_("Stopped: a migration is missing. The old code serves on."))
    files = starters(options.touch)
    for file in files:
        os.utime(file)
    report(files, options.touch)
    if "ERRORS:" in found.splitlines():
        say(_("But the check found errors: mend what stands above, then update again."))
