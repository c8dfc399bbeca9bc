"""What a site answered, read with care: bounded, and safe to show."""

import json
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic

import requests
from requests.structures import CaseInsensitiveDict

MOST_BODY = 2 * 2**20
MOST_TEXT = 2**16
CHUNK = 2**14


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer: `json` is None where the body is no JSON, `text` its beginning.

    `cookies` are those that the answer sets. With `is_cut` there was more of a body
    than is read, and so no JSON.
    """

    method: str
    path: str
    status: int
    headers: Mapping[str, str] = field(default_factory=CaseInsensitiveDict)
    cookies: dict[str, str] = field(default_factory=dict)
    json: object = None
    text: str = ""
    is_cut: bool = False

    @property
    def is_html(self) -> bool:
        """Whether this is a page for people."""
        is_typed = "html" in self.headers.get("Content-Type", "").lower()
        start = self.text[:200].lstrip().lower()
        return is_typed or start.startswith(("<!doctype html", "<html"))

    @property
    def outcome(self) -> str:
        """What became of it: "allowed", "refused", "missing", "broken" or "other".

        405 counts as allowed: DRF asks the permissions first.
        """
        if self.status < 300 or self.status == 405:
            return "allowed"
        if self.status >= 500:
            return "broken"
        refused = {401: "refused", 403: "refused", 404: "missing"}
        return refused.get(self.status, "other")

    @property
    def challenge(self) -> str:
        """The first word of WWW-Authenticate, such as "Basic"; "" for none."""
        return shown((self.headers.get("WWW-Authenticate", "").split() or [""])[0])


def shown(text: object, most: int = 200) -> str:
    """Text of others as it may be shown: one line of `most` characters.

    Control characters would write to a terminal what they like.
    """
    kept = (c if is_plain(c) else " " for c in str(text)[: 10 * most])
    line = " ".join("".join(kept).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def is_plain(character: str) -> bool:
    """Whether a character neither steers a terminal nor hides or turns other text."""
    return unicodedata.category(character) not in (
        ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    )


def read(response: requests.Response, path: str, deadline: float) -> Answer:
    """The answer in a response, of which nothing but the head has been read yet.

    TimeoutError where the body does not end before `deadline` (of `monotonic`).
    """
    raw, is_cut = body_of(response, deadline)
    text = raw.decode("utf-8", "replace")
    return Answer(
        method=response.request.method,
        path=path,
        status=response.status_code,
        headers=response.headers,
        cookies=cookies_of(response),
        json=None if is_cut else parsed(text),
        text=text[:MOST_TEXT],
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


def parsed(text: str) -> object:
    """The value of some JSON; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def cookies_of(response: requests.Response) -> dict[str, str]:
    """The cookies that an answer sets, whatever domain and path they are for."""
    lines = response.raw.headers.getlist("Set-Cookie")
    pairs = (line.partition(";")[0].partition("=") for line in lines)
    return {name.strip(): value.strip() for name, _equals, value in pairs if value}
