"""The file .env: written once, and read where Django is not there to do it."""

import os
import re
import secrets
import shutil

from .console import ROOT, _, end, say
from .words import LOCAL_HOSTS

ENV = ROOT / ".env"


def read(path):
    """The text of a file, without the mark that Windows editors put first."""
    return path.read_text(encoding="utf-8-sig", errors="replace")


def write_env():
    """Write .env from template.env unless there is one; it appears whole or not."""
    if not ENV.exists():
        say(_("Writing .env with a SECRET_KEY of its own."))
        text = read(ROOT / "template.env")
        key = secrets.token_urlsafe(50)
        hosts = ",".join(LOCAL_HOSTS)
        for pair in (f"SECRET_KEY={key}", "DEBUG=true", f"ALLOWED_HOSTS={hosts}"):
            text = re.sub(rf"(?m)^{pair.split('=')[0]}=$", pair, text)
        # Begun in .venv: git is not to see a secret that an interruption leaves.
        begun = ROOT / ".venv" / ".env"
        begun.touch(mode=0o600)
        begun.write_text(text, encoding="utf-8")
        begun.replace(ENV)
    if not setting("SECRET_KEY"):
        end(_(".env has no SECRET_KEY. Fill it in, or delete .env and run this again."))


def setting(name, environment=os.environ):
    """A variable of the environment or, where it is blank, of .env; "" without both."""
    value = r"""(?:'(.*?)'|"(.*?)"|(.*?)(?:[ \t]+#.*)?$)"""
    line = rf"(?m)^[ \t]*(?:export[ \t]+)?{name}[ \t]*=[ \t]*{value}"
    found = re.findall(line, read(ENV)) if ENV.exists() else []
    inherited = environment.get(name, "").strip()
    return inherited or "".join(found[-1] if found else "").strip()


def assign(values):
    """Set variables in .env and leave all else, its mode too, as it was."""
    content = ENV.read_bytes()
    for name, value in values.items():
        content = assigned(content, name, value)
    begun = ROOT / ".venv" / ".env"
    begun.touch(mode=0o600)
    begun.write_bytes(content)
    shutil.copymode(str(ENV), str(begun))
    begun.replace(ENV.resolve())


def assigned(content, name, value):
    """The bytes of such a file with one variable set."""
    line = rf"(?m)^(?:\xef\xbb\xbf)?[ \t]*(?:export[ \t]+)?{name}[ \t]*=[ \t]*"
    old = r"""('[^'\r\n]*'|"[^"\r\n]*"|[^\r\n]*?)(?=[ \t]+#|[ \t]*\r?$)"""
    # Latin-1 gives each byte back as it was.
    text, new = content.decode("latin-1"), value.encode().decode("latin-1")
    found = [*re.finditer(line + old, text)]
    if found:
        # The last line counts where there are several.
        start, stop = found[-1].span(1)
        return (text[:start] + new + text[stop:]).encode("latin-1")
    line_end = "\r\n" if "\r\n" in text else "\n"
    gap = line_end if text and not text.endswith("\n") else ""
    return (text + gap + f"{name}={new}" + line_end).encode("latin-1")
