"""`python3 -m lab.checker URL`: the checker without a database and without .env."""

import argparse
import sys
from pathlib import Path

from .needed import told_if_missing

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "rest_framework.authtoken",
    "rest_framework_simplejwt",
    "api",
    "lab",
)


def main() -> int:
    """Run the checker on the command line; the exit code."""
    try:
        with told_if_missing():
            set_up()
            return run()
    except KeyboardInterrupt:
        return 130


def set_up() -> None:
    """Give Django the few settings that the tables of the steps need.

    The site's own would ask for .env and a database; here is none that could be
    touched, and the key signs nothing.
    """
    import django
    from django.conf import settings
    from django.core.management.utils import get_random_secret_key

    settings.configure(
        BASE_DIR=ROOT,
        SECRET_KEY=get_random_secret_key(),
        INSTALLED_APPS=APPS,
        LANGUAGES=[("en", "English"), ("ru", "Русский")],
        LANGUAGE_CODE="en",
        LOCALE_PATHS=[ROOT / "locale"],
        **dict.fromkeys(("LAB", "LAB_TRUST_HEADERS", "PUBLIC"), False),
    )
    django.setup()


def run() -> int:
    """Read the command line in the language of the terminal, and do what it says."""
    from django.utils import translation

    from project.commandline import language

    from . import options, program

    translation.activate(language())
    parser = argparse.ArgumentParser(prog="python3 -m lab.checker")
    options.add_arguments(parser)
    return program.run(parser.parse_args(), sys.stdout, sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
