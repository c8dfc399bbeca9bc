"""Migrations that the database, or the code, still lacks."""

from collections.abc import Iterator

from django.apps import apps
from django.core.checks import CheckMessage
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation
from django.utils.translation import gettext as _

from ..probes import pending_migrations
from .finding import finding, some


def pending(connection) -> Iterator[CheckMessage]:
    """project.E041: tables or columns are missing, and pages that need them fail."""
    if names := pending_migrations(connection):
        message = _("Migrations that the database lacks: {count}, namely {names}.")
        hint = _("Run: python manage.py migrate")
        words = {"count": len(names), "names": some(names)}
        yield finding("project.E041", message, hint, **words)


def without_file(connection) -> Iterator[CheckMessage]:
    """project.E042: models were changed, and no migration says so."""
    loader = MigrationLoader(None)
    # A translated name of a column would look like a change.
    with translation.override(None):
        now = ProjectState.from_apps(apps)
        changes = MigrationAutodetector(loader.project_state(), now).changes(
            graph=loader.graph
        )
    if changes:
        message = _("Models have changed, and no migration says so: {apps}.")
        hint = _(
            "On your own computer: python manage.py makemigrations, then commit and "
            "push; here: git pull and python3 run.py update. Made here, the file would "
            "be in the way of the next git pull."
        )
        yield finding("project.E042", message, hint, apps=some(sorted(changes)))
