"""Makes the site ready to be tried: tables, people, authors."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

from django.core.management import BaseCommand, call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from api.management.errors import told_in_one_line
from api.models import Author
from api.people import load, published_file


class Command(BaseCommand):
    """`manage.py demo`: all that is missing; `--reset`: all as it was at first."""

    help = "Migrates, loads users.json, and loads the authors into an empty table."

    def add_arguments(self, parser):
        """Two options."""
        parser.add_argument(
            "--reset",
            action="store_true",
            help="Bring the 26 authors and the published passwords back.",
        )
        parser.add_argument(
            "--demo-passwords",
            action="store_true",
            help="Take the published passwords, on a public host too.",
        )

    def handle(self, *, reset, demo_passwords, **options):
        """A line for each thing that was done."""
        fill = bring_back if reset else add_missing
        count = 0
        with told_in_one_line():
            for line in chain(migrate(), fill(published=demo_passwords)):
                self.stdout.write(line)
                count += 1
        if not count:
            self.stdout.write(_("Nothing to load."))


def migrate() -> Iterator[str]:
    """Bring the tables up to date, after a line that says so."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield _("Migrations: {count} to apply.").format(count=len(plan))
    # Without any it still adds permissions that an interruption left out.
    with all_or_nothing():
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """One transaction for all migrations, so that an interruption leaves none behind.

    Django notes some of them only after their own transaction: in between, a process
    that ends leaves tables which the next one would try to make again.
    """
    # SQLite rebuilds tables without its constraints, which a transaction cannot change.
    with connection.constraint_checks_disabled(), transaction.atomic():
        yield


def add_missing(published: bool) -> Iterator[str]:
    """People who are not there, and the authors where there are none."""
    people = load(published_file(), published=published)
    if people.created:
        yield _("Users: {summary}.").format(summary=people)
    if not Author.objects.exists():
        yield load_authors()


def bring_back(published: bool) -> Iterator[str]:
    """The published passwords and the first authors, both of them or none."""
    with transaction.atomic():
        people = load(published_file(), reset=True, published=published)
        remove_authors()
        authors = load_authors()
    yield _("Users: {summary}.").format(summary=people)
    yield authors


def load_authors() -> str:
    """Load the fixture; the line that tells it."""
    call_command("loaddata", "authors", verbosity=0)
    return _("Authors: {count} loaded.").format(count=Author.objects.count())


def remove_authors() -> None:
    """Empty the table, and let its ids start anew, in the words of the database."""
    tables = [Author._meta.db_table]
    sql = connection.ops.sql_flush(no_style(), tables, reset_sequences=True)
    connection.ops.execute_sql_flush(sql)
