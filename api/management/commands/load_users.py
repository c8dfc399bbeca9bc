"""Loads people from a JSON file."""

from pathlib import Path

from django.core.management import BaseCommand

from api.management.errors import told_in_one_line
from api.people import load, published_file


class Command(BaseCommand):
    """`manage.py load_users [FILE]`: all people of the file, or none."""

    help = "Loads the people of a JSON file; who is there already stays as they are."

    def add_arguments(self, parser):
        """FILE and two options."""
        parser.add_argument(
            "file",
            nargs="?",
            type=Path,
            default=published_file(),
            metavar="FILE",
            help="users.json of this project by default.",
        )
        parser.add_argument(
            "--reset-passwords",
            action="store_true",
            help="Give those who are there already the passwords of the file.",
        )
        parser.add_argument(
            "--demo-passwords",
            action="store_true",
            help="Take passwords that this project publishes, on a public host too.",
        )

    def handle(self, *, file, reset_passwords, demo_passwords, **options):
        """Load, and end with a line that counts."""
        with told_in_one_line():
            done = load(file, reset=reset_passwords, published=demo_passwords)
        self.stdout.write(str(done))
