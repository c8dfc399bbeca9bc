"""run.py over HTTPS, as a person starts it: real processes, clients, certificates."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import time
from hashlib import sha256
from urllib.parse import urlencode

import pytest

from .certificates import TRADITIONAL, cert_bytes, key_bytes, new_key, sign, write_pair
from .fixtures import copy_project, free_port, hash_fast, wait_until_open
from .sslscan import check_strength
from .test_run import POSIX, posix, run, served, started

pytest_plugins = ["project.tests.browser"]
ACCOUNT = {"username": "platon27", "password": "#8X+DujR!B"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The first start of all in a fresh clone, while it serves."""
    folder = hash_fast(copy_project(tmp_path_factory.mktemp("tls") / "lab"))
    with served(folder, "--ssl", "--no-browser", "--debug") as it:
        it.folder = folder
        # Another test has it made anew, for more hosts.
        it.cert = shutil.copy(folder / "ssl" / "cert.pem", folder.parent)
        it.trust = ssl.create_default_context(cafile=it.cert)
        yield it


@pytest.fixture
def lab(first):
    """A clone in which everything is ready; its .env is put back in the end."""
    kept = (first.folder / ".env").read_bytes()
    yield first.folder
    (first.folder / ".env").write_bytes(kept)


def ask(
    port, trust, method="GET", path="/api/", body=None, host="localhost", **headers
):
    """The response over HTTPS, with its body in `content`."""
    place = http.client.HTTPSConnection(host, port, timeout=20, context=trust)
    with contextlib.closing(place):
        place.request(method, path, body, headers)
        answer = place.getresponse()
        answer.content = answer.read().decode()
    return answer


def presented(port) -> bytes:
    """The certificate with which a server answers, whoever signed it."""
    return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", port)))


def test_the_first_start_serves_with_a_certificate_of_its_own(first):
    assert f"\n  https://127.0.0.1:{first.port}/\n" in first.output
    fingerprint = sha256(presented(first.port)).hexdigest()
    assert fingerprint in first.output.replace(":", "").lower()
    for host in ("localhost", "127.0.0.1"):
        url = f"https://{host}:{first.port}/api/"
        command = ["curl", "-sS", "--cacert", first.cert, url]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.stdout.startswith("{"), done.stderr


def test_static_files_and_pages_are_those_of_the_plain_site(first):
    assert ask(first.port, first.trust, path="/static/admin/css/base.css").status == 200
    assert "<main" in ask(first.port, first.trust, path="/").content
    missing = ask(first.port, first.trust, path="/nowhere/")
    assert (missing.status, "URLconf" in missing.content) == (404, True), "DEBUG is on"


def test_the_site_knows_that_it_is_https(first):
    page = ask(first.port, first.trust, path="/api/authors_viewset/").content
    assert (
        f'"next":"https://localhost:{first.port}/api/authors_viewset/?page=2"' in page
    )
    login = ask(first.port, first.trust, path="/api-auth/login/")
    token = re.search(r"csrftoken=(\w+)", login.headers["Set-Cookie"])[1]
    assert "Secure" in login.headers["Set-Cookie"]
    form = urlencode({**ACCOUNT, "csrfmiddlewaretoken": token})
    sent = {**FORM, "Cookie": f"csrftoken={token}"}
    place = f"https://localhost:{first.port}/api-auth/login/"
    for referer, status in ((None, 403), ("https://evil.test/", 403), (place, 302)):
        headers = {**sent, "Referer": referer} if referer else sent
        path = "/api-auth/login/"
        answer = ask(first.port, first.trust, "POST", path, form, **headers)
        assert answer.status == status, referer
    cookies = answer.headers.get_all("Set-Cookie")
    assert len(cookies) == 2
    assert all("; Secure" in cookie for cookie in cookies), cookies


def test_a_body_without_a_length_is_not_taken_for_an_empty_one(first):
    path = "/api/api-token-auth/"
    body = b'{"username": "platon27", "password": "#8X+DujR!B"}'
    # Sent at once: a server may refuse it, and go, before it has all come.
    request = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        f"{len(body):x}\r\n{body.decode()}\r\n0\r\n\r\n"
    )
    plain = socket.create_connection(("127.0.0.1", first.port))
    with first.trust.wrap_socket(plain, server_hostname="localhost") as place:
        place.sendall(request.encode())
        assert place.recv(12) in (b"HTTP/1.1 200", b"HTTP/1.1 411")
    offered = ssl.create_default_context(cafile=first.cert)
    offered.set_alpn_protocols(["h2", "http/1.1"])
    plain = socket.create_connection(("127.0.0.1", first.port))
    with offered.wrap_socket(plain, server_hostname="localhost") as place:
        assert place.selected_alpn_protocol() != "h2"


def test_plain_http_gets_nothing(first):
    with socket.create_connection(("127.0.0.1", first.port), timeout=10) as place:
        place.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"HTTP" not in place.recv(4096)


def test_debug_tells_of_each_handshake_and_why_one_failed(first):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        first.trust.maximum_version = version
        assert ask(first.port, first.trust).status == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        ask(first.port, ssl.create_default_context())
    test_plain_http_gets_nothing(first)
    for told in (
        "TLSv1.2 ECDHE-ECDSA-AES256-GCM-SHA384",
        "TLSv1.3 TLS_AES_256_GCM_SHA384",
        "it does not trust our certificate",
        "it does not speak TLS",
    ):
        first.wait_for(told, 10)
        line = next(each for each in first.output.splitlines() if told in each)
        assert line.startswith("TLS handshake with 127.0.0.1:")
    assert "Traceback" not in first.output


@pytest.mark.servers
def test_sslscan_finds_nothing_weak(first):
    check_strength(first.port)


