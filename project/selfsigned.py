"""The certificate that we make ourselves, for `run.py --ssl`."""

import os
import socket
import tempfile
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .launch.console import _, say
from .launch.words import LOCAL_HOSTS
from .pemfiles import read_certificate, read_key

# Any certificate of another name is somebody's own: it is never written over.
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Access lab (run.py)")])
# Less than the 398 that browsers accept; each new one costs a look at a warning.
DAYS = 180
PEM = serialization.Encoding.PEM


def ensure(cert: Path, key: Path, hosts: tuple[str, ...]) -> None:
    """Make a certificate for some hosts, and its key, unless there is one that will do.

    Hosts are written as in ALLOWED_HOSTS. A key that is there is kept.
    """
    if cert.exists() and read_certificate(cert).subject != NAME:
        return
    if not key.exists():
        write(key, pem(ec.generate_private_key(ec.SECP256R1())), 0o600)
    private = read_key(key)
    names = alternatives([*LOCAL_HOSTS, socket.gethostname(), *hosts])
    if cert.exists() and will_do(read_certificate(cert), private, names):
        return
    write(cert, sign(private, names).public_bytes(PEM), 0o644)
    known = ", ".join(str(name.value) for name in names)
    say(_("{file} was made for {hosts}."), file=cert, hosts=known)


def will_do(found: x509.Certificate, key, names: list[x509.GeneralName]) -> bool:
    """Whether a certificate of ours is for this key, these names and two more days."""
    soon = datetime.now(timezone.utc) + timedelta(days=2)
    if found.public_key() != key.public_key() or found.not_valid_after_utc < soon:
        return False
    kind = x509.SubjectAlternativeName
    return set(names) <= set(found.extensions.get_extension_for_class(kind).value)


def alternatives(hosts: list[str]) -> list[x509.GeneralName]:
    """The subject alternative names for some hosts, each once."""
    return [*dict.fromkeys(filter(None, map(alternative, hosts)))]


def alternative(host: str) -> x509.GeneralName | None:
    """The name of one host, which may be in any alphabet; None for `*` and the like."""
    bare = host.strip(" .[]*").partition("%")[0]
    with suppress(ValueError):
        return x509.IPAddress(ip_address(bare))
    with suppress(ValueError):
        return x509.DNSName(bare.encode("idna").decode()) if bare else None


def sign(key, names: list[x509.GeneralName]) -> x509.Certificate:
    """A certificate for some names that its own key signs."""
    now, public = datetime.now(timezone.utc), key.public_key()
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    builder = x509.CertificateBuilder(NAME, NAME, public, x509.random_serial_number())
    # A clock of another machine may be slow.
    builder = builder.not_valid_before(now - timedelta(hours=1))
    builder = builder.not_valid_after(now + timedelta(days=DAYS))
    for extension, critical in {
        x509.SubjectAlternativeName(names): False,
        x509.BasicConstraints(ca=False, path_length=None): True,
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]): False,
        identifier: False,
    }.items():
        builder = builder.add_extension(extension, critical)
    return builder.sign(key, hashes.SHA256())


def pem(key) -> bytes:
    """A private key as it stands in a file."""
    pkcs8, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(PEM, pkcs8, plain)


def write(path: Path, content: bytes, mode: int) -> None:
    """Write a file that appears whole; until then only we can read it."""
    path.parent.mkdir(exist_ok=True)
    # Named like it: git does not see what an interruption leaves.
    handle, begun = tempfile.mkstemp(path.suffix, dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(begun).chmod(mode)
    Path(begun).replace(path)
