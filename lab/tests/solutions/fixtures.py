"""Fixtures: the solutions, served by one process as long as the tests run."""

import json
import subprocess
import sys

import pytest

from project.tests.fixtures import ROOT


@pytest.fixture(scope="session")
def solutions():
    """The URLs of all solutions, by name."""
    command = [sys.executable, "-m", "lab.tests.solutions", "all", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as server:
        try:
            yield json.loads(server.stdout.readline())
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def solution(solutions):
    """A function from the name of a solution to its URL."""
    return solutions.__getitem__
