"""Reads an answer with care: whatever a site sends, little of it is kept."""

import zlib
from time import monotonic
from urllib.parse import urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from .answers import Answer

MOST_BODY = 2**18
CHUNK = 2**14
# The headers that somebody reads, how much of each, and as many cookies.
KEPT = ("Content-Type", "Location", "Retry-After", "WWW-Authenticate")
MOST_HEADER = 4096
MOST_COOKIES = 20


def read(response: requests.Response, path: str, deadline: float) -> Answer:
    """The answer in a response, of which nothing but the head has been read yet.

    TimeoutError where the body does not end before `deadline` (of `monotonic`).
    """
    body, is_cut = body_of(response, deadline)
    return Answer(
        method=response.request.method,
        path=path,
        status=response.status_code,
        headers=headers_of(response),
        cookies=cookies_of(response),
        body=body,
        is_cut=is_cut,
    )


def body_of(response: requests.Response, deadline: float) -> tuple[bytes, bool]:
    """The body, unpacked, of MOST_BODY bytes at most, and whether there was more."""
    unpack = unpacker(response.headers.get("Content-Encoding", ""))
    found, is_cut = b"", False
    for chunk in response.raw.stream(CHUNK, decode_content=False):
        if monotonic() > deadline:
            raise TimeoutError
        found += unpack(chunk, MOST_BODY + 1 - len(found))
        if is_cut := len(found) > MOST_BODY:
            break
    response.close() if is_cut else response.raw.release_conn()
    return found[:MOST_BODY], is_cut


def unpacker(encoding: str):
    """A function of a chunk and the most bytes that may come of it.

    Nobody asked for gzip, but some send it all the same; a bomb must not go off.
    """
    if encoding.strip().lower() in ("gzip", "x-gzip", "deflate"):
        return zlib.decompressobj(wbits=47).decompress
    return lambda chunk, most: chunk[:most]


def headers_of(response: requests.Response) -> CaseInsensitiveDict:
    """The headers that are kept; of a redirect the place, of a challenge the scheme.

    The rest may repeat what was sent, such as a password, and reports show it.
    """
    sent = response.headers
    found = {name: sent[name][:MOST_HEADER] for name in KEPT if name in sent}
    for name, shorten in SHORTENED.items():
        if name in found:
            found[name] = shorten(found[name])
    return CaseInsensitiveDict(found)


def bare(url: str) -> str:
    """An address without a name, a password, a query and a fragment."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        return parts._replace(netloc=host, query="", fragment="").geturl()
    except ValueError:
        return ""


def first_word(text: str) -> str:
    """The beginning up to a space."""
    return text.strip().partition(" ")[0]


SHORTENED = {"Location": bare, "WWW-Authenticate": first_word}


def cookies_of(response: requests.Response) -> dict[str, str]:
    """The cookies that an answer sets, whatever domain and path they are for."""
    lines = response.raw.headers.getlist("Set-Cookie")[:MOST_COOKIES]
    pairs = (line[:MOST_HEADER].partition(";")[0].partition("=") for line in lines)
    return {name.strip(): value.strip() for name, _equals, value in pairs if value}
