"""What happens when requests meet, on one database behind four workers."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from project.tests.meeting import at_once

ACCOUNT = {"username": "admin", "password": "123"}
AUTHORS = ["/api/authors/", "/api/authors_generic/", "/api/authors_viewset/"]
serial = itertools.count()


@pytest.fixture(scope="module")
def admin(site):
    """`site.ask`, by a session: Basic would hash each time, and seldom meet."""
    return partial(site.ask, **site.sign_in(**ACCOUNT))


def new_author(admin, url):
    """The address of a fresh author."""
    data = {"name": "A", "email": f"race{next(serial)}@example.org"}
    status, author = admin("POST", url, data)
    assert status == 201, author
    return f"{url}{author['id']}/"


@pytest.mark.parametrize("url", AUTHORS)
def test_one_email_sent_eight_times_at_once_is_stored_once(url, admin):
    for _round in range(3):
        data = {"name": "A", "email": f"race{next(serial)}@example.org"}
        answers = at_once(*[partial(admin, "POST", url, data)] * 8)
        assert sorted(status for status, _ in answers) == [201] + [400] * 7
        refused = [body for status, body in answers if status == 400]
        message = "author with this e-mail already exists."
        assert refused == [{"email": [message]}] * 7


@pytest.mark.parametrize("url", AUTHORS)
def test_a_change_that_meets_a_deletion_does_not_undo_it(url, admin):
    for _round in range(15):
        record = new_author(admin, url)
        data = {"name": "B", "email": f"race{next(serial)}@example.org"}
        changed, deleted = at_once(
            partial(admin, "PUT", record, data),
            partial(admin, "DELETE", record),
        )
        assert changed[0] in {200, 404}
        assert deleted[0] == 204
        assert admin("GET", record)[0] == 404


def test_one_refresh_token_sent_eight_times_at_once_gives_one_pair(site):
    for _round in range(5):
        _status, pair = site.ask("POST", "/api/token/", ACCOUNT)
        data = {"refresh": pair["refresh"]}
        answers = at_once(*[partial(site.ask, "POST", "/api/token/refresh/", data)] * 8)
        assert sorted(status for status, _ in answers) == [200] + [401] * 7


def test_a_refresh_token_that_is_used_and_ended_at_once_is_one_of_both(site):
    for _round in range(8):
        data = {"refresh": site.ask("POST", "/api/token/", ACCOUNT)[1]["refresh"]}
        doors = ["/api/token/refresh/", "/api/token/blacklist/"] * 2
        answers = at_once(*[partial(site.ask, "POST", door, data) for door in doors])
        assert sorted(status for status, _ in answers) == [200] + [401] * 3


def test_one_drf_token_for_eight_first_requests_at_once(site):
    answers = at_once(*[partial(site.ask, "POST", "/api/api-token-auth/", ACCOUNT)] * 8)
    assert {status for status, _ in answers} == {200}
    assert len({body["token"] for _, body in answers}) == 1


def test_many_writers_lose_nothing_and_store_nothing_twice(site, admin):
    def write(number):
        data = {"name": "A", "email": f"writer{number}@example.org"}
        return admin("POST", AUTHORS[number % 3], data)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(write, range(200)))
    assert {status for status, _ in answers} == {201}
    sent = {author["id"]: author["email"] for _status, author in answers}
    assert len(sent) == len({*sent.values()}) == 200
    page = f"{AUTHORS[2]}?search=writer&page_size=1000"
    found = site.ask("GET", page)[1]["results"]
    stored = {author["id"]: author["email"] for author in found}
    assert sent.items() <= stored.items()
    assert len(found) == 200 + 1  # maxim_writer is one of the seeded authors
