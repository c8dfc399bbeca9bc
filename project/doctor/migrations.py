"""Migrations that the database, or the code, still lacks."""

from collections.abc import Iterator

from django.apps import apps
from django.core.checks import CheckMessage
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation
from django.utils.translation import gettext as _

from .finding import finding, some


def pending(connection) -> Iterator[CheckMessage]:
    """project.E041: tables or columns are missing, and pages that need them fail."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = [str(migration) for migration, _backwards in plan]
        message = _("Migrations that the database lacks: {count}, namely {names}.")
        hint = _("Run: python manage.py migrate")
        words = {"count": len(names), "names": some(names)}
        yield finding("project.E041", message, hint, **words)


def without_file(connection) -> Iterator[CheckMessage]:
    """project.W042: models were changed, and no migration says so."""
    loader = MigrationLoader(None)
    # A translated name of a column would look like a change.
    with translation.override(None):
        now = ProjectState.from_apps(apps)
        changes = MigrationAutodetector(loader.project_state(), now).changes(
            graph=loader.graph
        )
    if changes:
        message = _("Models have changed without a migration, in {apps}.")
        hint = _("Run: python manage.py makemigrations, then python manage.py migrate")
        yield finding("project.W042", message, hint, apps=some(sorted(changes)))
