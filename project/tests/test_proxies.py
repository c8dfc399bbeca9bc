"""deploy/nginx.conf and deploy/apache.conf, run as they are and asked over TLS."""

import json
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from api.guards.refusals import LONGEST_QUERY

from .fixtures import lack
from .proxies import HOST, PROXIES, certify, lab, program, started
from .sslscan import check_strength
from .stores import connect

pytestmark = pytest.mark.servers

JSON = ("Content-Type", "application/json")
# What an application sees, told by itself.
ECHO = """
import json

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({name: str(value) for name, value in environ.items()}).encode()]
"""


@pytest.fixture(scope="module", params=PROXIES)
def place(request):
    """The lab on a server, behind nginx or in Apache."""
    with started(request.param, lab) as place:
        yield place


@pytest.fixture(scope="module", params=PROXIES)
def echo(request):
    """A server with the same configuration, but with the echo as its application."""

    def make(folder):
        (folder / "project").mkdir()
        (folder / "project" / "wsgi.py").write_text(ECHO)
        certify(folder / "tls")

    with started(request.param, make) as place:
        yield place


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_http_is_led_to_https_with_method_path_and_query(method, place):
    path = "/api/authors_generic/3/?a=b%20c&d"
    answer = place.ask(method, path, scheme="http")
    # 308: whoever follows it sends the same method and the same body again.
    assert answer.status == 308
    assert answer.headers["Location"] == f"https://{HOST}{path}"
    assert "Strict-Transport-Security" not in answer.headers


def test_a_post_over_http_changes_nothing_and_is_done_where_it_is_led_to(place):
    body = b'{"username": "platon27", "password": "#8X+DujR!B"}'
    led = place.ask("POST", "/api/token/", body, [JSON], scheme="http")
    target = led.headers["Location"].removeprefix(f"https://{HOST}")
    assert place.ask("POST", target, body, [JSON]).status == 200


def test_certbot_is_not_led_away(place):
    answer = place.ask("GET", "/.well-known/acme-challenge/x", scheme="http")
    assert answer.status in {403, 404}  # there is no such file, or no such folder


def test_the_host_of_a_client_leads_nobody_astray(place):
    with_host = b"GET /x HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert f"Location: https://{HOST}/x".encode() in place.send(with_host, "http")
    assert place.send(with_host).startswith(b"HTTP/1.1 400")


def test_behind_the_proxy_the_site_knows_that_it_is_https(place):
    root = place.ask("GET", "/api/")
    assert root.status == 200
    assert root.headers.get_all("Strict-Transport-Security") == ["max-age=3600"]
    following = json.loads(place.ask("GET", "/api/authors_viewset/").content)["next"]
    linked = place.ask("GET", "/api/authors_generic/?page_size=5").headers["Link"]
    found = [*json.loads(root.content).values(), following, linked.strip("<")]
    assert not [url for url in found if not url.startswith(f"https://{HOST}/")]


@pytest.mark.parametrize(
    "sent",
    [
        [("X-Forwarded-Proto", "http")],
        [("X-Forwarded-Proto", "http"), ("X-Forwarded-Proto", "ftp")],
        [("x-forwarded-proto", "http"), ("X_Forwarded_Proto", "http")],
        [("X-Forwarded-For", "6.6.6.6"), ("X_Forwarded_For", "6.6.6.6")],
        [("X-Real-IP", "6.6.6.6"), ("X_Real_IP", "6.6.6.6"), ("X-Real-IP", "6.6.6.7")],
    ],
)
def test_what_a_client_says_of_its_connection_does_not_reach_us(sent, echo):
    seen = json.loads(echo.ask("GET", "/", headers=sent).content)
    assert seen.get("HTTP_X_FORWARDED_PROTO", seen["wsgi.url_scheme"]) == "https"
    for name in ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "REMOTE_ADDR"):
        assert seen.get(name, "127.0.0.1").startswith("127.0.0.1")
    assert seen["HTTP_HOST"] == HOST


def test_a_wrong_password_counts_for_the_address_it_came_from(place):
    if sys.platform != "linux":
        lack("this machine has one address of its own")
    form = b'{"username": "nobody", "password": "wrong"}'
    sent = [(name, "6.6.6.6") for name in ("X-Real-IP", "X-Forwarded-For", "X_Real_IP")]
    for source in ("127.0.0.2", "127.0.0.3"):
        answer = place.ask("POST", "/api/token/", form, [JSON, *sent], source=source)
        assert answer.status == 401
    with connect(place.folder) as database:
        rows = database.execute("SELECT value, count FROM lockout_failures")
        assert dict(rows) == {"nobody": 2, "127.0.0.2": 1, "127.0.0.3": 1}


def test_the_credentials_of_a_client_reach_us(echo):
    sent = [("Authorization", "Bearer x"), ("Cookie", "a=b"), ("X-CSRFToken", "c")]
    seen = json.loads(echo.ask("GET", "/", headers=sent).content)
    assert seen["HTTP_AUTHORIZATION"] == "Bearer x"
    assert (seen["HTTP_COOKIE"], seen["HTTP_X_CSRFTOKEN"]) == ("a=b", "c")


@pytest.mark.parametrize(
    "sent", [("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example")]
)
def test_no_header_but_host_names_the_site(sent, place):
    assert b"evil" not in place.ask("GET", "/api/", headers=[sent]).content


