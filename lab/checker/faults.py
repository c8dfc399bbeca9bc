"""What keeps the checker from its work, in plain words; and what the library meant."""

import concurrent.futures
import re
import zlib
from urllib.parse import urlsplit

import requests
from django.utils.translation import gettext as _
from urllib3 import exceptions as http

from .answers import shown
from .check import CannotCheckError

# What OpenSSL has against a certificate, such as "self-signed certificate".
VERIFY = re.compile(r"certificate verify failed: (.*?)\.? \(")


class CheckerError(Exception):
    """The checker cannot go on. `str()` is a line for people that says what to do.

    `code` is stable: "unreachable", "timeout", "tls", "proxy", "redirect",
    "not-the-lab", "throttled", "limit" or "usage".
    """

    def __init__(self, text: str, *, code: str):
        super().__init__(text)
        self.code = code


class NoAnswerError(CannotCheckError):
    """One request had no answer; `code` is that of a CheckerError when it goes on."""

    def __init__(self, text: str, *, code: str):
        super().__init__(text)
        self.code = code


def usage(url: str) -> CheckerError:
    """What is said of an address that is none."""
    text = _("{url} is no address of a site. Write it like http://127.0.0.1:8000.")
    return CheckerError(text.format(url=shown(url.rpartition("@")[2])), code="usage")


def explained(error: Exception, url: str) -> Exception:
    """The CheckerError or NoAnswerError for an error of the library."""
    host = shown(urlsplit(url).netloc)
    cause = error.args[0] if error.args else None
    for kinds, fault in FAULTS.items():
        if isinstance(error, kinds) or isinstance(cause, kinds):
            return fault(error, host)
    if type(error) is OSError:  # all that requests raises are of classes of its own
        return no_bundle(host)
    reason = getattr(cause, "reason", None)
    if isinstance(reason, http.NewConnectionError):
        return unreachable(reason, host)
    return hung_up(urlsplit(url).scheme, host)


def no_certificate(error: Exception, host: str) -> CheckerError:
    """The connection cannot be made secret."""
    if "WRONG_VERSION_NUMBER" in str(error) or "RECORD_LAYER" in str(error):
        text = _("{host} does not speak https. Write http:// before the address.")
    elif found := VERIFY.search(str(error)):
        text = _(
            "The certificate of {host} is not trusted: {why}. Where it is one of your "
            "own, say --insecure."
        )
        return CheckerError(text.format(host=host, why=shown(found[1])), code="tls")
    else:
        text = _("No https with {host}: the two sides found no common TLS.")
    return CheckerError(text.format(host=host), code="tls")


def no_bundle(host: str) -> CheckerError:
    """The certificates to trust are not where they are said to be."""
    text = _("There are no certificates where REQUESTS_CA_BUNDLE says ({host}).")
    return CheckerError(text.format(host=host), code="tls")


def proxy(error: Exception, host: str) -> CheckerError:
    """The proxy of this machine stands in the way."""
    text = _(
        "The proxy of this machine (HTTP_PROXY, HTTPS_PROXY) does not let the checker "
        "through to {host}. Name the host in NO_PROXY, or unset the proxy."
    )
    return CheckerError(text.format(host=host), code="proxy")


def late(error: Exception, host: str) -> NoAnswerError:
    """Nothing came, or not all of it, while the checker waited."""
    text = _("{host} does not answer in time. Try again, or give it more time.")
    return NoAnswerError(text.format(host=host), code="timeout")


def unsendable(error: Exception, host: str) -> CheckerError:
    """What was given cannot be put into a request."""
    text = _("Something in the address, a name or a token cannot be sent to {host}.")
    return CheckerError(text.format(host=host), code="usage")


def unreachable(reason: Exception, host: str) -> CheckerError:
    """No connection was made at all."""
    if isinstance(reason, http.NameResolutionError):
        text = _("There is no host {host}. Is the address spelled right?")
    else:
        text = _("Nothing answers at {host}. Is the server running, on that port?")
    return CheckerError(text.format(host=host), code="unreachable")


def hung_up(scheme: str, host: str) -> NoAnswerError:
    """The other side ended the conversation, or does not speak HTTP."""
    text = _("{host} closed the connection without an answer in HTTP.")
    if scheme == "http":
        text = _(
            "{host} closed the connection without an answer in HTTP. If it speaks "
            "https, write https:// before the address."
        )
    return NoAnswerError(text.format(host=host), code="unreachable")


# By the classes of the errors, the most telling first: a timeout while connecting is
# a ConnectionError as well, and so is all that TLS and proxies do.
FAULTS = {
    (requests.exceptions.SSLError, http.SSLError): no_certificate,
    # The scheme of the site is known to be good: what is not is that of a proxy.
    (
        requests.exceptions.ProxyError,
        requests.exceptions.InvalidProxyURL,
        requests.exceptions.InvalidSchema,
        http.ProxyError,
        http.ProxySchemeUnknown,
    ): proxy,
    (
        requests.Timeout,
        http.TimeoutError,
        TimeoutError,
        concurrent.futures.TimeoutError,
    ): late,
    (ValueError,): unsendable,
}
# All that a request may raise; zlib's where the packing of a body is broken.
ERRORS = (
    requests.RequestException,
    http.HTTPError,
    OSError,
    ValueError,
    concurrent.futures.TimeoutError,
    zlib.error,
)
