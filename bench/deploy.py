"""What deploy/pythonanywhere.md takes: seconds, megabytes, and the gap of an update.

    python bench/deploy.py

Does what the page says in a temporary folder, with the network, nginx and uWSGI.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from project.tests.hosting import HOST, Account
from project.tests.visitor import Visitor, Watch

NEW = """
from django.http import HttpResponse
urlpatterns.append(path("new/", lambda request: HttpResponse("new")))
"""


def size(folder: Path) -> str:
    """How much of a disk quota a folder takes."""
    command = ["du", "-sm", folder]
    return subprocess.check_output(command, text=True).split()[0] + " MiB"


def set_up(account: Account, begin: float) -> None:
    """Print what it takes to have the site."""
    with account.served() as port:
        assert Visitor(port, HOST).ask("GET", "/")[0] == 200
        print(f"git clone to the first page: {time.monotonic() - begin:.0f} s")
    for name in (".venv", ".git", "static", "."):
        print(f"{name:<8}{size(account.folder / name)}")


def update(account: Account) -> None:
    """Print how long an update takes, and what its visitors notice."""
    urls = account.origin / "project" / "urls.py"
    urls.write_text(urls.read_text(encoding="utf-8") + NEW, encoding="utf-8")
    account.bash("git commit -qam new", account.origin)
    with account.served() as port, Watch(Visitor(port, HOST)) as watch:
        begin = time.monotonic()
        account.follow("7")
        while Visitor(port, HOST).ask("GET", "/new/")[1] != "new":
            time.sleep(0.05)
        print(f"update: {time.monotonic() - begin:.0f} s")
    failed = sum(status != 200 for status in watch.statuses)
    print(f"requests meanwhile: {len(watch.statuses)}, failed: {failed}")
    print(f"the slowest: {max(watch.gaps):.1f} s")


def main() -> None:
    """Do the page, and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        account = Account(Path(folder))
        begin = time.monotonic()
        account.follow("2", "3", "4", "5")
        set_up(account, begin)
        update(account)


if __name__ == "__main__":
    main()
