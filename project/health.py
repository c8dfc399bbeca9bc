"""/healthz and /readyz: whether this process answers, and whether it can work.

Ours, for django-health-check 4.8 knows nothing of migrations, answers 500, brings a DNS
library, and runs its checks in threads, which uWSGI does not have by default.
"""

import logging

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from . import probes

logger = logging.getLogger(__name__)


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
    if has_database or not probes.cache_is_table():
        parts["cache"] = said(cache)
    wrong = [f"{part} {word}" for part, word in parts.items() if word != "ok"]
    request.log_reason = ", ".join(wrong)
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


def database() -> bool:
    """Whether the database answers; SQLite opens its file only for a table."""
    with probes.impatient() as connection:
        connection.introspection.table_names()
    return True


def migrations() -> bool:
    """Whether all migrations of this code are applied; looked up until they are."""
    global migrated
    if not migrated:
        with probes.impatient() as connection:
            migrated = not probes.pending_migrations(connection)
    return migrated


def cache() -> bool:
    """Whether the cache works; its table is only read: writers wait for each other."""
    if not probes.cache_is_table():
        return probes.cache_keeps_values()
    with probes.impatient() as connection:
        probes.read_cache_table(connection)
    return True


PROBES = {"/healthz": healthz, "/readyz": readyz}
migrated = False
