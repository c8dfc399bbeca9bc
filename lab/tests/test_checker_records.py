"""The checker writes to its own authors alone, whatever a site says."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import ceil
from urllib.parse import parse_qs, urlsplit

import pytest

from lab.checker import cleaning
from lab.checker.accounts import Keyring
from lab.checker.check import CannotCheckError
from lab.checker.cleaning import MOST_TOLD
from lab.checker.client import Client
from lab.checker.lists import last_page
from lab.checker.records import MOST_REQUESTS, Records
from lab.checker.survey import Survey
from lab.checker.ways import MOST_BEFORE, MOST_FRUITLESS

PATH = "/api/authors/"
GIVEN = {("user", "JWT"): "one", ("superuser", "JWT"): "two"}


class Site(ThreadingHTTPServer):
    """A site with ten authors of others; what it does wrong is set on it."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        emails = (f"other{number}@example.org" for number in range(10))
        self.authors = dict(enumerate(emails, 1))
        self.asked: list[tuple[str, str]] = []
        self.refused: tuple[str, ...] = ()
        self.created = lambda pk, email: {"id": pk, "email": email}
        self.row = lambda pk, email: {"id": pk, "email": email}
        self.status = 201
        self.has_pages = self.keeps = False

    @property
    def written(self) -> set[str]:
        """The addresses that something but GET and POST went to."""
        return {path for method, path in self.asked if method not in ("GET", "POST")}


class Handler(BaseHTTPRequestHandler):
    """Lets everybody do everything, but for what its site refuses."""

    def log_message(self, *words):
        pass

    def do(self):
        url = urlsplit(self.path)
        site = self.server
        site.asked.append((self.command, url.path))
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.command in site.refused:
            return self.say(403, {"detail": "no"})
        act = {"GET": self.get, "POST": self.post, "DELETE": self.delete}
        return act[self.command](url, data)

    do_GET = do_POST = do_DELETE = do  # noqa: N815 (named by http.server)

    def get(self, url, data):
        pk = url.path.strip("/").rpartition("/")[2]
        if pk.isdigit():
            email = self.server.authors.get(int(pk))
            return self.say(*(200, self.server.row(int(pk), email)) if email else [404])
        rows = [self.server.row(pk, e) for pk, e in self.server.authors.items()]
        if not self.server.has_pages:
            return self.say(200, rows)
        number = int(parse_qs(url.query).get("page", ["1"])[0])
        assert number <= ceil(len(rows) / 4)
        page = rows[4 * number - 4 : 4 * number]
        return self.say(200, {"count": len(rows), "results": page})

    def post(self, url, data):
        email, pk = json.loads(data)["email"], max(self.server.authors) + 1
        self.server.authors[pk] = email
        self.say(self.server.status, self.server.created(pk, email))

    def delete(self, url, data):
        pk = int(url.path.strip("/").rpartition("/")[2])
        known = self.server.authors
        found = known.get(pk) if self.server.keeps else known.pop(pk, None)
        self.say(204 if found else 404)

    def say(self, status, data=None):
        body = b"" if data is None else json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server():
    """Such a site, running."""
    with Site() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def records(server):
    """The records of the checker there."""
    client = Client(f"http://127.0.0.1:{server.server_port}", timeout=2)
    return Records(client, Keyring(client, {}, GIVEN), {"authors": PATH})


def others(server) -> list[str]:
    """The authors that are not the checker's."""
    return [email for email in server.authors.values() if email.startswith("other")]


def test_an_author_of_its_own_is_used_until_it_may_be_gone(server, records):
    first = records.of("owner")
    assert records.of("user") == first != records.of("superuser")
    records.spend(first)
    assert records.of("owner") not in (first, records.of("superuser"))
    assert records.clean_up() == []
    assert [*server.authors.values()] == others(server)


@pytest.mark.parametrize(
    "lie",
    [
        lambda pk, email: {"id": 1, "email": "other0@example.org"},
        lambda pk, email: {"id": "../1", "email": email},
        lambda pk, email: {"id": True, "email": email},
        lambda pk, email: {"id": -1, "email": email},
        lambda pk, email: [1],
    ],
)
def test_an_id_is_not_believed_on_anything_but_its_word(server, records, lie):
    server.created = server.row = lie
    with pytest.raises(CannotCheckError, match="cannot create an author"):
        records.of("owner")
    [told] = records.clean_up()
    assert f"1 author whose e-mail begins with {records.mark}" in told
    assert server.written == set()


def test_an_author_of_somebody_else_is_written_to_on_no_word(server, records):
    server.created = lambda pk, email: {"id": 1, "email": email}
    for actor in ("owner", "superuser"):
        with pytest.raises(CannotCheckError, match="cannot create an author"):
            records.of(actor)
    assert records.clean_up() == []
    assert [*server.authors.values()] == others(server)
    assert f"{PATH}1/" not in server.written


