"""Static files: on a server they are served from where collectstatic puts them."""

import filecmp
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import register
from django.utils.translation import gettext as _

from . import git
from .finding import TAG, finding


@register(TAG, deploy=True)
def static_files_are_collected(app_configs, **kwargs):
    """project.W030: pages without their looks, or with old ones."""
    if not settings.STATIC_ROOT:
        return []
    files = dict(sources())
    stale = [name for name, file in files.items() if not is_collected(name, file)]
    stale += git.deleted(settings.STATIC_ROOT)
    if not stale:
        return []
    message = _(
        "Files in {folder} that are missing or not of this version: {count}, such as "
        "{example}."
    )
    hint = _(
        "Pages look wrong without them. Run: python manage.py collectstatic; a file "
        "there that is newer than its source it skips, so delete that first. What "
        "git has there comes back by: git restore static"
    )
    words = {"count": len(stale), "example": min(stale)}
    folder = settings.STATIC_ROOT
    return [finding("project.W030", message, hint, folder=folder, **words)]


def sources() -> Iterator[tuple[str, Path]]:
    """Name and file of all that collectstatic copies; of two with a name the first."""
    ignored = apps.get_app_config("staticfiles").ignore_patterns
    seen = set()
    for finder in get_finders():
        for path, storage in finder.list(ignored):
            name = Path(getattr(storage, "prefix", None) or "", path).as_posix()
            if name not in seen:
                seen.add(name)
                yield name, Path(storage.path(path))


def is_collected(name: str, file: Path) -> bool:
    """Whether STATIC_ROOT has the same file; times differ, as collectstatic copies."""
    try:
        return filecmp.cmp(file, Path(settings.STATIC_ROOT, name), shallow=False)
    except OSError:
        return False
