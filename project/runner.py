"""`manage.py test` runs the suite that `run.py test` runs."""

import importlib.util
import subprocess
import sys


class PytestRunner:
    """Starts pytest in a process of its own, where .env cannot change the tests."""

    def __init__(self, failfast=False, verbosity=1, **kwargs):
        self.options = ["--exitfirst"] if failfast else []
        self.options += ["--verbose"] if verbosity > 1 else []

    def run_tests(self, test_labels, **kwargs) -> int:
        """The exit code of pytest; 0 where all tests passed."""
        if not importlib.util.find_spec("pytest"):
            sys.exit("pytest is not installed: pip install -r requirements-dev.txt")
        command = [sys.executable, "-m", "pytest", *self.options, *test_labels]
        return subprocess.call(command)  # noqa: S603  our own words, and no shell
