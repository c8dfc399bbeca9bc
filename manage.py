#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main():
    """Run the command that the arguments name."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    try:
        from project.commandline import CommandLine
    except ImportError:
        sys.exit("Django is not installed here: activate .venv, or use run.py instead.")
    CommandLine(sys.argv).execute()


if __name__ == "__main__":
    main()
