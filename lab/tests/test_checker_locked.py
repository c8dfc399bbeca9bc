"""A site that answers 429: it tries no password for now, or wants to rest."""

import json
import subprocess

import pytest

from lab.checker import signin
from lab.checker.accounts import Account
from lab.checker.check import State
from lab.checker.client import Client
from lab.checker.exposure import published_passwords
from lab.checker.graded import Graded
from lab.checker.haste import TooManyError
from lab.checker.runner import exam_of, examine
from lab.checker.solutions import Solution
from project.tests.fixtures import manage, served, set_up

from .examining import failed, findings, target
from .tiny import listening, reply, saying

ME = Account("me", "secret")
LOCKED = reply(429, b'{"detail": "no"}', retry_after="841")
FORM = b"<!doctype html><input name=csrfmiddlewaretoken value=a>"
TABLE = "from api.guards.lockout.models import Failures\n"
DOORS = {
    "session": signin.session,
    "jwt": signin.access_token,
    "token": signin.drf_token,
}


@pytest.mark.parametrize("obtain", DOORS.values(), ids=DOORS)
def test_a_door_that_tries_no_password_says_nothing_of_the_account(obtain):
    page = reply(200, FORM, content_type="text/html")

    def answer(connection, head):
        connection.sendall(page if head.startswith("GET") else LOCKED)

    told = pytest.raises(TooManyError, match=r"answers 429: .*in 15 min")
    with listening(answer) as server, told:
        obtain(Client(server.url), ME)


@pytest.mark.parametrize("retry_after", ["", "soon", "-1", "9" * 5000, "\u0661"])
def test_a_wait_that_cannot_be_read_is_not_told(retry_after):
    locked = reply(429, b"", retry_after=retry_after)
    told = pytest.raises(TooManyError, match="Come back later")
    with listening(saying(locked)) as server, told:
        signin.access_token(Client(server.url), ME)


def test_a_solution_that_wants_to_rest_has_failed_nothing():
    refused = reply(403, b'{"detail": "no"}')
    with listening(saying(refused, refused, refused, LOCKED)) as server:
        report = examine(target(server.url))
    found = unchecked(report)
    assert "answers 429" in found["1.2.authors"]
    assert all("429" in why or "comes after" in why for why in found.values())
    assert "users.json" not in json.dumps(found)
    assert (failed(report), code(report)) == (set(), 2)


def test_passwords_that_nobody_tries_are_not_found_to_be_refused(monkeypatch):
    monkeypatch.setattr("lab.checker.exposure.is_public", lambda url: True)
    with listening(saying(LOCKED)) as server, pytest.raises(TooManyError):
        published_passwords(exam_of(Client(server.url), target(server.url)))


def unchecked(report) -> dict[str, str]:
    """Why requirements are not checked, by their names."""
    found = findings(report).items()
    return {
        name: one.because
        for name, one in found
        if one.state is State.UNCHECKED and not name.startswith("advice.")
    }


def code(report) -> int:
    """The exit code of a report."""
    return Graded(solution=Solution(url=report.url), report=report).code


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """Our own site, with the lock-out."""
    folder = set_up(tmp_path_factory.mktemp("ours"))
    command = ("manage.py", "runserver", "--noreload", "{port}")
    with served(folder, *command, output=subprocess.DEVNULL) as site:
        yield site


def wrong(site) -> dict[str, int]:
    """How many wrong passwords our own site has counted, by name and address."""
    counts = "dict(Failures.objects.values_list('value', 'count'))"
    code = f"{TABLE}import json\nprint(json.dumps({counts}))"
    return json.loads(manage(site.folder, "shell", "-v0", "-c", code).stdout)


def count(site, **values: int) -> None:
    """Have it count so many, of the last minute, and no other."""
    rows = [
        {"kind": kind, "value": value, "count": number}
        for kind, (value, number) in values.items()
    ]
    made = f"Failures.objects.bulk_create(Failures(**row) for row in {rows})"
    code = f"{TABLE}Failures.objects.all().delete()\n{made}"
    assert manage(site.folder, "shell", "-c", code).returncode == 0


def test_the_wrong_passwords_of_a_run_lock_nobody_out(ours):
    count(ours)
    assert code(examine(target(ours.url))) == 0
    assert wrong(ours) == {"127.0.0.1": 2}
    accounts = {"user": Account("platon27", "?"), "superuser": Account("admin", "?")}
    count(ours)
    report = examine(target(ours.url, accounts=accounts))
    assert "users.json" in json.dumps(unchecked(report))
    found = wrong(ours)
    assert found.pop("127.0.0.1") == sum(found.values())
    assert {*found} == {"platon27", "admin"}
    assert max(found.values()) <= 4


def test_an_address_that_is_locked_out_is_told_so_and_nothing_is_failed(ours):
    count(ours, address=("127.0.0.1", 100))
    report = examine(target(ours.url))
    found = unchecked(report)
    assert "/api/token/ answers 429" in found["2.3.2.obtain"]
    assert "/api-auth/login/ answers 429" in found["2.2.login"]
    assert "/api-auth/login/ answers 429" in found["2.1.basic"]
    assert all("in 15 min" in why or "comes after" in why for why in found.values())
    assert (failed(report), code(report), wrong(ours)["127.0.0.1"]) == (set(), 2, 100)


def test_of_a_name_that_is_locked_out_the_others_are_checked_as_ever(ours):
    count(ours, name=("platon27", 7))
    report = examine(target(ours.url))
    found = unchecked(report)
    assert "answers 429" in found["1.2.3.user-creates"]
    assert "1.2.3.superuser" not in found
    assert all("in 15 min" in why or "comes after" in why for why in found.values())
    assert (failed(report), code(report)) == (set(), 2)
