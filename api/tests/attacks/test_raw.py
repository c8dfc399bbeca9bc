"""Characters and sizes that smuggle something past a server, sent by the byte."""

import pytest

from project.tests.commands import COMMANDS, command
from project.tests.fixtures import served

from .attack import basic
from .raw import answers_to, post, request

LARGE = "x" * 100_000
SECOND = b"GET /api/whoami/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
CHUNK = b"0\r\n\r\n" + SECOND


@pytest.mark.parametrize(
    "sent",
    [
        post("Content-Length: 2", "Content-Length: 3", body=b"{}x" + SECOND),
        post("Content-Length: 2, 3", body=b"{}x" + SECOND),
        post("Content-Length: +2", body=b"{}" + SECOND),
        post("Content-Length: 0x2", body=b"{}" + SECOND),
        post("Content-Length: 2_0", body=b"{}" + SECOND),
        post("Content-Length: \u00b2", body=b"{}" + SECOND),
        post("Content-Length : 2", body=b"{}" + SECOND),
        post("Transfer-Encoding: xchunked", body=CHUNK),
        post("Transfer-Encoding: \x0bchunked", body=CHUNK),
        post("Transfer-Encoding : chunked", body=CHUNK),
        post("Transfer-Encoding: chunked, identity", body=CHUNK),
        post("Transfer-Encoding: identity, chunked", "Content-Length: 4", body=CHUNK),
        post("Content-Length: 4", "Transfer-Encoding: chunked", body=CHUNK),
        post("Transfer-Encoding: chunked", body=b"-1\r\n" + CHUNK),
        post("Transfer-Encoding: chunked", body=b"0x1\r\nx\r\n" + CHUNK),
        request("X-Name: a", " folded: b"),
        request("X-Name: a\rSet-Cookie: evil=1"),
        request("X-Name: a\0"),
        request("X Name: a"),
        request("X-Name"),
        request(": a"),
        request("X-N\u00e4me: a"),
        request(first="GET /api/\0 HTTP/1.1"),
        request(first="GET /api/ x HTTP/1.1"),
        request(first="GET /api/ HTTP/9.9"),
        request(first="GE\tT /api/ HTTP/1.1"),
    ],
    ids=range(26),
)
def test_what_two_readers_would_read_differently_is_refused(sent, site):
    """What hides behind it, whoami, is not answered: that would be 401."""
    for answer in answers_to(site.port, sent):
        assert answer.status in {400, 411, 414, 431, 501, 505}
        assert b"evil=1" not in answer.content.partition(b"\r\n\r\n")[0]
    assert site.ask("GET", "/api/")[0] == 200


@pytest.mark.parametrize(
    "sent",
    [
        request(f"X-Name: {LARGE}"),
        request(f"Authorization: Bearer {LARGE}"),
        request(f"Authorization: {basic(f'{LARGE}:x')}"),
        request(f"Cookie: sessionid={LARGE}"),
        request(*(f"X-Name-{number}: a" for number in range(200))),
        request(first=f"GET /api/?{LARGE} HTTP/1.1"),
        request(first=f"{LARGE} /api/ HTTP/1.1"),
    ],
    ids=range(7),
)
def test_headers_larger_than_anybody_needs_are_refused(sent, site):
    for answer in answers_to(site.port, sent):
        assert answer.status in {400, 414, 431}


@pytest.mark.parametrize("server", COMMANDS)
def test_no_server_reads_headers_without_end(server, site):
    """Some take 100 KB; the application hashes no password of that length."""
    endless = [
        request(f"X-Name: {LARGE * 10}"),
        request(*(f"X-Name-{number}: a" for number in range(5000))),
        request(first=f"GET /api/?{LARGE} HTTP/1.1"),
    ]
    with served(site.folder, *command(server)) as other:
        for sent in endless:
            for answer in answers_to(other.port, sent):
                assert answer.status in {400, 414, 431}
        assert other.ask("GET", "/api/")[0] == 200


def test_many_passwords_in_one_request_are_none(site):
    """Of several headers with one name servers make one, which is no Base64 then."""
    guesses = [f"Authorization: {basic(f'admin:{number}')}" for number in range(50)]
    right = f"Authorization: {basic('admin:123')}"
    for lines in (guesses, [*guesses, right], [right, *guesses]):
        first = "GET /api/whoami/ HTTP/1.1"
        (answer,) = answers_to(site.port, request(*lines, first=first))
        assert answer.status in {400, 401}
    assert site.ask("GET", "/api/whoami/", account="admin:123")[0] == 200


def test_the_name_of_a_host_in_the_first_line_gets_into_no_link(site):
    first = "GET http://evil.example/api/ HTTP/1.1"
    for answer in answers_to(site.port, request(first=first)):
        assert b"evil.example" not in answer.content


@pytest.mark.parametrize("path", ["/api/authors", "/api-auth/login", "/admin"])
@pytest.mark.parametrize("end", ["%0d%0aX-Evil:%201", "?a=%0d%0aX-Evil:%201", "%00"])
def test_an_address_writes_no_header(path, end, site):
    (answer, *_others) = answers_to(
        site.port, request(first=f"GET {path}{end} HTTP/1.1")
    )
    assert answer.status < 500
    assert b"\nX-Evil" not in answer.content.partition(b"\r\n\r\n")[0]
