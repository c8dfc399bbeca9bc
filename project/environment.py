"""Values for the settings: the environment first, then the file `.env`."""

import io
import os
import sys
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv.parser import parse_stream

from .launch.words import LOCAL_HOSTS, NO, YES  # noqa: F401, for settings and doctor

BASE_DIR = Path(__file__).resolve().parent.parent

DOTENV = BASE_DIR / ".env"


def refuse(message: str) -> NoReturn:
    """End the process with one line: without its settings Django cannot report it."""
    sys.exit(message)


def read(path: Path) -> dict[str, str | None]:
    """The variables of a file; one that is missing has none."""
    try:
        # utf-8-sig skips the mark that Windows editors put first.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        refuse(f"{path} is not in UTF-8. Save it again in that encoding.")
    except OSError as error:
        refuse(f"{path} cannot be read: {error.strerror}. Correct that first.")
    return variables(path, text)


def variables(path: Path, text: str) -> dict[str, str | None]:
    """The variables of a text; the process ends at a line that has none.

    Parsed without interpolation: a `${...}` inside a secret stays as it is written.
    """
    found = {}
    for name, value, original, is_error in parse_stream(io.StringIO(text)):
        if is_error:
            blank = original.string.partition(original.string.strip())[0]
            place = f"{path}, line {original.line + blank.count(chr(10))}"
            refuse(f"{place}: this is not NAME=value. Correct or delete it.")
        if name:
            found[name] = value
    return found


FILE = read(DOTENV)


def text(name: str, default: str = "") -> str:
    """The value of a variable; one that is empty counts as one that is not set."""
    found = (os.environ.get(name), FILE.get(name), default)
    return next(filter(None, map(str.strip, filter(None, found))), "")


def flag(name: str, *, default: bool = False) -> bool:
    """Whether a variable says yes: true, yes, on or 1 in any case."""
    return text(name, str(default)).lower() in YES


def items(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """The comma-separated items of a variable; the default where it has none."""
    found = [item.strip() for item in text(name).split(",") if item.strip()]
    return found or list(default)


def number(name: str, default: int = 0) -> int:
    """The whole number in a variable; the process ends where it is not one."""
    value = text(name, str(default))
    if not value.isdecimal():
        refuse(f"{name} must be a whole number, not {value!r}. Correct it in .env.")
    return int(value)


def required(name: str, advice: str) -> str:
    """The value of a variable; the process ends with the advice where there is none."""
    where = DOTENV if DOTENV.exists() else f"{DOTENV}, which is not there"
    return text(name) or refuse(
        f"{name} is neither in the environment nor in {where}. {advice}"
    )


def time_zone() -> str:
    """TIME_ZONE, or UTC; the process ends where there is no such zone."""
    name = text("TIME_ZONE", "UTC")
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, OSError, ValueError):
        refuse(f"TIME_ZONE is not a zone: {name!r}. Correct it to, say, Europe/Moscow.")


def signing_key(default: str) -> str:
    """JWT_SIGNING_KEY, or the default; HS256 wants 32 bytes (RFC 7518, section 3.2)."""
    key = text("JWT_SIGNING_KEY")
    if key and len(key.encode()) < 32:
        refuse("JWT_SIGNING_KEY must have at least 32 bytes. Make it longer in .env.")
    return key or default


def has(package: str) -> bool:
    """Whether this copy of the project has a package in its folder."""
    return (BASE_DIR / package / "__init__.py").is_file()
