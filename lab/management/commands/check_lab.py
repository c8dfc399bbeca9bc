"""Examines a solution of the lab, wherever it runs."""

import sys
from argparse import Namespace

from django.core.management import BaseCommand

from lab.checker.needed import told_if_missing

with told_if_missing():
    from lab.checker import options, program


class Command(BaseCommand):
    """`manage.py check_lab URL`; exit code 1 where something failed, or 2."""

    requires_system_checks = []

    def add_arguments(self, parser):
        """The same as `python3 -m lab.checker` has."""
        options.add_arguments(parser)

    def handle(self, **given):
        """Run the checker."""
        # Not all that is said there is an error, which Django would paint red.
        self.stderr.style_func = None
        if code := program.run(Namespace(**given), self.stdout, self.stderr):
            sys.exit(code)
