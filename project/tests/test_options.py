"""What run.py refuses of its options and of .env, before anything is made."""

import pytest

from .fixtures import copy_project
from .test_run import refused, run


@pytest.fixture
def bare(tmp_path):
    """A fresh clone."""
    return copy_project(tmp_path / "bare")


@pytest.mark.parametrize("line", ["SSL_ENABLED=maybe", "export SSL_ENABLED = 'ja' # x"])
def test_what_is_neither_yes_nor_no_serves_nothing(bare, line):
    (bare / ".env").write_text(line, encoding="utf-8")
    assert "SSL_ENABLED must be true or false, not " in refused(bare)
    (bare / ".env").unlink()
    assert "not maybe." in refused(bare, SSL_ENABLED="maybe ")


@pytest.mark.parametrize(
    ("arguments", "env", "missing"),
    [
        (["--ssl", "--cert", "x"], "", "--key"),
        (["--key", "x"], "SSL_CERT_FILE=x", "--cert"),
        (["--ssl", "--cert", "x", "--key", ""], "", "--key"),
        (["--ssl"], "SSL_CERT_FILE=x", "SSL_KEY_FILE"),
        ([], "SSL_ENABLED=1\nSSL_KEY_FILE=x", "SSL_CERT_FILE"),
    ],
)
def test_one_file_without_the_other_serves_nothing(bare, arguments, env, missing):
    (bare / ".env").write_text(env)
    line = f"{missing} is missing: a certificate and its key go together.\n"
    assert refused(bare, *arguments) == line
    assert not (bare / ".venv").exists()


def test_the_environment_is_read_as_the_settings_read_it(bare):
    (bare / ".env").write_text("SSL_ENABLED=false\nSSL_CERT_FILE=x")
    assert refused(bare, SSL_ENABLED="true ").startswith("SSL_KEY_FILE is missing")
    (bare / ".env").write_text("SSL_ENABLED=true\nSSL_CERT_FILE=x")
    blank = {"SSL_ENABLED": " ", "SSL_KEY_FILE": " "}
    assert refused(bare, **blank).startswith("SSL_KEY_FILE is missing")


@pytest.mark.parametrize(
    ("arguments", "ignored", "kind"),
    [
        (["reset", "--ssl"], "--ssl", "reset"),
        (["reset", "--ssl-config"], "--ssl-config", "reset"),
        (["update", "--cert", "x"], "--cert", "update"),
        (["update", "--port", "80"], "--port", "update"),
        (["--key", "x", "test"], "--key", "test"),
        (["--touch", "x"], "--touch", "serve"),
        (["--ssl", "--touch", "x"], "--touch", "serve"),
        (["reset", "--touch", "x"], "--touch", "reset"),
        (["--ssl-config", "--debug"], "--debug", "--ssl-config"),
        (["--ssl-config", "--no-browser"], "--no-browser", "--ssl-config"),
    ],
)
def test_an_option_of_which_nothing_would_come_is_refused(
    bare, arguments, ignored, kind
):
    code, output = run(bare, *arguments)
    last = f"error: {ignored} does nothing with {kind}: leave it out\n"
    assert (code, output.endswith(last)) == (2, True), output
    assert not (bare / ".venv").exists()


def test_debug_without_https_is_refused(bare):
    assert refused(bare, "--debug").startswith("--debug logs TLS handshakes: ")
    assert not (bare / ".venv").exists()
