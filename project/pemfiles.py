"""Certificates and private keys in files that people name."""

from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from .launch.console import _, end


def read(path: Path) -> bytes:
    """The content of a file; the process ends where there is none to read."""
    if path.is_dir():
        end(_("{file} is a folder, not a file."), file=path)
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        hint = _(
            "Correct the path, in .env that of SSL_CERT_FILE and SSL_KEY_FILE, or name "
            "no files at all and they are made."
        )
        end(_("There is no file {file}. {hint}"), file=path, hint=hint)
    except OSError as error:
        end(_("{file} cannot be read: {reason}."), file=path, reason=error.strerror)
    if not content.strip():
        end(_("{file} is empty."), file=path)
    return content


def read_certificate(path: Path) -> x509.Certificate:
    """The first certificate in a file, which is that of the site itself."""
    content = read(path)
    try:
        return x509.load_pem_x509_certificates(content)[0]
    except ValueError:
        if b" PRIVATE KEY-----" in content:
            end(_("{file} holds a key where the certificate should be."), file=path)
        end(_("{file} is not a certificate in PEM format."), file=path)


def read_key(path: Path):
    """The private key in a file."""
    content = read(path)
    try:
        return serialization.load_pem_private_key(content, None)
    except TypeError:
        message = _("The key in {file} is encrypted. Decrypt it with: {command}")
        end(message, file=path, command=f"openssl pkey -in {path} -out NEW.pem")
    except (ValueError, UnsupportedAlgorithm):
        if b"-BEGIN CERTIFICATE-" in content and b" PRIVATE KEY-" not in content:
            end(_("{file} holds a certificate where the key should be."), file=path)
        end(_("{file} is not a private key in PEM format."), file=path)
