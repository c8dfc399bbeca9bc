"""What the checker keeps of answers, from servers that say too much or say it oddly."""

import codecs
import gzip
import json
import tracemalloc

import pytest

from lab.checker.answers import shown
from lab.checker.client import Client
from lab.checker.reading import MOST_BODY, unpacker
from lab.tests.tiny import asked, listening, reply, saying

BOMB = gzip.compress(bytes(3 * MOST_BODY))
NAME = '{"name": "Чехов"}'


STRANGE = {
    "deep": 100_000 * b"[",
    "number": b"1" + 5000 * b"0",
    "latin-1": b'["\xff\xfe"',
    "html": b"<!DOCTYPE html><title>Hello</title>",
    "old-html": b"\n<HTML lang=ru><body>",
    "empty": b"",
}


@pytest.mark.parametrize("body", STRANGE.values(), ids=STRANGE)
def test_a_body_that_is_no_json_is_no_error(body):
    found = asked(saying(reply(body=body)))
    assert (found.status, found.json) == (200, None)
    assert found.is_html == (b"html" in body.lower())


def test_a_body_without_an_end_is_read_to_a_bound():
    def endless(connection, head):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(1024 * b"0")

    found = asked(endless)
    assert found.is_cut
    assert found.json is None


@pytest.mark.parametrize("place", ["/elsewhere/", "http://[::1", "//", "\xff"])
def test_a_redirect_is_read_as_carefully_as_any_other_answer(place):
    said = reply(302, BOMB, location=place, content_encoding="gzip")
    found = asked(saying(said))
    assert found.status == 302
    assert found.is_cut


def test_a_bomb_does_not_go_off_and_packed_json_is_read():
    assert asked(saying(reply(body=BOMB, content_encoding="gzip"))).is_cut
    assert len(unpacker("gzip")(BOMB, 100)) == 100
    packed = gzip.compress(json.dumps([{"id": 1}]).encode())
    found = asked(saying(reply(body=packed, content_encoding="gzip")))
    assert found.json == [{"id": 1}]


@pytest.mark.parametrize("size", [MOST_BODY // 4, 2 * MOST_BODY])
def test_answers_are_kept_by_the_hundred_in_little_memory(size):
    body = b"[" + b",".join(size // 3 * [b"{}"]) + b"]"
    said = reply(body=body, x_long=60_000 * "a", set_cookie=60_000 * "a")
    with listening(saying(said)) as server:
        client = Client(server.url)
        tracemalloc.start()
        kept = [client.ask("GET", "/") for _turn in range(20)]
        taken, _peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert taken < 20 * min(size, MOST_BODY) + 2**20
    assert all(answer.is_cut == (size > MOST_BODY) for answer in kept)
    assert all((answer.json is None) == answer.is_cut for answer in kept)


ENCODED = {
    "bom": (codecs.BOM_UTF8 + NAME.encode(), "application/json"),
    "utf-8": (NAME.encode(), "application/json; charset=utf-8"),
    "windows": (NAME.encode("cp1251"), "application/json; charset=windows-1251"),
    "quoted": (NAME.encode("koi8-r"), 'application/json;charset="KOI8-R"'),
    "utf-16": (NAME.encode("utf-16"), "application/json; charset=utf-16"),
}


@pytest.mark.parametrize(("body", "kind"), ENCODED.values(), ids=ENCODED)
def test_json_is_read_in_the_encoding_that_it_is_in(body, kind):
    assert asked(saying(reply(body=body, content_type=kind))).json == {"name": "Чехов"}


@pytest.mark.parametrize("charset", ["punycode", "zlib", "iso-8859-99", "no", "\xff"])
def test_an_encoding_that_is_none_of_text_does_no_harm(charset):
    kind = f"application/json; charset={charset}"
    found = asked(saying(reply(body=b"[]", content_type=kind)))
    assert found.json in ([], None)


PLACES = {
    "https://me:secret@lab.example/a/?password=secret#secret": "https://lab.example/a/",
    "/?username=me&password=secret": "/",
    "?next=secret": "",
    "http://[::1/?secret": "",
}


@pytest.mark.parametrize(("place", "kept"), PLACES.items())
def test_of_a_redirect_only_the_place_is_kept(place, kept):
    assert asked(saying(reply(302, b"", location=place))).headers["Location"] == kept


SEEN = {
    "\x1b[31mred\x1b[0m": "[31mred [0m",
    "a\u202eb\u200bc\r\nd\x00\u2028e": "a b c d e",
    300 * "x": f"{199 * 'x'}…",
    "Ой, Чехов": "Ой, Чехов",
}


@pytest.mark.parametrize(("text", "seen"), SEEN.items(), ids=range(len(SEEN)))
def test_what_a_server_says_is_shown_without_what_steers_a_terminal(text, seen):
    assert shown(text) == seen
