"""What no test client sends: requests that break a server before Django sees them."""

import http.client
import json
from urllib.parse import quote

import pytest

MANY = "/api/?" + "a&" * 1001


def answer_to(site, method, path, headers, body=b""):
    """`(status, body)`, the body as JSON, for a request with these headers alone."""
    status, content = raw_answer_to(site, method, path, headers, body)
    return status, json.loads(content)


def status_of(site, method, path, headers, body=b"") -> int:
    """The status alone, for a page."""
    return raw_answer_to(site, method, path, headers, body)[0]


def raw_answer_to(site, method, path, headers, body):
    """`(status, body)` for a request with these headers alone."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.putrequest(method, path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


@pytest.mark.parametrize(
    ("path", "charset", "expected"),
    [
        (MANY, "utf-8", 400),
        ("/api/?a=1", "punycode", 200),
        ("/api/?a=%ff", "idna", 200),
        ("/api/?a=1", "base64", 200),
    ],
)
def test_a_charset_that_breaks_the_query_is_no_fault_of_ours(
    path, charset, expected, site
):
    headers = {"Content-Type": f"application/json; charset={charset}"}
    status, body = answer_to(site, "GET", path, headers)
    assert status == expected
    assert body


@pytest.mark.parametrize("charset", ["base64", "hex", "idna", "unicode_escape"])
@pytest.mark.parametrize("path", ["/theme/", "/language/", "/api-auth/login/"])
def test_a_form_in_a_strange_charset_is_no_fault_of_ours(path, charset, site):
    assert status_of_form(site, path, charset) in {200, 302}


def status_of_form(site, path, charset) -> int:
    """The status of a form that holds half of a character, in a charset."""
    token = "a" * 32
    headers = {
        "Content-Type": f"application/x-www-form-urlencoded; charset={charset}",
        "Cookie": f"csrftoken={token}",
        "X-CSRFToken": token,
    }
    body = rb"username=\ud800&header=\ud800&authorization=\ud800&theme=\ud800"
    headers["Content-Length"] = str(len(body))
    return status_of(site, "POST", path, headers, body)


def test_a_body_in_chunks_is_411(site):
    headers = {"Transfer-Encoding": "chunked", "Content-Type": "application/json"}
    status, body = answer_to(
        site, "POST", "/api/token/", headers, b"2\r\n{}\r\n0\r\n\r\n"
    )
    assert status == 411
    assert "Content-Length" in body["detail"]


def test_an_address_that_a_link_header_could_not_repeat_is_414(site):
    long, longer = (f"/api/authors/?x={number * 'я'}" for number in (300, 400))
    account = "platon27:#8X+DujR!B"
    assert site.ask("GET", quote(long, "/?="), account=account)[0] == 200
    status, body = site.ask("GET", quote(longer, "/?="), account=account)
    assert (status, body) == (414, {"detail": "The address is too long."})
