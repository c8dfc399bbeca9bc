"""/healthz and /readyz: whether this process answers, and whether it can work.

Ours, for django-health-check 4.8 knows nothing of migrations, answers 500, brings a DNS
library, and runs its checks in threads, which uWSGI does not have by default.
"""

import logging
import secrets
from contextlib import contextmanager

from django.conf import settings
from django.core.cache import cache as store
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from . import stores

logger = logging.getLogger(__name__)

PATIENCE = 3  # seconds until a database that hangs is one that fails


class HealthMiddleware:
    """Answers probes before anybody redirects or refuses them.

    A load balancer asks by http and by IP address, which is no allowed host; there is
    nothing in the answers that depends on the host.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


@require_safe
def healthz(request):
    """200: the process is alive. A restart would mend what this does not answer."""
    return answer({"process": "ok"})


@require_safe
def readyz(request):
    """200 where all parts are ok, otherwise 503: send the requests elsewhere."""
    parts = {"database": said(database), "migrations": "unknown", "cache": "unknown"}
    has_database = parts["database"] == "ok"
    if has_database:
        parts["migrations"] = said(migrations, "pending")
    if has_database or settings.CACHES["default"] != stores.IN_DATABASE:
        parts["cache"] = said(cache)
    wrong = [f"{part} {word}" for part, word in parts.items() if word != "ok"]
    request.because = ", ".join(wrong)
    return answer(parts, 503 if wrong else 200)


def answer(parts: dict, status: int = 200) -> JsonResponse:
    """The answer to a probe, which nobody is to keep."""
    return JsonResponse(parts, status=status, headers={"Cache-Control": "no-store"})


def said(check, otherwise: str = "unavailable") -> str:
    """ "ok", or a word where the check fails: what an error says may be a secret."""
    try:
        return "ok" if check() else otherwise
    except Exception as error:
        logger.warning("%s: %s", check.__name__, type(error).__name__)
        return "unavailable"


@contextmanager
def impatient():
    """A connection of its own to the database: in a pool one could wait for long."""
    connection = connections[DEFAULT_DB_ALIAS].copy()
    options = connection.settings_dict["OPTIONS"]
    options.pop("pool", None)
    if connection.vendor == "postgresql":
        given = options.get("options", "")
        options["connect_timeout"] = PATIENCE
        options["options"] = f"{given} -c statement_timeout={PATIENCE}s".strip()
    else:
        options["timeout"] = PATIENCE
    try:
        yield connection
    finally:
        connection.close()


def database() -> bool:
    """Whether the database answers; SQLite opens its file only for a table."""
    with impatient() as connection:
        connection.introspection.table_names()
    return True


def migrations() -> bool:
    """Whether all migrations of this code are applied; looked up until they are."""
    global migrated
    if not migrated:
        with impatient() as connection:
            executor = MigrationExecutor(connection)
            leaves = executor.loader.graph.leaf_nodes()
            migrated = not executor.migration_plan(leaves)
    return migrated


def cache() -> bool:
    """Whether the cache gives back what it was given."""
    key = f"readyz-{secrets.token_hex(8)}"
    store.set(key, key, timeout=10)
    is_there = store.get(key) == key
    store.delete(key)
    return is_there


PROBES = {"/healthz": healthz, "/readyz": readyz}
migrated = False