def test_a_browser_signs_in_and_sends_a_form(first, browser):
    place = f"https://localhost:{first.port}"
    page = browser.new_page(base_url=place, ignore_https_errors=True, locale="en")
    page.goto("/api-auth/login/?next=/api/authors_viewset/")
    for name, value in ACCOUNT.items():
        page.fill(f"[name={name}]", value)
    page.click("main form button")
    assert page.url == f"{place}/api/authors_viewset/"
    assert all(cookie["secure"] for cookie in page.context.cookies())
    page.fill("form [name=name]", "A browser")
    page.fill("form [name=email]", "browser@example.org")
    page.click("form:has([name=email]) button:has-text('POST')")
    assert "HTTP 201" in page.inner_text(".response-info")
    page.close()


@posix
def test_ctrl_c_ends_it_at_once_and_it_starts_again_with_the_same_certificate(lab):
    port, shown = free_port(), []
    for options in ((), ("--debug",), ()):
        with started(lab, "--ssl", "--port", str(port), *options) as it:
            wait_until_open(port, it.process, 60)
            trust = ssl.create_default_context(cafile=lab / "ssl" / "cert.pem")
            place = http.client.HTTPSConnection("localhost", port, context=trust)
            place.request("GET", "/api/")  # and stays connected
            assert place.getresponse().status == 200
            shown.append(presented(port))
            start = time.monotonic()
            assert it.interrupt() == 0
            assert time.monotonic() - start < 10
            assert "Traceback" not in it.output
    assert len(set(shown)) == 1


def test_a_certificate_of_ones_own_serves_by_options_and_by_env(lab, tmp_path):
    root_key, key = new_key(), new_key("rsa")
    root = sign(root_key, "a root", ca=True)
    files = tmp_path / "fullchain.pem", tmp_path / "privkey.pem"
    files[0].write_bytes(cert_bytes(sign(key, issuer=(root, root_key)), root))
    files[1].write_bytes(key_bytes(key, TRADITIONAL))
    options = ["--cert", str(files[0]), "--key", os.path.relpath(files[1], lab)]
    code, output = run(lab, "--ssl-config", "--ssl", *options)
    assert code == 0, output
    (tmp_path / "root.pem").write_bytes(cert_bytes(root))
    trust = ssl.create_default_context(cafile=tmp_path / "root.pem")
    for arguments in ((), options):
        with served(lab, *arguments) as it:
            assert ask(it.port, trust).status == 200
            assert "self-signed" not in it.output
        # And the same by options alone.
        (lab / ".env").write_text("SECRET_KEY=of a test, long enough to be one\n")


def test_what_cannot_serve_is_refused_before_the_data_are_touched(lab, tmp_path):
    cert, _ = write_pair(tmp_path / "one")
    _, key = write_pair(tmp_path / "other")
    env = f"SECRET_KEY=x\nSSL_ENABLED=on\nSSL_CERT_FILE='{cert}'\nSSL_KEY_FILE={key}\n"
    before = (lab / "db.sqlite3").stat().st_mtime_ns
    (lab / ".env").write_text(env)
    for arguments in ((), ("--cert", str(cert), "--key", str(key))):
        code, output = run(lab, *arguments)
        *earlier, line = output.splitlines()
        assert code == 1
        assert line == f"The key in {key} is not the key of the certificate in {cert}."
        assert earlier == ["requirements-server.txt is installed already."]
    assert run(lab, "--ssl-config", "--ssl")[0] == 1
    assert (lab / ".env").read_text() == env
    assert (lab / "db.sqlite3").stat().st_mtime_ns == before


def test_ssl_config_changes_three_lines_and_nothing_else(lab):
    before = (
        "\ufeff# mine\r\nSSL_KEY_FILE=old\nexport SSL_ENABLED = 'no' # why\r\n\xa0=1"
    )
    (lab / ".env").write_bytes((before + "\nSECRET_KEY=x").encode())
    (lab / ".env").chmod(0o640)
    pair = "--cert", "./ssl/cert.pem", "--key", "./ssl/key.pem"
    code, output = run(lab, "--ssl-config", "--ssl", *pair)
    assert code == 0, output
    told = "SSL_ENABLED=true\nSSL_CERT_FILE=ssl/cert.pem\nSSL_KEY_FILE=ssl/key.pem\n"
    assert told in output
    after = before.replace("'no'", "true").replace("=old", "=ssl/key.pem")
    after += "\nSECRET_KEY=x\r\nSSL_CERT_FILE=ssl/cert.pem\r\n"
    assert (lab / ".env").read_bytes() == after.encode()
    assert not POSIX or stat.S_IMODE((lab / ".env").stat().st_mode) == 0o640
    assert run(lab, "--ssl-config")[0] == 0
    off = after.replace("ENABLED = true", "ENABLED = false")
    off = off.replace("ssl/key.pem", "").replace("ssl/cert.pem", "")
    assert (lab / ".env").read_bytes() == off.encode()


def test_on_all_addresses_the_certificate_names_each_of_them(lab):
    with served(lab, "--ssl", "--host", "0.0.0.0") as it:
        trust = ssl.create_default_context(cafile=lab / "ssl" / "cert.pem")
        hosts = re.findall(r"\n  https://(.+?):\d+/", it.output)
        assert hosts[0] == "127.0.0.1"
        for host in ("localhost", *hosts):
            assert ask(it.port, trust, host=host).status == 200, host


@posix
def test_a_server_that_fails_ends_the_run(first, lab):
    with served(lab, "--ssl") as it:
        listed = ["pgrep", "-P", str(it.process.pid)]
        server = int(subprocess.check_output(listed, text=True).split()[0])
        os.kill(server, signal.SIGKILL)
        assert it.process.wait(10) != 0
