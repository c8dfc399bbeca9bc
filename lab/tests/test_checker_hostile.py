"""Servers that do not do what they say, or answer what nobody could expect."""

import base64
import json
from dataclasses import replace

import pytest

from lab.checker.accounts import Account
from lab.checker.check import CannotCheckError, State
from lab.checker.forgery import altered, is_jwt, read, tampered, unsigned
from lab.checker.requirements import CHECKS
from lab.checker.runner import examine, selected

from .examining import findings, target
from .tiny import listening, reply

GIVEN = {("superuser", "JWT"): "one"}


class Site:
    """A site of one superuser, whose authors are kept as far as `forgets` lets them be.

    `forgets` are methods that say that they did it, and do nothing.
    """

    def __init__(self, *forgets: str, refuses: tuple = ()):
        self.forgets = forgets
        self.refuses = refuses
        self.authors: dict[int, dict] = {}
        self.last = 0

    def __call__(self, connection, head):
        method, path, _version = head.partition("\r\n")[0].split()
        found = path.partition("?")[0].strip("/").rpartition("/")[2]
        data = sent(connection, head)
        if "Bearer one" not in head or method in self.refuses:
            status, body = 401, {}
        elif not isinstance(data, dict):
            status, body = 400, {}
        elif method == "POST":
            status, body = 201, self.post(data)
        else:
            number = int(found) if found.isdigit() else None
            status, body = self.act(method, number, data)
        connection.sendall(reply(status, json.dumps(body).encode()))

    def post(self, data: dict) -> dict:
        self.last += 1
        author = {**data, "id": self.last}
        if "POST" not in self.forgets:
            self.authors[self.last] = author
        return author

    def act(self, method: str, number: int | None, data: dict) -> tuple:
        if number is None:
            return 200, [*self.authors.values()]
        if number not in self.authors:
            return 404, {}
        if method in ("PUT", "PATCH") and method not in self.forgets:
            self.authors[number].update(data)
        if method == "DELETE" and method not in self.forgets:
            del self.authors[number]
        return (204, {}) if method == "DELETE" else (200, self.authors[number])


def sent(connection, head: str) -> object:
    """The JSON of a request, of which the body may come after the head; or None."""
    head, _end, begun = head.partition("\r\n\r\n")
    lines = dict(one.lower().split(": ", 1) for one in head.split("\r\n")[1:])
    length = int(lines.get("content-length", 0))
    body = begun.encode("latin-1")
    while len(body) < length:
        body += connection.recv(65536)
    try:
        return json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return None


def stays(site: Site):
    """What the check says of a site."""
    with listening(site) as server:
        where = target(server.url, accounts={}, given=GIVEN)
        report = examine(where, selected(["1.2.writes-stay"]))
    assert report.error is None
    return findings(report)["1.2.writes-stay"], report


def test_a_site_that_does_what_it_says_passes_and_nothing_is_left():
    site = Site()
    found, report = stays(site)
    assert found.state is State.PASSED
    assert all(word in found.observed for word in ("POST", "PATCH", "DELETE"))
    assert site.authors == {}
    assert report.left == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_a_method_that_only_says_that_it_did_it_is_found_out(method):
    found, _report = stays(Site(method))
    assert found.state is State.FAILED
    assert found.observed.startswith(f"{method} /api/")
    assert found.observed.count("as if nothing") == 1


def test_where_nobody_may_write_nobody_can_tell_what_stays():
    found, report = stays(Site(refuses=("POST",)))
    assert found.state is State.UNCHECKED
    assert report.left == []


def test_what_bad_input_makes_in_spite_of_all_is_deleted():
    site = Site()
    with listening(site) as server:
        where = target(server.url, accounts={}, given=GIVEN)
        report = examine(where, selected(["advice.bad-input"]))
        posted = [head for head in server.heads if head.startswith("POST /api/")]
    assert findings(report)["advice.bad-input"].state is State.PASSED
    assert any(head.split()[1].rstrip("/")[-1].isdigit() for head in posted)
    assert site.last > 1
    assert site.authors == {}
    assert report.left == []


def test_whoever_stops_the_checker_hears_what_is_left():
    def progress(_done, _all):
        raise KeyboardInterrupt

    site = Site(refuses=("DELETE",))
    with listening(site) as server:
        where = target(server.url, accounts={}, given=GIVEN)
        with pytest.raises(KeyboardInterrupt) as stopped:
            examine(where, selected(["1.2.writes-stay"]), progress)
    assert {*stopped.value.left} == {f"/api/authors/{pk}/" for pk in site.authors}
    assert site.authors


def test_a_fault_of_one_check_does_not_end_the_others():
    def run(exam):
        raise RecursionError("too deep")

    first, second = CHECKS[:2]
    with listening(Site()) as server:
        where = target(server.url, accounts={}, given=GIVEN)
        report = examine(where, [replace(first, run=run), second])
    told = findings(report)
    assert told[first.name].state is State.UNCHECKED
    assert "too deep" in told[first.name].because
    assert told[second.name].state is not State.UNCHECKED


# What is made of tokens and passwords.


def token(claims: object, raw: bytes = b"") -> str:
    """A JWT with some claims."""
    payload = base64.urlsafe_b64encode(raw or json.dumps(claims).encode()).decode()
    return f"head.{payload.rstrip('=')}.signature"


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c.", ".a.b.c", "a..c", "a.b.c.d"])
def test_what_has_not_three_parts_is_no_jwt(text):
    assert not is_jwt(text)
    with pytest.raises(CannotCheckError):
        tampered(text)
    with pytest.raises(CannotCheckError):
        unsigned(text)


@pytest.mark.parametrize("raw", [b"[" * 40_000, b"[]", b"{}", b"\xff", b"9" * 9999])
def test_claims_that_cannot_be_read_are_no_fault_of_the_checker(raw):
    with pytest.raises(CannotCheckError):
        tampered(token(None, raw))


@pytest.mark.parametrize(
    "claims", [{"user_id": 1, "jti": "f00d"}, {"iat": 9}, {"a": 1}]
)
def test_a_token_is_forged_without_a_word_that_gives_it_away(claims):
    forged = tampered(token(claims))
    changed = read(forged.split(".")[1])
    assert is_jwt(forged)
    assert [*changed] == [*claims]
    assert sum(changed[name] != claims[name] for name in claims) == 1


@pytest.mark.parametrize("password", ["abc", "secret", "a", "я"])
def test_a_wrong_password_is_as_long_as_the_right_one(password):
    wrong = Account("somebody", password).mistaken().password
    assert wrong == altered(password)
    assert len(wrong) == len(password)
    assert wrong != password
