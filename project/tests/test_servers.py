"""project/wsgi.py and project/asgi.py under the servers that people use."""

import urllib.error
import urllib.request

import pytest

from .commands import COMMANDS, command
from .fixtures import served


@pytest.fixture(params=[name for name in COMMANDS if name != "runserver"])
def other(request, site):
    """The site under one of the servers."""
    with served(site.folder, *command(request.param)) as other:
        yield other


@pytest.mark.parametrize("path", ["site.css", "admin/css/base.css", "nothing.css"])
def test_static_files_are_served_with_debug_off_on_a_laptop(site, path):
    with urlopen_or_error(f"{site.url}/static/{path}") as answer:
        expected = 404 if path == "nothing.css" else 200
        assert answer.status == expected
        assert len(answer.read()) > 500 or expected == 404


def urlopen_or_error(url: str):
    """The response to a GET, whatever its status."""
    try:
        return urllib.request.urlopen(url, timeout=30)  # noqa: S310  our own server
    except urllib.error.HTTPError as error:
        return error


def test_the_site_answers_and_hears_the_authorization_header(other):
    status, author = other.ask("GET", "/api/authors_generic/3/")
    assert (status, author["name"]) == (200, "maxim_writer")
    status, person = other.ask("GET", "/api/whoami/", account="platon27:#8X+DujR!B")
    assert (status, person["username"]) == (200, "platon27")
