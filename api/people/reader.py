"""From a file to people, or to all that is wrong with it, line by line."""

from collections.abc import Container
from dataclasses import MISSING, dataclass, field, fields
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .cleaners import CLEANERS, unknown
from .source import BrokenFileError, Source

# The accounts that the lab's text names.
LAB_ACCOUNTS = ("platon27", "admin")


@dataclass(frozen=True, kw_only=True)
class Person:
    """One entry of a file; username and e-mail as the database will have them."""

    username: str
    email: str
    password: str = field(repr=False)
    is_staff: bool = False
    is_superuser: bool = False
    permissions: tuple[str, ...] = ()


REQUIRED = [each.name for each in fields(Person) if each.default is MISSING]


def read(path: Path, known: Container[str] | None = None) -> list[Person]:
    """The people of a file; BrokenFileError where anything in it is wrong.

    `known` are the permissions that exist; with None any name will do.
    """
    source = Source(path)
    reader = Reader(source, known)
    found = [reader.values(at, entry) for at, entry in source.array()]
    source.check()
    return [Person(**values) for values in found]


def published_file() -> Path:
    """The file that comes with this project: anybody can read the passwords in it."""
    return settings.BASE_DIR / "users.json"


def published_people() -> list[Person]:
    """The people of that file; nobody where it was removed."""
    file = published_file()
    return [*read_once(file, file.stat().st_mtime_ns)] if file.exists() else []


@lru_cache(maxsize=1)
def read_once(path: Path, changed: int) -> list[Person]:
    """The people of a file, read again when it has `changed`: pages ask each time."""
    return read(path)


def published_accounts() -> list[Person]:
    """The lab's ordinary user and its superuser, for a newcomer to try; none of them
    where the file is broken."""
    try:
        return [one for one in published_people() if one.username in LAB_ACCOUNTS]
    except BrokenFileError:
        return []


def shown_accounts() -> list[Person]:
    """Those that a page may show with their passwords: nobody on a public server."""
    is_local = settings.DEBUG or not settings.PUBLIC
    return published_accounts() if is_local else []


class Reader:
    """Reads entries one by one and blames the source for what is wrong in them."""

    def __init__(self, source: Source, known: Container[str] | None):
        self.source = source
        self.known = known
        self.seen: dict[str, int] = {}

    def values(self, start: int, entry: object) -> dict[str, object]:
        """The fields of the entry at a position, as they are stored."""
        if not isinstance(entry, dict):
            self.source.blame(start, _("A person must be an object in braces."))
            return {}
        found = {}
        for at, name, value in self.source.members(start):
            if name in found:
                self.blame(at, name, [_("The key is there twice.")])
            found[name] = self.stored(at, name, value)
        for name in REQUIRED:
            if name not in found:
                self.blame(start, name, [_("The key is missing.")])
        return found

    def stored(self, at: int, name: str, value: object) -> object:
        """The value of a field as it is stored; None where it is bad."""
        try:
            clean = CLEANERS.get(name, unknown)(value)
            if name == "username":
                self.check_first(at, clean)
            if name == "permissions":
                self.check_known(clean)
        except ValidationError as error:
            self.blame(at, name, error.messages)
            return None
        return clean

    def check_first(self, at: int, username: str) -> None:
        """ValidationError where the name was met before; exact, as the database is."""
        first = self.seen.setdefault(username, at)
        if first != at:
            line = self.source.line(first)
            raise ValidationError(_("Already on line {line}.").format(line=line))

    def check_known(self, permissions: tuple[str, ...]) -> None:
        """ValidationError with all permissions that do not exist."""
        if self.known is None:
            return
        strange = _("There is no permission {name!r:.80}.")
        missing = [name for name in permissions if name not in self.known]
        if missing:
            raise ValidationError([strange.format(name=name) for name in missing])

    def blame(self, at: int, name: str, messages: list[str]) -> None:
        """Note what is wrong with a field."""
        shown = name if name in CLEANERS else f"{name!r:.80}"
        for message in messages:
            self.source.blame(at, f"{shown}: {message}")
