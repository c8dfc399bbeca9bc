"""What no test client sends: requests that break a server before Django sees them."""

import http.client
import json

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
@pytest.mark.parametrize(
    "path", ["/lab/why/", "/lab/sign-in/", "/theme/", "/language/", "/api-auth/login/"]
)
def test_a_form_in_a_strange_charset_is_no_fault_of_ours(path, charset, site):
    token = "a" * 32
    headers = {
        "Content-Type": f"application/x-www-form-urlencoded; charset={charset}",
        "Cookie": f"csrftoken={token}",
        "X-CSRFToken": token,
    }
    body = rb"username=\ud800&header=\ud800&authorization=\ud800&theme=\ud800"
    headers["Content-Length"] = str(len(body))
    assert status_of(site, "POST", path, headers, body) in {200, 302}


@pytest.mark.parametrize(
    "path", [r"/lab/why/?header=\ud800", r"/lab/1-owner/?who=own&headers=X:\ud800"]
)
def test_a_query_in_a_strange_charset_is_no_fault_of_ours(path, site):
    headers = {"Content-Type": "text/plain; charset=unicode_escape"}
    assert status_of(site, "GET", path, headers) == 200


def test_a_body_in_chunks_is_411(site):
    headers = {"Transfer-Encoding": "chunked", "Content-Type": "application/json"}
    status, body = answer_to(
        site, "POST", "/api/token/", headers, b"2\r\n{}\r\n0\r\n\r\n"
    )
    assert status == 411
    assert "Content-Length" in body["detail"]
