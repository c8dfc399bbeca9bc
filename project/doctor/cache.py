"""The cache: it counts wrong passwords for all workers, so it has to work."""

from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.core.checks import CheckMessage, Tags, register
from django.db import DatabaseError
from django.utils.translation import gettext as _

from .. import stores
from .finding import TAG, finding, first_line

KEY = "project.doctor"


def is_table() -> bool:
    """Whether the cache is in the database."""
    return settings.CACHES["default"] == stores.IN_DATABASE


@register(Tags.database, TAG, deploy=True)
def cache_keeps_values(app_configs, databases=None, **kwargs):
    """project.E081: Redis does not answer, or does not keep what it is told."""
    reason = refusal() if databases and not is_table() else ""
    if not reason:
        return []
    message = _("The cache in CACHE_URL does not work: {reason}.")
    hint = _(
        "Every sign-in fails without it. Start Redis, or correct CACHE_URL in .env; "
        "leave it empty to have the cache in the database."
    )
    return [finding("project.E081", message, hint, reason=reason)]


def faults_of_table(connection) -> Iterator[CheckMessage]:
    """project.E080: its table is missing; without an error a write tells nothing."""
    try:
        if is_table():
            cache.get(KEY)
    except DatabaseError as error:
        message = _("The cache in the database does not work: {reason}.")
        hint = _(
            "Every sign-in fails without it. If its table is missing, run: "
            "python manage.py createcachetable"
        )
        yield finding("project.E080", message, hint, reason=first_line(error))


def refusal() -> str:
    """Why a value is not kept; "" where it is."""
    try:
        cache.set(KEY, "kept", timeout=60)
        kept = cache.get(KEY)
        cache.delete(KEY)
    except Exception as error:  # each kind of cache has errors of its own
        return first_line(error)
    return "" if kept else _("what is written cannot be read")
