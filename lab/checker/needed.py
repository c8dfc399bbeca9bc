"""What the checker needs and does not find; only the standard library is used here."""

import sys
from contextlib import contextmanager


@contextmanager
def told_if_missing():
    """Exit code 2 and one line in the place of a traceback, where a library lacks."""
    try:
        yield
    except ModuleNotFoundError as error:
        advice = (
            "activate .venv, which run.py makes, or pip install -r requirements.txt"
        )
        # English, as from manage.py: what would translate it may be what lacks.
        sys.stderr.write(f"{error.name} is not installed here: {advice}.\n")
        sys.exit(2)
