"""What no test client sends: requests that break a server before Django sees them."""

import http.client
import json

import pytest

MANY = "/api/?" + "a&" * 1001


def answer_to(site, method, path, headers, body=b""):
    """`(status, body)`, the body as JSON, for a request with these headers alone."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.putrequest(method, path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, json.loads(content)


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


def test_a_body_in_chunks_is_411(site):
    headers = {"Transfer-Encoding": "chunked", "Content-Type": "application/json"}
    status, body = answer_to(
        site, "POST", "/api/token/", headers, b"2\r\n{}\r\n0\r\n\r\n"
    )
    assert status == 411
    assert "Content-Length" in body["detail"]
