"""What the checker says before it begins, of sites that are not the lab's."""

import ssl
import time

import pytest

from lab.checker.client import MOST_SILENT, CheckerError, Client
from lab.checker.preflight import MOST_REQUESTS, preflight
from lab.tests.tiny import listening, reply, saying
from project.tests.certificates import write_pair

ENDPOINTS = {
    "authors": "/api/authors/",
    "authors_generic": "/api/authors_generic/",
    "authors_viewset": "/api/authors_viewset/",
}
PAGE = b"<!DOCTYPE html><title>Welcome</title>"
HTML = {"content_type": "text/html; charset=utf-8"}
REFUSED = reply(403, b'{"detail": "no"}')


@pytest.fixture(autouse=True)
def own_environment(monkeypatch):
    """Neither the certificates nor the proxies of whoever runs the tests."""
    for name in ("requests_ca_bundle", "http_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    """TLS with a certificate that nobody has reason to trust."""
    pair = write_pair(tmp_path_factory.mktemp("pair"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*pair)
    return context


def looked_at(*answers):
    """What a preflight makes of a site that answers so; and what was asked."""
    with listening(saying(*answers)) as server:
        client = Client(server.url)
        return *preflight(client, ENDPOINTS), server.heads


OTHERS = {
    "nothing": (reply(404, PAGE, **HTML), "not-the-lab", "--at"),
    "page": (reply(200, PAGE, **HTML), "not-the-lab", "web page"),
    "text": (reply(200, b"OK", content_type="text/plain"), "not-the-lab", "DRF"),
    "api": (reply(200, b'{"status": "ok", "items": []}'), "not-the-lab", "DRF"),
    "texts": (reply(200, b'["a", "b"]'), "not-the-lab", "DRF"),
    "host": (reply(400, PAGE, **HTML), "not-the-lab", "ALLOWED_HOSTS"),
    "login": (reply(302, b"", location="/sso/login/?next=/"), "redirect", "sign in"),
    "moved": (reply(301, b"", location="https://www.lab.example/"), "redirect", "www"),
    "gate": (reply(401, PAGE, **HTML), "proxy", "password"),
    "bad-gateway": (reply(502, PAGE, **HTML, via="1.1 wall"), "proxy", "502"),
    "starting": (reply(503, b"{}"), "proxy", "does not run"),
    "slow-gateway": (reply(504, b""), "proxy", "504"),
    "resting": (reply(429, b"{}", retry_after="61"), "throttled", "back in 2 min"),
    "resting-till": (reply(429, b"{}", retry_after="Fri"), "throttled", "back later"),
    "proxy": (reply(407, PAGE, **HTML), "proxy", "407"),
}


@pytest.mark.parametrize(("answer", "code", "word"), OTHERS.values(), ids=OTHERS)
def test_what_is_not_the_lab_is_told_in_plain_words(answer, code, word):
    with pytest.raises(CheckerError, match=word) as error:
        looked_at(answer)
    assert error.value.code == code
    assert "\n" not in str(error.value)


THE_LAB = {
    "list": reply(200, b'[{"id": 1, "name": "a", "email": "a@example.com"}]'),
    "pages": reply(200, b'{"count": 0, "next": null, "results": []}'),
    "refused": REFUSED,
    "broken": reply(500, PAGE, **HTML),
}


@pytest.mark.parametrize("answer", THE_LAB.values(), ids=THE_LAB)
def test_a_site_that_may_be_the_labs_is_checked_right_or_wrong(answer):
    _client, notes, heads = looked_at(answer)
    assert notes == []
    assert [head.split()[1] for head in heads] == [*ENDPOINTS.values()]


def test_one_strange_endpoint_among_others_is_for_the_checks_to_find():
    page = reply(200, PAGE, **HTML)
    assert looked_at(page, reply(302, b"", location="/login/"), REFUSED)[1] == []


def test_nothing_is_carried_before_it_is_known_where_to():
    _client, _notes, heads = looked_at(REFUSED)
    assert not any("Authorization" in head or "Cookie" in head for head in heads)


def test_a_site_that_sleeps_is_waited_for():
    left = [True] * (MOST_SILENT - 1)

    def asleep(connection, head):
        time.sleep(2) if left and left.pop() else connection.sendall(REFUSED)

    with listening(asleep) as server:
        client = Client(server.url, timeout=0.6)
        preflight(client, ENDPOINTS)
    assert client.sent == len(server.heads) == MOST_SILENT - 1 + 3 <= MOST_REQUESTS


def test_a_site_that_never_answers_is_not_waited_for_long():
    with listening(lambda connection, head: time.sleep(1)) as server:
        client = Client(server.url, timeout=0.1)
        with pytest.raises(CheckerError, match="in time") as error:
            preflight(client, ENDPOINTS)
    assert error.value.code == "timeout"
    assert len(server.heads) == MOST_SILENT


def moved(location: str):
    """A function that sends everybody to a place, with the path they asked for."""

    def answer(connection, head):
        connection.sendall(reply(301, b"", location=location + head.split()[1]))

    return answer


def secured(answer):
    """A function that sends plain text to TLS at the same port, where it answers."""

    def answer_either(connection, head):
        if isinstance(connection, ssl.SSLSocket):
            answer(connection, head)
        else:
            port = connection.getsockname()[1]
            moved(f"https://127.0.0.1:{port}")(connection, head)

    return answer_either


def test_a_site_that_sends_http_to_https_is_followed_once_and_noted(context):
    with listening(secured(saying(REFUSED)), context, mixed=True) as server:
        plain = server.url.replace("https", "http")
        first = Client(f"{plain}/under", insecure=True)
        client, notes = preflight(first, ENDPOINTS)
    assert client.base_url == f"{server.url}/under"
    assert (len(server.heads), client.sent) == (4, 4)
    assert client.base_url in notes[0]
    assert client.insecure


def test_https_that_leads_on_is_not_followed_for_ever(context):
    onward = secured(moved("https://127.0.0.1"))
    with listening(onward, context, mixed=True) as server:
        client = Client(server.url.replace("https", "http"), insecure=True)
        with pytest.raises(CheckerError) as error:
            preflight(client, ENDPOINTS)
    assert error.value.code == "redirect"
    assert len(server.heads) == 4


def test_a_site_in_public_without_https_is_told_of(monkeypatch):
    with listening(saying(REFUSED)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        _client, notes = preflight(Client("http://lab.example.com"), ENDPOINTS)
    assert len(notes) == 1
    assert "open text" in notes[0]


ELSEWHERE = [
    "https://evil.example",
    "http://127.0.0.1:1",
    "https://127.0.0.1:1",
    "https://127.0.0.1:port",
]


@pytest.mark.parametrize("location", ELSEWHERE)
def test_no_other_host_no_other_port_and_no_plain_http_is_followed(location):
    with listening(moved(location)) as server:
        client = Client(server.url)
        with pytest.raises(CheckerError, match="If that is the site") as error:
            preflight(client, ENDPOINTS)
    assert error.value.code == "redirect"
    assert len(server.heads) == 3


def test_a_certificate_that_nobody_trusts_stops_the_checker(context):
    with listening(saying(REFUSED), context) as server:
        with pytest.raises(CheckerError, match=r"self.signed.*--insecure") as error:
            preflight(Client(server.url), ENDPOINTS)
        assert error.value.code == "tls"
        assert not server.heads
        assert preflight(Client(server.url, insecure=True), ENDPOINTS)[1] == []


def test_certificates_that_are_not_there_are_told(context, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/file.pem")
    with listening(saying(REFUSED), context) as server:
        client = Client(server.url)
        with pytest.raises(CheckerError, match="REQUESTS_CA_BUNDLE") as error:
            preflight(client, ENDPOINTS)
    assert error.value.code == "tls"


def test_https_to_a_server_without_it_says_which_word_to_change():
    with listening(saying(REFUSED)) as server:
        client = Client(server.url.replace("http", "https"))
        with pytest.raises(CheckerError, match="Write http://") as error:
            preflight(client, ENDPOINTS)
    assert error.value.code == "tls"


def test_http_to_a_server_with_tls_says_which_word_to_change(context):
    with listening(saying(REFUSED), context) as server:
        client = Client(server.url.replace("https", "http"))
        with pytest.raises(CheckerError, match="write https://") as error:
            preflight(client, ENDPOINTS)
    assert error.value.code == "unreachable"