def test_static_files_are_served_without_the_application(place):
    file = place.folder / "static" / "new.css"
    file.write_text("/* the application, which has started, does not know it */")
    answer = place.ask("GET", "/static/new.css")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/css"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert place.ask("GET", "/static/admin/css/base.css").status == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/static/nothing.css", "/static/", "/static", "/static../.env"),
        *("/static/../.env", "/static/%2e%2e/.env", "/static/..%2f.env", "/.env"),
        *("/db.sqlite3", "/project/wsgi.py", "/.well-known/acme-challenge/"),
    ],
)
def test_nothing_else_of_the_folder_is_served(path, place):
    asked = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()
    status = int(place.send(asked).split()[1])
    assert status in {301, 400, 403, 404}
    assert b"SECRET_KEY" not in place.send(asked)


def test_a_body_may_be_as_long_as_django_has_it_and_no_longer(place):
    longest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    statuses = {}
    for length in (longest, longest + 1, 2 * longest):
        answer = place.ask("POST", "/api/token/", b"[" * length, [JSON])
        assert "detail" in json.loads(answer.content)
        assert answer.headers["Content-Type"] == "application/json"
        statuses[length] = answer.status
    assert [*statuses.values()] == [400, 413, 413]


def test_a_body_in_chunks_is_read_or_refused_but_not_lost(place):
    head = f"POST /api/token/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
    head += "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b'{"username": "platon27", "password": "#8X+DujR!B"}'
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    answer = place.send(head.encode() + chunks)
    # nginx gathers it and says its length; WSGI has no word for the rest.
    assert b'"access"' in answer or b"Content-Length." in answer
    assert int(answer.split()[1]) in {200, 411}


@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        (b"GET /api/ HTTP/1.0\r\nHost: lab.test\r\n\r\n", {200}),
        (b"GET /api/ HTTP/1.0\r\n\r\n", {200, 400}),
        (b"GET /api/ HTTP/1.1\r\nConnection: close\r\n\r\n", {400}),
        (b"GET https://lab.test/api/ HTTP/1.0\r\n\r\n", {200}),
        (b"GET /admin?%s HTTP/1.0\r\nHost: lab.test\r\n\r\n" % (b"a" * 4000), {301}),
        (b"GET /api/?%s HTTP/1.0\r\nHost: lab.test\r\n\r\n" % (b"a" * 5000), {414}),
        (b"GET /%s HTTP/1.0\r\nHost: lab.test\r\n\r\n" % (b"a" * 10000), {400, 414}),
        (b"GET / HTTP/1.0\r\nX: %s\r\n\r\n" % (b"a" * 10000), {400}),
        (b"GET / HTTP/1.0\r\n%s\r\n" % (b"X: y\r\n" * 3000), {400}),
        (b"GET /\x00 HTTP/1.0\r\nHost: lab.test\r\n\r\n", {400}),
        (b"GET /%00 HTTP/1.0\r\nHost: lab.test\r\n\r\n", {400, 404}),
        (b"GET /%ff/%c0%af HTTP/1.0\r\nHost: lab.test\r\n\r\n", {400, 404}),
        (b"GET /%d0%b9/ HTTP/1.0\r\nHost: lab.test\r\n\r\n", {404}),
        (b"TRACE / HTTP/1.0\r\nHost: lab.test\r\n\r\n", {405}),
        (b"\xff\xfe / HTTP/1.0\r\n\r\n", {400}),
        (b"GET / HTTP/1.0\r\nHost: a b\r\n\r\n", {400}),
        (b"POST /api/token/ HTTP/1.0\r\nContent-Length: x\r\n\r\n", {400}),
        (b"POST /api/token/ HTTP/1.0\r\nContent-Length: -1\r\n\r\n", {400}),
        (b"hello\r\n\r\n", {400}),
    ],
)
def test_a_strange_request_is_no_fault_of_ours(request_, statuses, place):
    assert int(place.send(request_).split()[1]) in statuses


def test_the_links_of_the_longest_address_fit_in_the_headers(place):
    # Two links, and each of these bytes is six characters in both.
    query = f"page_size=5&cursor=cD01&x={LONGEST_QUERY * 'é'}".encode()[:LONGEST_QUERY]
    ask = b"GET /api/authors_generic/?%s HTTP/1.0\r\nHost: lab.test\r\n\r\n"
    answer = place.send(ask % query)
    assert answer.split()[1] == b"200"
    assert len(answer) > 2 * 6 * LONGEST_QUERY * 0.9
    assert place.send(ask % (query + b"x")).split()[1] == b"414"


def test_head_is_answered_without_a_body(place):
    whole, head = (place.ask(method, "/api/") for method in ("GET", "HEAD"))
    assert (head.status, head.content) == (200, b"")
    assert {*head.headers} - {"Content-Length"} <= {*whole.headers}


def test_what_may_hold_a_token_is_not_compressed(place):
    asked = [("Accept-Encoding", "gzip"), ("Accept", "text/html")]
    for path in ("/", "/api-auth/login/", "/api/"):
        assert "Content-Encoding" not in place.ask("GET", path, None, asked).headers


def test_sslscan_finds_nothing_weak(echo):
    check_strength(echo.ports[443], f"--sni-name={HOST}")


@pytest.mark.parametrize(
    ("version", "spoken"),
    [("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)],
)
def test_tls_1_2_is_the_oldest_that_is_spoken(version, spoken, echo):
    # At level 0 the client itself would speak all of them.
    weak = ["-cipher", "DEFAULT@SECLEVEL=0", "-servername", HOST]
    place = f"127.0.0.1:{echo.ports[443]}"
    command = [program("openssl"), "s_client", "-connect", place, version, *weak]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=30)
    assert (done.returncode == 0) is spoken
    assert spoken or b"alert protocol version" in done.stderr


def test_plain_http_on_the_port_of_https_is_refused(place):
    with socket.create_connection(("127.0.0.1", place.ports[443])) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
