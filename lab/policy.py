"""The policy of a step as code, and what changed in it since another step."""

import difflib
import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

from django.conf import settings

from .step import Step

LOCK = Lock()
PACKAGES = ("site-packages", "dist-packages")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a policy; `change` is "", "added" or "removed"."""

    text: str
    change: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """The code of a class, and the file that it stands in."""

    name: str
    file: str
    text: str


def listing(step: Step) -> list[str]:
    """The policy as one would write it into the view."""
    lines = [
        f"    {name} = [{', '.join(names(getattr(step, name)))}]"
        for name in ("authentication_classes", "permission_classes")
    ]
    return [f"class {step.view.__name__}({bases(step.view)}):", *lines]


def bases(view: type) -> str:
    """What a view is made from; the mixins are in its source, below."""
    first, *others = names(view.__bases__)
    return f"{first}, ..." if others else first


def names(classes) -> list[str]:
    """The names of classes; a composed permission is called, for it has none."""
    return [getattr(one, "__name__", None) or type(one()).__name__ for one in classes]


def changes(step: Step, before: Step | None) -> list[Line]:
    """The lines of a policy, with those that another step has instead."""
    if before is None:
        return [Line(text=text) for text in listing(step)]
    marks = {"- ": "removed", "+ ": "added", "  ": ""}
    found = difflib.ndiff(listing(before), listing(step))
    return [
        Line(text=line[2:], change=marks[line[:2]])
        for line in found
        if line[:2] in marks
    ]


def sources(step: Step) -> list[Source]:
    """The code that decides: permissions, schemes, and the view itself.

    Of the original classes: Python 3.13 finds no source of a class made on the fly.
    """
    classes = [*step.permission_classes, *step.authentication_classes, step.view]
    return [found for one in classes for found in source(one)]


@cache
def source(one) -> tuple[Source, ...]:
    """The code of a class; nothing where there is none to read."""
    try:
        # Python parses the file for it, and its parser fails in two threads at once.
        with LOCK:
            text, file = inspect.getsource(one), inspect.getsourcefile(one)
    except (OSError, TypeError):
        return ()
    return (Source(name=one.__name__, file=shown(Path(file)), text=text),)


def shown(file: Path) -> str:
    """The path of a file within this project, or within the packages."""
    for place in PACKAGES:
        if place in file.parts:
            return "/".join(file.parts[file.parts.index(place) + 1 :])
    if file.is_relative_to(settings.BASE_DIR):
        return file.relative_to(settings.BASE_DIR).as_posix()
    return file.name
