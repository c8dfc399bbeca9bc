"""The address in the line of a request, which nobody but a trusted proxy may tell."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
FORGED = "\n2026-11-20 00:00:00 GET /forged/"


@pytest.fixture
def told(caplog):
    """A function: the address in the line of one request."""

    def ask(**environ):
        Client(**environ).get("/")
        (line,) = [record for record in caplog.records if record.name == "access"]
        return line.address

    return ask


@pytest.mark.parametrize(
    ("sent", "logged"),
    [
        ("198.51.100.7", "198.51.100.7"),
        (" 198.51.100.7 ", "198.51.100.7"),
        ("2001:db8::7:1", "2001:db8::"),
        ("198.51.100.7, 203.0.113.1", "127.0.0.1"),
        (f"198.51.100.7{FORGED}", "127.0.0.1"),
        (f"fe80::1%{FORGED}", "fe80::"),
        ("\x1b[2J", "127.0.0.1"),
        ("1" * 9000, "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_what_a_trusted_proxy_says_is_an_address_or_not_told(
    sent, logged, told, settings
):
    settings.TRUSTED_PROXY = True
    assert told(HTTP_X_REAL_IP=sent, HTTP_X_FORWARDED_FOR="6.6.6.6") == logged


@pytest.mark.parametrize("header", ["X_REAL_IP", "X_FORWARDED_FOR", "FORWARDED"])
def test_what_a_client_says_of_its_address_is_not_told(header, told):
    assert told(**{f"HTTP_{header}": "6.6.6.6"}) == "127.0.0.1"


@pytest.mark.parametrize("nowhere", ["", "unix:"])
def test_a_unix_socket_has_no_address(nowhere, told):
    assert told(REMOTE_ADDR=nowhere) == "-"