def test_an_id_is_looked_at_once_before_anything_is_written(server, records):
    pk = records.of("owner")
    assert server.asked == [("POST", PATH), ("GET", f"{PATH}{pk}/")]
    assert records.of("owner") == pk
    assert len(server.asked) == 2


def test_only_what_was_really_sent_is_taken_for_its_own(server, records):
    pk = records.of("owner")
    flood = {1000 + one: f"{records.mark}{one}z@example.com" for one in range(30)}
    server.authors |= flood
    assert records.clean_up() == []
    assert server.written == {f"{PATH}{pk}/"}


def test_of_many_that_are_left_some_are_named_and_the_others_counted(server, records):
    for _turn in range(MOST_TOLD + 5):
        records.spend(records.of("owner"))
    server.refused = ("DELETE",)
    told = records.clean_up()
    assert len(told) == MOST_TOLD + 1
    assert "5" in told[-1]
    assert {*told[:-1]} < {f"{PATH}{pk}/" for pk in server.authors}


def test_authors_of_which_no_id_is_known_are_counted(server, records):
    server.created = lambda pk, email: {"post": {"id": pk, "email": email}}
    server.refused = ("GET",)
    with pytest.raises(CannotCheckError):
        records.of("owner")
    with pytest.raises(CannotCheckError):
        records.of("superuser")
    [told] = records.clean_up()
    assert f"2 authors whose e-mails begin with {records.mark}" in told
    assert server.written == set()


def test_tidying_up_has_an_end(server, records, monkeypatch):
    monkeypatch.setattr(cleaning, "LONGEST", 0)
    pk, asked = records.of("owner"), len(server.asked)
    assert records.clean_up() == [f"{PATH}{pk}/"]
    assert len(server.asked) == asked


def test_nothing_is_asked_to_tidy_up_where_nothing_was_made(server, records):
    assert records.clean_up() == []
    assert server.asked == []


@pytest.mark.parametrize(
    ("count", "page"),
    [(9, 3), (8, 2), (4, None), (True, None), (-1, None), (10**400, None)],
)
def test_a_number_of_authors_is_believed_within_reason(count, page):
    assert last_page({"count": count}, 4) == page


def test_an_author_whose_id_was_not_told_is_found_on_the_last_page(server, records):
    server.created = lambda pk, email: {"message": "created"}
    server.has_pages = True
    assert records.of("owner") == 11
    assert records.clean_up() == []
    assert server.written == {"/api/authors/11/"}


def test_an_author_that_was_made_by_a_request_that_failed_is_deleted_too(
    server, records
):
    server.status = 500
    with pytest.raises(CannotCheckError):
        records.of("owner")
    assert len(server.authors) == 11
    assert records.clean_up() == []
    assert [*server.authors.values()] == others(server)


def test_a_delete_that_does_not_do_what_it_says_is_found_out(server, records):
    server.keeps = True
    pk = records.of("owner")
    assert records.clean_up() == [f"{PATH}{pk}/"]


def test_an_author_that_somebody_else_has_deleted_is_not_missed(server, records):
    pk, other = records.of("owner"), records.of("superuser")
    del server.authors[pk]
    assert records.clean_up() == []
    assert server.written == {f"{PATH}{pk}/", f"{PATH}{other}/"}


def test_a_site_that_refuses_all_is_not_asked_for_ever(server, records):
    server.refused = ("POST", "DELETE", "GET")
    for _turn in range(20):
        with pytest.raises(CannotCheckError):
            records.of("owner")
    assert len(server.asked) < 10 < MOST_REQUESTS


def test_tries_that_come_to_nothing_have_an_end_however_many_ways_there_are(
    server, records
):
    server.refused = ("POST",)
    many = {f"endpoint{number}": PATH for number in range(2 * MOST_FRUITLESS)}
    with pytest.raises(CannotCheckError):
        Records(records.client, records.keyring, many).of("owner")
    assert len(server.asked) == MOST_BEFORE < MOST_FRUITLESS


def test_what_is_left_on_a_site_that_answers_no_more_is_told(server, records):
    pk = records.of("owner")
    server.shutdown()
    server.server_close()
    records.client.session.close()
    assert records.clean_up() == [f"{PATH}{pk}/"]


def test_a_record_that_a_delete_was_refused_for_stays_in_use(server, records):
    survey = Survey(records.client, records.keyring, records, records.endpoints)
    first = records.of("superuser")
    server.refused = ("DELETE",)
    assert survey.outcome("authors", "superuser", "JWT", "DELETE") == "refused"
    assert records.of("superuser") == first
    server.refused = ()
    server.keeps = True
    answer = survey.answer("authors", "user", "JWT", "DELETE")
    assert answer.status == 204
    assert records.of("superuser") != first
