"""The certificate that run.py serves with: checked and, where it is ours, made.

    python -m project.certificate CERT KEY [HOST ...]

With hosts, CERT is made for them unless there is one that will do. Prints what a person
should know of it; ends with one line on stderr where nothing can be served. run.py has
no `cryptography`, so this is a program of its own.
"""

import os
import sys
from datetime import datetime, timezone
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from .launch.console import _, end, say
from .pemfiles import read_certificate, read_key
from .selfsigned import ensure

CURVES = {"secp256r1", "secp384r1"}


def check(cert: Path, key: Path) -> x509.Certificate:
    """The certificate of a pair; the process ends where the two cannot serve."""
    found, private = read_certificate(cert), read_key(key)
    if found.public_key() != private.public_key():
        message = _("The key in {key} is not the key of the certificate in {cert}.")
        end(message, key=key, cert=cert)
    if not is_strong(private):
        message = _("The key in {key} is too weak: take EC P-256, or RSA of 2048 bits.")
        end(message, key=key)
    now = datetime.now(timezone.utc)
    first, last = found.not_valid_before_utc, found.not_valid_after_utc
    if last < now:
        message = _("The certificate in {cert} has expired: {date}.")
        end(message, cert=cert, date=f"{last:%Y-%m-%d}")
    if first > now:
        message = _("The certificate in {cert} is not valid before {date}.")
        end(message, cert=cert, date=f"{first:%Y-%m-%d}")
    return found


def is_strong(key) -> bool:
    """Whether browsers and our server take a key of this kind and size."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.key_size >= 2048
    return isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES


def hosts_of(found: x509.Certificate) -> list[str]:
    """The hosts that a certificate is for; clients look at nothing else (RFC 9525)."""
    kind = x509.SubjectAlternativeName
    try:
        return [
            str(name.value)
            for name in found.extensions.get_extension_for_class(kind).value
        ]
    except x509.ExtensionNotFound:
        return []


def tell(found: x509.Certificate, key: Path) -> None:
    """Print what the person should know who is about to open the site."""
    if hosts := hosts_of(found):
        say(_("The certificate is for: {hosts}."), hosts=", ".join(hosts))
    else:
        say(_("Warning: the certificate names no host, so clients refuse it."))
        names = "-addext subjectAltName=DNS:localhost,IP:127.0.0.1"
        say(_("Make it with {option}, or name no files."), option=names)
    if os.name == "posix" and key.stat().st_mode & 0o004:
        message = _("Warning: everybody on this machine can read {file}: {mend}")
        say(message, file=key, mend=f"chmod 600 {key}")
    if found.issuer == found.subject:
        say(_("Browsers warn of this certificate, because it is self-signed."))
        say(_("Go on where they show the same SHA-256 fingerprint:"))
        say("  " + found.fingerprint(hashes.SHA256()).hex(":").upper())


def main(cert: str, key: str, *hosts: str) -> None:
    """Make what is missing and is ours, check the pair, tell of it."""
    pair = Path(cert), Path(key)
    try:
        if hosts:
            ensure(*pair, hosts)
        tell(check(*pair), pair[1])
    except OSError as error:
        end(_("Stopped: {error}. Mend that and run this again."), error=error)


if __name__ == "__main__":
    main(*sys.argv[1:])
