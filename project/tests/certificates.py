"""Certificates and keys for tests, good ones and bad ones."""

from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
PKCS8 = serialization.PrivateFormat.PKCS8
# What `openssl genrsa -traditional` and `openssl ecparam` write.
TRADITIONAL = serialization.PrivateFormat.TraditionalOpenSSL


def new_key(kind: str = "ec"):
    """A private key; "rsa" is as small as it may be, "weak" smaller than that."""
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, {"rsa": 2048, "weak": 1024}[kind])


def sign(key, name: str = "localhost", issuer=None, days=(-1, 30), ca: bool = False):
    """A certificate for a name from one day to another, counted from now.

    `issuer` is the certificate and the key that sign it; without, it signs itself.
    """
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer, signing_key = issuer or (None, key)
    first, last = (datetime.now(timezone.utc) + timedelta(day) for day in days)
    names = signer.subject if signer else subject, subject
    public, number = key.public_key(), x509.random_serial_number()
    builder = x509.CertificateBuilder(*names, public, number, first, last)
    for extension in extensions(name, public, signing_key.public_key(), ca):
        critical = isinstance(extension, x509.BasicConstraints)
        builder = builder.add_extension(extension, critical)
    return builder.sign(signing_key, hashes.SHA256())


def extensions(name: str, key, signed_by, ca: bool):
    """What a certificate says of itself; both keys are public ones."""
    return (
        x509.SubjectAlternativeName([x509.DNSName(name)]),
        x509.BasicConstraints(ca=ca, path_length=None),
        x509.SubjectKeyIdentifier.from_public_key(key),
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signed_by),
        x509.KeyUsage(True, *[False] * 4, ca, *[False] * 3),
    )


def key_bytes(key, form=PKCS8, password: bytes = b"", encoding=PEM) -> bytes:
    """A private key as a file has it."""
    closed = serialization.BestAvailableEncryption(password) if password else None
    return key.private_bytes(encoding, form, closed or serialization.NoEncryption())


def cert_bytes(*chain) -> bytes:
    """Certificates as a file has them."""
    return b"".join(each.public_bytes(PEM) for each in chain)


def write_pair(folder: Path, kind="ec", form=PKCS8, **options) -> tuple[Path, Path]:
    """The files `cert.pem` and `key.pem` of a self-signed certificate."""
    folder.mkdir(parents=True, exist_ok=True)
    key = new_key(kind)
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(cert_bytes(sign(key, **options)))
    key_file.write_bytes(key_bytes(key, form))
    key_file.chmod(0o600)
    return cert_file, key_file
