"""The addresses that the checker takes, as people write them."""

import pytest

from lab.checker.address import base_of, is_loopback
from lab.checker.client import CheckerError, Client

ADDRESSES = {
    "http://127.0.0.1:8000/": "http://127.0.0.1:8000",
    " 127.0.0.1:8000 ": "http://127.0.0.1:8000",
    "localhost:8000": "http://localhost:8000",
    "me.pythonanywhere.com": "https://me.pythonanywhere.com",
    "me.pythonanywhere.com:8443/a": "https://me.pythonanywhere.com:8443/a",
    "me.pythonanywhere.com:443": "https://me.pythonanywhere.com:443",
    "me.pythonanywhere.com:8000": "http://me.pythonanywhere.com:8000",
    "127.1": "http://127.1",
    "raspberry.local": "http://raspberry.local",
    "http://[::1]:8000/lab/": "http://[::1]:8000/lab",
    "http://пример.рф/": "http://xn--e1afmkfd.xn--p1ai",
    "https://lab.example/students/7/": "https://lab.example/students/7",
    "http://127.0.0.1:8000/api/authors_generic/3/": "http://127.0.0.1:8000",
    "http://127.0.0.1:8000/api/": "http://127.0.0.1:8000",
}


@pytest.mark.parametrize(("text", "base"), ADDRESSES.items())
def test_an_address_may_be_written_as_people_write_it(text, base):
    assert base_of(text) == base


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "ftp://lab.example",
        "http://me:secret@lab.example",
        "http://lab.example:port",
        "http://lab.example:99999",
        "http://[::1",
        "http://a b",
        "http://lab.example\x1b[2J",
        f"http://{64 * 'я'}.example",
    ],
)
def test_what_is_no_address_is_said_to_be_none(text):
    with pytest.raises(CheckerError, match="address") as error:
        Client(text)
    assert error.value.code == "usage"
    assert "secret" not in str(error.value)
    assert "\x1b" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.2:1", True),
        ("http://[::1]", True),
        ("http://LOCALHOST", True),
        ("http://localhost.", True),
        ("http://0.0.0.0:8000", True),
        ("http://[::]:8000", True),
        ("http://[::ffff:127.0.0.1]:8000", True),
        ("http://127.1", True),
        ("http://0x7f000001", True),
        ("http://[::ffff:10.0.0.1]", False),
        ("http://127.1.example", False),
        ("http://127.0.0.1.example", False),
        ("http://10.0.0.1", False),
    ],
)
def test_a_loopback_address_is_known(url, expected):
    assert is_loopback(url) == expected
