"""What git knows of this project, as far as it can be asked."""

import os
import shutil
import subprocess
from pathlib import Path

from ..environment import BASE_DIR

PATIENCE = 30
# The whole repository, which may be larger than this project.
EVERYWHERE = ("--", ":/")
GREP = ("grep", "-lzF", "--full-name", "-f", "-")


def ask(*arguments: str, given: str = "") -> tuple[str, str]:
    """What git writes, and what it complains of; neither where it cannot run."""
    program = shutil.which("git")
    if not program:
        return "", ""
    try:
        done = subprocess.run(  # noqa: S603  git alone, and no shell
            [program, "--no-pager", *arguments],
            cwd=BASE_DIR,
            env={**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
            input=given.encode(),
            capture_output=True,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.SubprocessError):
        return "", ""
    return done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def refuses() -> bool:
    """Whether the repository is somebody else's, and git does not open it therefore."""
    return "dubious ownership" in ask("rev-parse", "--git-dir")[1]


def tracked() -> list[str]:
    """The paths of all files that git tracks, from the top of the repository."""
    return names(ask("ls-files", "-z", "--full-name", *EVERYWHERE)[0])


def holding(secret: str) -> list[str]:
    """The files, as they are committed or staged, in which a secret is.

    It goes through a pipe: `ps` shows everybody the arguments of a command.
    """
    line = max(secret.splitlines(), key=len)
    staged = names(ask(*GREP, "--cached", *EVERYWHERE, given=line)[0])
    committed = names(ask(*GREP, "HEAD", *EVERYWHERE, given=line)[0])
    past = {".env"} if line in history(".env") else set()
    return sorted({*staged, *(name.removeprefix("HEAD:") for name in committed)} | past)


def history(name: str) -> str:
    """All that files of this name have ever been, in any folder and on any branch."""
    everywhere = f":(top,glob)**/{name}"
    return ask("log", "--all", "-p", "--format=", "--no-ext-diff", "--", everywhere)[0]


def committed_at() -> int:
    """When the commit at hand was made, in seconds since 1970; 0 without one."""
    return int(ask("log", "-1", "--no-show-signature", "--format=%ct")[0] or 0)


def names(listed: str) -> list[str]:
    """The names in a list that `-z` ended with zeros."""
    return listed.split("\0")[:-1]


def deleted(folder: Path) -> list[str]:
    """The files that git has in a folder, and the folder has not."""
    return names(ask("ls-files", "-dz", "--", str(folder))[0])
