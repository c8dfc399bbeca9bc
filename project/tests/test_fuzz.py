"""What schemathesis asks of the API in a bounded time; fuzz.py asks more of it."""

import sys
from importlib.util import find_spec

import pytest

from .fixtures import lack
from .fuzz import CREDENTIALS, fuzz

pytestmark = pytest.mark.servers


def check(kind: str, on_stores: bool = False):
    """Run a few hundred cases, the same ones each time; none may fail."""
    if sys.platform == "win32":
        lack("gunicorn does not run on Windows")
    if not find_spec("schemathesis"):
        lack("schemathesis needs Python 3.11")
    cases, failures, said = fuzz(kind, 1, 2, on_stores)
    assert not failures, said
    assert cases > 500


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_the_description_holds_for_whatever_is_asked(kind):
    check(kind)


def test_it_holds_on_postgresql_and_redis():
    check("Session", on_stores=True)
