"""What a command says where it cannot go on."""

from contextlib import contextmanager

from django.core.management import CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from api.people import BrokenFileError, PublishedPasswordsError


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
            "migrated (manage.py makemigrations, manage.py migrate), can it be "
            "written to, and does no other program hold it?"
        )
        # PostgreSQL adds the statement on lines of their own.
        reason = str(error).partition("\n")[0]
        raise CommandError(advice.format(error=reason)) from error
    except KeyboardInterrupt as error:
        stopped = _("Stopped. What was begun is undone.")
        raise CommandError(stopped, returncode=130) from error
