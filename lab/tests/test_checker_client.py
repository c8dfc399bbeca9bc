"""The checker's client, against servers that behave badly, on real sockets."""

import contextlib
import threading
import time

import pytest

from lab.carried import Credentials
from lab.checker.check import CannotCheckError
from lab.checker.client import MOST_SILENT, CheckerError, Client, NoAnswerError
from lab.tests.tiny import asked, listening, reply, saying

SOON = 0.4  # seconds to wait for a slow answer
PATH = "/api/authors/"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    """Neither the proxies nor the .netrc of whoever runs the tests."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))


def test_an_answer_has_what_the_server_said():
    found = asked(saying(reply(201, b'{"id": 7}', www_authenticate='Basic realm="a"')))
    assert (found.status, found.json) == (201, {"id": 7})
    assert (found.challenge, found.is_html, found.outcome) == (
        "Basic",
        False,
        "allowed",
    )
    assert found.headers["wWw-aUtHeNtIcAtE"] == "Basic"


def test_data_goes_as_json_and_a_body_as_it_is():
    with listening(saying(reply())) as server:
        client = Client(f"{server.url}/under/here/")
        client.ask("PUT", "/a/", data={"name": "Чехов"})
        client.ask("POST", "/a/", body="{", content_type="text/plain")
    first, second = (head.lower() for head in server.heads)
    assert first.startswith("put /under/here/a/ ")
    assert "content-type: application/json" in first
    assert second.startswith("post ")
    assert "content-type: text/plain" in second


def test_a_cookie_of_one_answer_does_not_go_with_the_next_request():
    with listening(saying(reply(set_cookie="sessionid=admins; Path=/"))) as server:
        client = Client(server.url)
        answer = client.ask("GET", PATH)
        client.ask("GET", PATH, Credentials({}, {"sessionid": "users"}))
        client.ask("GET", PATH)
    assert answer.cookies == {"sessionid": "admins"}
    assert ["Cookie:" in head for head in server.heads] == [False, True, False]
    assert "Cookie: sessionid=users\r\n" in server.heads[1]


def test_a_netrc_does_not_sign_an_anonymous_request_in(tmp_path):
    text = "machine 127.0.0.1 login admin password 123\n"
    (tmp_path / "netrc").write_text(text, encoding="utf-8")
    with listening(saying(reply())) as server:
        Client(server.url).ask("GET", PATH)
    assert "Authorization" not in server.heads[0]


def test_a_name_in_any_alphabet_can_be_sent():
    with listening(saying(reply())) as server:
        Client(server.url).ask("GET", PATH, Credentials({"X-Username": "Платон"}))
    name = "Платон".encode().decode("latin-1")
    assert f"X-Username: {name}\r\n" in server.heads[0]


def test_a_redirect_is_shown_and_not_followed():
    found = asked(saying(reply(302, location="/elsewhere/"), reply()))
    assert (found.status, found.outcome) == (302, "other")
    assert found.headers["Location"] == "/elsewhere/"


def test_this_machine_is_not_asked_for_through_a_proxy(monkeypatch):
    with listening(saying(reply(407))) as proxy, listening(saying(reply())) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert Client(server.url).ask("GET", PATH).status == 200
    assert not proxy.heads


def test_another_machine_is_asked_for_through_the_proxy_of_the_environment(monkeypatch):
    with listening(saying(reply())) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert Client("http://lab.example").ask("GET", PATH).status == 200
    assert proxy.heads[0].startswith(f"GET http://lab.example{PATH} ")


def test_a_proxy_that_lets_nothing_through_is_named(monkeypatch):
    with listening(saying(reply(407))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("//", "//me:secret@"))
        with pytest.raises(CheckerError, match=r"lab\.example") as error:
            Client("https://lab.example").ask("GET", PATH)
    assert error.value.code == "proxy"
    assert "secret" not in str(error.value)


def test_a_proxy_that_no_one_can_speak_to_is_named(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "gopher://127.0.0.1:70")
    with pytest.raises(CheckerError) as error:
        Client("http://lab.example").ask("GET", PATH)
    assert error.value.code == "proxy"


def drip_head(connection, head):
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + 200 * b"a":
        connection.sendall(bytes([byte]))
        time.sleep(0.05)


def drip_body(connection, head):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
    for _byte in range(200):
        connection.sendall(b"[")
        time.sleep(0.05)


def hang(connection, head):
    time.sleep(3)


@pytest.mark.parametrize("slow", [drip_head, drip_body, hang])
def test_a_request_takes_no_longer_than_it_may_however_slow_the_server_is(slow):
    start = time.monotonic()
    with pytest.raises(NoAnswerError, match="does not answer in time") as error:
        asked(slow, SOON)
    assert error.value.code == "timeout"
    assert time.monotonic() - start < 2


def endless_continue(connection, head):
    with contextlib.suppress(OSError):
        while True:
            connection.sendall(1000 * b"HTTP/1.1 100 Continue\r\n\r\n")


def endless_trailers(connection, head):
    with contextlib.suppress(OSError):
        connection.sendall(reply(body=b"0\r\n", transfer_encoding="chunked"))
        while True:
            connection.sendall(1000 * b"a: b\r\n")


@pytest.mark.parametrize("busy", [endless_continue, endless_trailers, drip_head])
def test_nothing_goes_on_after_a_timeout(busy):
    with pytest.raises(NoAnswerError, match="in time"):
        asked(busy, SOON)
    threads = [one for one in threading.enumerate() if one.name == "check_lab"]
    for thread in threads:
        thread.join(2)
    assert not any(thread.is_alive() for thread in threads)


def test_a_run_takes_no_longer_than_it_may_and_has_time_to_tidy_up():
    with listening(saying(reply())) as server:
        client = Client(server.url, total=0.1)
        client.ask("GET", PATH)
        time.sleep(0.2)
        with pytest.raises(CheckerError, match=r"after 0\.1 seconds") as error:
            client.at(server.url).ask("GET", PATH)
        with pytest.raises(CheckerError):
            client.ask("GET", PATH)
        assert client.ask("DELETE", PATH).status == 200
    assert error.value.code == "timeout"


UNSENDABLE = {
    "newline": Credentials({"X-CSRFToken": "a\nX-Admin: yes"}),
    "return": Credentials({"Authorization": "Bearer a\r"}),
    "surrogate": Credentials({"X-Username": "\ud800"}),
    "space": Credentials({"X-Username": " a"}),
    "cookie": Credentials({}, {"a": "b", "c": "d\x00"}),
    "name": Credentials({}, {"a\n": "b"}),
}


@pytest.mark.parametrize("carried", UNSENDABLE.values(), ids=UNSENDABLE)
def test_what_no_header_can_carry_is_not_sent_and_ends_nothing(carried):
    with listening(saying(reply())) as server:
        client = Client(server.url)
        with pytest.raises(CannotCheckError, match="cannot be sent"):
            client.ask("GET", PATH, carried)
        assert client.ask("GET", PATH).status == 200
    assert len(server.heads) == 1


def test_some_silences_in_a_row_end_the_run_and_an_answer_between_them_does_not():
    turns = iter(["", "", "yes", *MOST_SILENT * [""]])

    def moody(connection, head):
        connection.sendall(reply() if next(turns) else b"")

    with listening(moody) as server:
        client = Client(server.url)
        codes = []
        for _turn in range(3 + MOST_SILENT):
            try:
                codes.append(client.ask("GET", PATH).status)
            except (NoAnswerError, CheckerError) as error:
                codes.append(type(error).__name__)
    silent = ["NoAnswerError", "NoAnswerError"]
    assert codes == [*silent, 200, *silent, "CheckerError"]


BROKEN = {
    "nothing": b"",
    "another-protocol": b"SSH-2.0-OpenSSH_9.6\r\n",
    "no-status": b"HTTP/1.1 yes\r\n\r\n",
    "cut-short": reply(body=b"[", content_length="500"),
    "wrong-chunk": reply(body=b"zz\r\n[]", transfer_encoding="chunked"),
    "wrong-gzip": reply(body=b"no gzip at all", content_encoding="gzip"),
}


@pytest.mark.parametrize("said", BROKEN.values(), ids=BROKEN)
def test_broken_http_is_told_in_one_line(said):
    with pytest.raises(NoAnswerError, match=r"127\.0\.0\.1") as error:
        asked(saying(said))
    assert "\n" not in str(error.value)
    assert "Traceback" not in str(error.value)


def test_where_nothing_listens_the_run_ends_at_once():
    with listening(saying(reply())) as server:
        pass
    with pytest.raises(CheckerError, match="Is the server running") as error:
        Client(server.url).ask("GET", PATH)
    assert error.value.code == "unreachable"


def test_a_host_that_is_not_there_ends_the_run_at_once():
    with pytest.raises(CheckerError, match=r"no host nowhere\.invalid") as error:
        Client("http://nowhere.invalid").ask("GET", PATH)
    assert error.value.code == "unreachable"


def test_a_host_that_no_name_server_can_be_asked_for_is_no_traceback():
    with pytest.raises(CheckerError) as error:
        Client(f"http://{64 * 'a'}.example").ask("GET", PATH)
    assert error.value.code == "usage"


def test_no_more_requests_are_sent_than_was_promised():
    with listening(saying(reply())) as server:
        client = Client(server.url, limit=2)
        client.ask("GET", PATH)
        client.ask("GET", PATH)
        with pytest.raises(CheckerError) as error:
            client.ask("GET", PATH)
    assert (error.value.code, client.sent, len(server.heads)) == ("limit", 2, 2)
