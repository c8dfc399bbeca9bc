"""Loads people from a JSON file."""

from contextlib import contextmanager
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from api.people import BrokenFileError, PublishedPasswordsError, load, published_file


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


@contextmanager
def told_in_one_line():
    """CommandError in the place of what can go wrong outside of this program."""
    try:
        yield
    except (BrokenFileError, PublishedPasswordsError) as error:
        raise CommandError(str(error)) from error
    except DatabaseError as error:
        advice = _(
            "The database refused: {error}. What was begun is undone. Has it been "
            "migrated, can it be written to, and does no other program hold it?"
        )
        # PostgreSQL adds the statement on lines of their own.
        reason = str(error).partition("\n")[0]
        raise CommandError(advice.format(error=reason)) from error
    except KeyboardInterrupt as error:
        stopped = _("Stopped. What was begun is undone.")
        raise CommandError(stopped, returncode=130) from error
