"""Writes the lab as a collection and an environment for Postman, or compares them."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from api.management.errors import told_in_one_line
from api.people import published_people
from lab.postman.files import (
    COLLECTION,
    ENVIRONMENT,
    collection_text,
    environment_text,
)

FOLDER = settings.BASE_DIR / "postman"
# Where the lab's text has the server.
BASE_URL = "http://127.0.0.1:8000"


class Command(BaseCommand):
    """`manage.py export_postman [--output DIR] [--base-url URL] [--check]`."""

    help = "Writes the lab as a collection and an environment for Postman."

    def add_arguments(self, parser):
        """Where to write, for which server, and whether to compare only."""
        parser.add_argument("--output", type=Path, default=FOLDER, metavar="DIR")
        parser.add_argument("--base-url", default=BASE_URL, metavar="URL")
        parser.add_argument("--check", action="store_true")

    def handle(self, *, output, base_url, check, **options):
        """Write, or compare."""
        with told_in_one_line():
            files = documents(valid(base_url))
        if check:
            self.compare(output, files)
        else:
            self.write(output, files)

    def compare(self, folder: Path, files: dict[str, str]) -> None:
        """CommandError that names the files which are not current."""
        stale = [name for name, text in files.items() if read(folder / name) != text]
        if stale:
            message = _("{files}: not current. Run manage.py export_postman.")
            named = ", ".join(str(folder / name) for name in stale)
            raise CommandError(message.format(files=named))

    def write(self, folder: Path, files: dict[str, str]) -> None:
        """Write the files; CommandError where that cannot be."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in files.items():
                (folder / name).write_text(text, encoding="utf-8", newline="\n")
                self.stdout.write(str(folder / name))
        except OSError as error:
            message = _("{file} cannot be written: {reason}.")
            words = {"file": error.filename, "reason": error.strerror}
            raise CommandError(message.format(**words)) from error


def valid(base_url: str) -> str:
    """The address of a server without the last slash; CommandError for others."""
    if not is_address(base_url):
        message = _("{url} is no address of a server, such as {example}.")
        raise CommandError(message.format(url=base_url, example=BASE_URL))
    return base_url.rstrip("/")


def is_address(base_url: str) -> bool:
    """Whether it is one, and no more: no account, no space, no variable of Postman."""
    try:
        parts = urlsplit(base_url)
    except ValueError:
        return False
    is_plain = not re.search(r"[\s{}@]", base_url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain


def documents(base_url: str) -> dict[str, str]:
    """The text of each file, by its name."""
    return {
        COLLECTION: collection_text(),
        ENVIRONMENT: environment_text(base_url, published_people()),
    }


def read(path: Path) -> str:
    """The text of a file; "" where there is none, or no text in it."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
