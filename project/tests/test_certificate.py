"""project/certificate.py: which certificates are served with, and the one we make."""

import os
import shutil
import ssl
import stat
import subprocess
import sys

import polib
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from .certificates import (
    DER,
    PKCS8,
    TRADITIONAL,
    cert_bytes,
    key_bytes,
    new_key,
    sign,
    write_pair,
)
from .fixtures import ROOT, clean_environment, lack

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")


def call(cert, key, *hosts, prefix=(), **environment):
    """The program, run to its end."""
    program = [*prefix, sys.executable, "-m", "project.certificate"]
    return subprocess.run(
        [*program, str(cert), str(key), *hosts],
        cwd=ROOT,
        env=clean_environment(**{"LANGUAGE": "en", **environment}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(cert, key, *hosts, **options) -> str:
    """The one line with which a pair is refused."""
    done = call(cert, key, *hosts, **options)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    return done.stderr.strip()


def made(folder, *hosts):
    """The certificate that we make there for some hosts, and what is printed."""
    cert = folder / "ssl" / "cert.pem"
    done = call(cert, folder / "ssl" / "key.pem", *hosts)
    assert done.returncode == 0, done.stderr
    return x509.load_pem_x509_certificate(cert.read_bytes()), done.stdout


def names(certificate) -> set[str]:
    """What a certificate is for."""
    kind = x509.SubjectAlternativeName
    found = certificate.extensions.get_extension_for_class(kind).value
    return {str(each.value) for each in found}


@pytest.fixture
def good(tmp_path):
    """A pair that nothing is wrong with."""
    return write_pair(tmp_path / "good")


@pytest.mark.parametrize("kind", ["ec", "rsa"])
@pytest.mark.parametrize("form", [PKCS8, TRADITIONAL])
def test_a_good_pair_passes_with_its_fingerprint(tmp_path, kind, form):
    cert, key = write_pair(tmp_path, kind, form)
    done = call(cert, key)
    assert done.returncode == 0, done.stderr
    found = x509.load_pem_x509_certificate(cert.read_bytes())
    printed = done.stdout.splitlines()[-1].strip()
    assert bytes.fromhex(printed.replace(":", "")) == found.fingerprint(hashes.SHA256())
    assert "Warning" not in done.stdout


def test_a_chain_passes_without_a_word_on_browsers(tmp_path):
    root_key, key = new_key(), new_key()
    root = sign(root_key, "a root", ca=True)
    own = sign(key, issuer=(root, root_key))
    chain, file = tmp_path / "fullchain.pem", tmp_path / "privkey.pem"
    file.write_bytes(key_bytes(key))
    file.chmod(0o600)
    chain.write_bytes(cert_bytes(own, root))
    told = call(chain, file).stdout
    assert told == "The certificate is for: localhost.\n"
    chain.write_bytes(cert_bytes(root, own))
    assert "is not the key of the certificate" in refused(chain, file)


def bad_files(folder):
    """A file of every kind that will not do, by what is said of it."""
    folder.mkdir()
    key = new_key()
    own = sign(key)
    content = {
        "empty": b"\n",
        "text": b"-----BEGIN nothing at all",
        "key": key_bytes(key),
        "certificate": cert_bytes(own),
        "DER of a certificate": own.public_bytes(DER),
        "DER of a key": key_bytes(key, encoding=DER),
        "encrypted": key_bytes(key, password=b"secret"),
        "encrypted, old": key_bytes(new_key("rsa"), TRADITIONAL, b"secret"),
    }
    for name, data in content.items():
        (folder / name).write_bytes(data)
    (folder / "folder").mkdir()
    return folder


CERT_LINES = {
    "missing": "There is no file {file}.",
    "folder": "{file} is a folder, not a file.",
    "empty": "{file} is empty.",
    "text": "{file} is not a certificate in PEM format.",
    "DER of a certificate": "{file} is not a certificate in PEM format.",
    "key": "{file} holds a key where the certificate should be.",
}
KEY_LINES = {
    "missing": "There is no file {file}.",
    "folder": "{file} is a folder, not a file.",
    "empty": "{file} is empty.",
    "text": "{file} is not a private key in PEM format.",
    "DER of a key": "{file} is not a private key in PEM format.",
    "certificate": "{file} holds a certificate where the key should be.",
    "encrypted": "The key in {file} is encrypted. Decrypt it with: openssl",
    "encrypted, old": "The key in {file} is encrypted. Decrypt it with: openssl",
    "key": "The key in {file} is not the key of the certificate in",
}


@pytest.mark.parametrize(("name", "line"), CERT_LINES.items())
def test_what_is_no_certificate_is_refused_in_one_line(tmp_path, good, name, line):
    file = bad_files(tmp_path / "bad") / name
    assert refused(file, good[1]).startswith(line.format(file=file))


@pytest.mark.parametrize(("name", "line"), KEY_LINES.items())
def test_what_is_no_key_of_it_is_refused_in_one_line(tmp_path, good, name, line):
    file = bad_files(tmp_path / "bad") / name
    assert refused(good[0], file).startswith(line.format(file=file))


@pytest.mark.parametrize(
    ("days", "words"), [((-9, -1), "has expired"), ((1, 9), "is not valid before")]
)
def test_a_certificate_out_of_its_time_is_refused(tmp_path, days, words):
    assert words in refused(*write_pair(tmp_path, days=days))


def test_a_weak_key_is_refused(tmp_path):
    assert "is too weak" in refused(*write_pair(tmp_path, "weak"))


@posix
def test_a_key_that_we_may_not_read_is_refused(good):
    good[1].chmod(0)
    # Root reads everything, unless it gives that up.
    drop = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        lack("there is no setpriv on this machine")
    line = refused(*good, prefix=drop if os.geteuid() == 0 else ())
    assert line == f"{good[1]} cannot be read: Permission denied."


@posix
def test_a_key_that_all_can_read_is_warned_of(good):
    good[1].chmod(0o644)
    done = call(*good)
    assert done.returncode == 0
    line = f"Warning: everybody on this machine can read {good[1]}: chmod 600 {good[1]}"
    assert line in done.stdout.splitlines()


def test_it_speaks_the_language_of_the_machine(good):
    text = (ROOT / "locale" / "ru" / "LC_MESSAGES" / "django.po").read_text("utf-8")
    translated = polib.pofile(text).find("{file} is empty.").msgstr
    good[0].write_text("")
    said = refused(*good, LANGUAGE="ru", PYTHONUTF8="1")
    assert said == translated.format(file=good[0])


def test_ours_is_for_all_names_and_clients_trust_it(tmp_path):
    found, printed = made(
        tmp_path, "10.1.2.3", "[2001:db8::1]", ".lab.test", "дом.test"
    )
    local = {"localhost", "127.0.0.1", "::1"}
    asked = {"10.1.2.3", "2001:db8::1", "lab.test", "xn--d1aqf.test"}
    assert local | asked <= names(found)
    assert "cert.pem was made for localhost, 127.0.0.1" in printed
    days = (found.not_valid_after_utc - found.not_valid_before_utc).days
    assert 90 <= days < 398, "no browser accepts a longer one"
    cert, key = tmp_path / "ssl" / "cert.pem", tmp_path / "ssl" / "key.pem"
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(cert, key)
        client = ssl.create_default_context(cafile=cert)
        client.verify_flags |= ssl.VERIFY_X509_STRICT
        client.maximum_version = version
        assert shake_hands(server, client, "127.0.0.1") == version.name.replace(
            "_", "."
        )


def shake_hands(server, client, name: str) -> str:
    """The version on which two agree, who talk within this process."""
    pipes = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = [
        client.wrap_bio(pipes[0], pipes[1], server_hostname=name),
        server.wrap_bio(pipes[1], pipes[0], server_side=True),
    ]
    for side in sides * 3:
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return sides[0].version()


@posix
def test_nobody_else_can_read_our_key_and_git_does_not_see_it(tmp_path):
    made(tmp_path, "localhost")
    key = tmp_path / "ssl" / "key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert {each.name for each in key.parent.iterdir()} == {"cert.pem", "key.pem"}
    for name in ("ssl/cert.pem", "ssl/key.pem"):
        ignored = subprocess.run(["git", "check-ignore", "-q", name], cwd=ROOT)
        assert ignored.returncode == 0, name


def test_ours_is_made_anew_only_when_it_must_be(tmp_path):
    first, _ = made(tmp_path, "localhost")
    again, printed = made(tmp_path, "127.0.0.1")
    assert again == first
    assert "was made for" not in printed
    other, printed = made(tmp_path, "10.1.2.3")
    assert other != first
    assert "was made for" in printed
    assert other.public_key() == first.public_key(), "the key is kept"


def test_ours_is_made_anew_when_it_expires_or_its_key_is_gone(tmp_path):
    cert, key = write_pair(tmp_path / "ssl", name="Access lab (run.py)", days=(-9, 1))
    expiring = x509.load_pem_x509_certificate(cert.read_bytes())
    renewed, _ = made(tmp_path, "localhost")
    assert renewed.not_valid_after_utc > expiring.not_valid_after_utc
    assert renewed.public_key() == expiring.public_key()
    key.unlink()
    assert made(tmp_path, "localhost")[0].public_key() != renewed.public_key()


def test_the_certificate_of_somebody_else_is_never_written_over(tmp_path):
    cert, key = write_pair(tmp_path / "ssl", name="mine", days=(-9, -1))
    before = cert.read_bytes(), key.read_bytes()
    assert "has expired" in refused(cert, key, "localhost", "10.1.2.3")
    assert (cert.read_bytes(), key.read_bytes()) == before
    key.unlink()
    assert refused(cert, key, "localhost").startswith("There is no file")
    assert not key.exists()
