#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main():
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here: activate .venv, or use run.py instead.")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
