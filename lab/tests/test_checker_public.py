"""Advice about a server in public, and about what it gives away."""

from dataclasses import replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from lab.checker import bad_input, exposure
from lab.checker.accounts import Account
from lab.checker.answers import Answer
from lab.checker.check import CannotCheckError, State
from lab.checker.client import Client
from lab.checker.runner import exam_of, examine, selected

from .examining import names, target
from .tiny import listening, reply, saying

pytest_plugins = ["lab.tests.solutions.fixtures"]


@pytest.mark.parametrize(
    ("url", "is_public"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("http://192.168.1.7", False),
        ("http://10.0.0.1", False),
        ("http://localhost", False),
        ("http://pc", False),
        ("http://pc.local", False),
        ("https://somebody.pythonanywhere.com", True),
        ("http://93.184.216.34:8000", True),
        ("http://[2a00:1450:4010::64]", True),
    ],
)
def test_a_public_address_is_one_that_others_can_reach(url, is_public):
    assert exposure.is_public(url) is is_public


class Forward(BaseHTTPRequestHandler):
    """A proxy: any host in public is the solution at `port`."""

    protocol_version = "HTTP/1.1"
    port = 0

    def forward(self):
        size = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(size) if size else None
        headers = {**dict(self.headers), "Host": "127.0.0.1"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(self.command, urlsplit(self.path).path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        connection.close()

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = forward  # noqa: N815


@pytest.fixture
def in_public(solution, monkeypatch):
    """A function from the name of a solution to an address of it in public."""
    servers = []

    def publish(name: str) -> str:
        handler = type("Handler", (Forward,), {"port": urlsplit(solution(name)).port})
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        Thread(target=servers[-1].serve_forever, daemon=True).start()
        proxy = f"http://127.0.0.1:{servers[-1].server_port}"
        monkeypatch.setenv("http_proxy", proxy)
        return "http://student.example.com"

    yield publish
    for server in servers:
        server.shutdown()
        server.server_close()


def test_in_public_more_matters(in_public):
    only = [f"advice.{name}" for name in ("https", "debug", "published-passwords")]
    checks = selected(only)
    report = examine(target(in_public("debug")), checks)
    assert report.error is None
    assert names(report, State.FAILED) == only
    found = {one.check.name: one.finding.observed for one in report.results}
    assert found["advice.published-passwords"] == "platon27, admin"

    unknown = {"user": Account("somebody", "a secret")}
    report = examine(target(in_public("no-api-auth"), accounts=unknown), checks)
    assert names(report, State.PASSED) == ["advice.debug"]


def test_a_trace_is_found_in_whatever_answer_has_it():
    exam = exam_of(Client("https://student.example.com"), target("https://unused"))
    answer = Answer(method="GET", path="/", status=500, body=bad_input.TRACE.encode())
    exam.known[bad_input.ask_all] = [("GET of record 0", "/api/authors/", answer)]
    assert bad_input.shows_no_trace(exam).state is State.FAILED
    exam.known[bad_input.ask_all] = [
        ("GET", "/", replace(answer, body=b"<h1>500</h1>"))
    ]
    assert bad_input.shows_no_trace(exam).state is State.PASSED
    exam.client = Client("http://127.0.0.1:9")
    with pytest.raises(CannotCheckError):
        bad_input.shows_no_trace(exam)


def test_a_file_with_secrets_is_known_by_what_it_says():
    def state(body: bytes) -> State:
        with listening(saying(reply(body=body, content_type="text/plain"))) as tiny:
            exam = exam_of(Client(tiny.url), target(tiny.url))
            return exposure.files(exam).state

    assert state(b"DEBUG=true\nSECRET_KEY=abc\n") is State.FAILED
    assert state(b"SQLite format 3\x00") is State.FAILED
    assert state(b"<html>Every address has this page.</html>") is State.PASSED
