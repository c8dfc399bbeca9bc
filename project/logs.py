"""How the log is written: one line for each request, in plain text or in JSON."""

import logging
import re

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from . import environment as env

# The logger of the line that each request leaves.
ACCESS = "access"
REQUEST = (
    "{asctime} {method:<7} {path:<27} {status} {ms:>6.1f} ms  "
    "{address:<15} {user:<10} {scheme:<7} {decision}"
)
OTHER = "{asctime} {levelname} {name}: {message}"

# What could begin a line of its own, or write over one on a terminal.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def escape(text: str) -> str:
    """The text on one line, without control characters."""
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class Discreet:
    """Tracebacks without what PostgreSQL adds: the row, and a token that is in it."""

    def formatException(self, exc_info):  # noqa: N802
        """The traceback, without lines of DETAIL."""
        lines = super().formatException(exc_info).splitlines()
        return "\n".join(line for line in lines if not line.startswith("DETAIL:"))


class JSONFormatter(Discreet, JsonFormatter):
    """Lines for programs."""


class TextFormatter(Discreet, logging.Formatter):
    """Lines for people; a traceback is indented, so that it forges none."""

    default_msec_format = None

    def formatMessage(self, record):  # noqa: N802
        """The line: of a request, or of anything else."""
        line = REQUEST if record.name == ACCESS else OTHER
        return escape(line.format_map(vars(record)))

    def formatException(self, exc_info):  # noqa: N802
        """The traceback, below the line that it belongs to."""
        lines = super().formatException(exc_info).splitlines()
        return "\n".join(f"    {escape(line)}" for line in lines)


class Untold(logging.Filter):
    """Lets pass what the line of the request does not say already.

    Why Django refused a request is found in its records alone: it is noted on the
    request, as `log_reason`.
    """

    def filter(self, record):
        """Whether the record is written; a refusal is, without its traceback."""
        if record.name == "django.request":
            return bool(record.exc_info)
        if record.name == "django.server":
            return not is_of_request(record)
        if not record.name.startswith("django.security."):
            return True
        kind = record.name.rpartition(".")[2]
        is_csrf = kind == "csrf"
        if request := getattr(record, "request", None):
            request.log_reason = csrf_reason(record.args[0]) if is_csrf else kind
        record.exc_info = None
        return not is_csrf


def is_of_request(record) -> bool:
    """Whether a line of runserver is of a request that has, or needs, no other.

    It serves static files without our middleware: one that is missing is told here.
    """
    if not record.msg.startswith('"%s"'):
        return record.msg.startswith("code %d")  # what the next record says in words
    line, status = record.args[:2]
    is_missing_file = " /static/" in line and status >= "400"
    return not is_missing_file or "?" in line


def csrf_reason(reason: str) -> str:
    """A CSRF refusal in a word or two; after the dash Django repeats what was sent."""
    return f"csrf ({reason.partition(' - ')[0].rstrip('.')})"


FORMATTERS = {
    "text": {"()": TextFormatter, "fmt": OTHER, "style": "{"},
    "json": {
        "()": JSONFormatter,
        "fmt": ["levelname", "name", "message"],
        "timestamp": "time",
        "rename_fields": {
            "levelname": "level",
            "name": "logger",
            "exc_info": "traceback",
        },
        # Django's own additions: objects, and what the line of the request says.
        "reserved_attrs": [*RESERVED_ATTRS, "request", "server_time", "status_code"],
    },
}


def config(form: str) -> dict:
    """LOGGING for "text" or "json"; the process ends for another form."""
    if form not in FORMATTERS:
        env.refuse(f"LOG_FORMAT must be text or json, not {form!r}. Correct it.")
    console = {
        "class": "logging.StreamHandler",
        "formatter": "console",
        "filters": ["untold"],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"untold": {"()": Untold}},
        "formatters": {"console": FORMATTERS[form]},
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            ACCESS: {"level": "INFO"},
            # Named to take Django's own handlers away, which write a line once more.
            "django": {"level": "INFO"},
            "django.server": {"level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},
        },
    }
