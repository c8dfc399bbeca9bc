"""Moves the site from SQLite to PostgreSQL."""

from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand
from django.utils.translation import gettext as _

from api.management.errors import told_in_one_line
from project.transfer import move


class Command(BaseCommand):
    """`manage.py import_sqlite [FILE]`: all rows of the file, or none."""

    help = (
        "Copies all data of an SQLite file into the empty PostgreSQL database that "
        "DATABASE_URL names, and migrates that first. The file is only read. Stop the "
        "site before: what it writes into the file meanwhile is not copied."
    )

    def add_arguments(self, parser):
        """FILE."""
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=settings.BASE_DIR / "db.sqlite3",
            metavar="FILE",
            help="db.sqlite3 of this project by default.",
        )

    def handle(self, *, file, **options):
        """Move, and end with a line for each table."""
        with told_in_one_line():
            moved, left = move(file)
        for table, rows in moved.items():
            self.stdout.write(f"{table}: {rows}")
        if left:
            text = _("Not moved, since no model has them: {tables}.")
            self.stdout.write(text.format(tables=", ".join(left)))
        text = _(
            "{rows} rows moved and compared: both sides are the same. What the site "
            "has written into {file} since this began is not among them."
        )
        self.stdout.write(text.format(rows=sum(moved.values()), file=file.name))
