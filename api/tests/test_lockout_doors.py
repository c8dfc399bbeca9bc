"""No door is forgotten: all addresses of this project are walked, by what they are."""

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver
from rest_framework.authentication import BasicAuthentication

from api.guards.lockout.models import Failures

from . import test_lockout
from .conftest import PASSWORD, Actor
from .test_lockout import DOORS, GUESS, LONGEST, MOST, PAGES, TOKENS, WRONG, knock, lock

hashed = test_lockout.hashed
ADMIN_PASSWORD = "/admin/password_change/"
# One name as people type it; the last is of full-width letters.
SPELLINGS = ["owner", " owner", "owner ", "OWNER", "\uff4f\uff57\uff4e\uff45\uff52"]


def walk(resolver=None, prefix=""):
    """`(path, view)` of each address of the project, with 1 for each key."""
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLPattern):
            yield "/" + route.replace("<int:pk>", "1").replace("<pk>", "1"), each
        else:
            yield from walk(each, route)


def reads_basic(pattern) -> bool:
    """Whether a view of DRF takes a password in the header."""
    view = getattr(pattern.callback, "cls", None)
    options = getattr(pattern.callback, "initkwargs", {})
    default = getattr(view, "authentication_classes", [])
    judges = options.get("authentication_classes", default)
    return any(issubclass(judge, BasicAuthentication) for judge in judges)


def test_each_address_that_reads_basic_is_locked_with_the_others(people):
    paths = [path for path, pattern in walk() if reads_basic(pattern)]
    assert {"/api/", "/api/whoami/", "/api/authors/1/"} <= {*paths}
    for path in paths:
        Failures.objects.all().delete()
        lock("owner", MOST - 1)
        headers = Actor().basic("owner", GUESS)
        assert Client().get(path, headers=headers).status_code in {401, 403}, path
        assert Failures.objects.get(value="owner").count == MOST, path
        headers = Actor().basic("owner", PASSWORD)
        assert Client().get(path, headers=headers).status_code == 429, path


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_spelling_that_opens_is_counted_as_what_it_opens(spelling, door, people):
    if not (door in DOORS[:3] and not spelling.isascii()):  # Basic is latin-1 at most
        people["owner"].is_staff = True
        people["owner"].save()
        right = 302 if door in PAGES else 200
        opens = knock(door, spelling, PASSWORD).status_code == right
        knock(door, spelling)
        assert Failures.objects.filter(kind="name", value="owner").exists() == opens


def test_forms_take_names_in_full_width_letters_for_the_same(people):
    for _time in range(MOST):
        assert knock(PAGES[0], SPELLINGS[-1]).status_code == 200
    assert knock(TOKENS[0], "owner", PASSWORD).status_code == 429


def test_an_address_leaves_no_more_rows_than_it_may_be_wrong(people):
    """Whoever tries a million names has a row for a hundred of them, for 15 minutes."""
    statuses = [knock(TOKENS[0], f"name{number}").status_code for number in range(150)]
    assert statuses == [401] * 100 + [429] * 50
    assert Failures.objects.count() == 100 + 1


@pytest.mark.parametrize("door", DOORS[:3])
def test_in_a_header_too_a_password_longer_than_any_is_not_hashed(door, hashed):
    for name in ("owner", "nobody"):
        answer = knock(door, name, "x" * (LONGEST + 1))
        assert answer.status_code == WRONG[door]
        assert Failures.objects.get(value=name).count == 1
    assert hashed == []


def questions(door, *attempt) -> int:
    """How many the database was asked for one try."""
    with CaptureQueriesContext(connection) as queries:
        knock(door, *attempt)
    return len(queries)


@pytest.mark.parametrize("door", DOORS)
def test_a_name_that_is_unknown_or_inactive_asks_as_many_questions(door, people):
    """They take time; bench/timing.py measures all of it."""
    User.objects.filter(username="user").update(is_active=False)
    tries = [("owner", GUESS), ("nobody", GUESS), ("user", PASSWORD), ("user", GUESS)]
    knock(door, "another", GUESS)  # the first from this address
    for _time in range(MOST // 2):
        assert len({questions(door, *attempt) for attempt in tries[:3]}) == 1
    for _time in range(MOST):
        for attempt in tries[:3]:
            knock(door, *attempt)
    assert len({questions(door, *attempt) for attempt in tries}) == 1


def change(client, old, new="another password of many words"):
    """The answer to the form in which an admin gives a new password."""
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(ADMIN_PASSWORD, form)


def test_who_found_a_session_does_not_find_the_password_by_it(hashed, people):
    client = Client()
    client.force_login(people["superuser"])
    for _time in range(MOST):
        assert "entered incorrectly" in change(client, GUESS).content.decode()
    hashed.clear()
    refused = change(client, PASSWORD)
    assert "Too many wrong passwords." in refused.content.decode()
    assert hashed == []
    assert knock(TOKENS[0], "superuser", PASSWORD).status_code == 429
    assert knock(TOKENS[0], "owner", PASSWORD).status_code == 200


def test_the_right_old_password_is_changed_and_lifts_the_count(people):
    client = Client()
    client.force_login(people["superuser"])
    change(client, GUESS)
    assert change(client, PASSWORD).status_code == 302
    assert not Failures.objects.filter(kind="name").exists()
    answer = knock(TOKENS[0], "superuser", "another password of many words")
    assert answer.status_code == 200


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("stored", ["", "!", "md5$a$b", "x" * 128])
def test_a_stored_password_that_no_hasher_reads_is_a_wrong_one(stored, door, people):
    User.objects.filter(username="owner").update(password=stored)
    assert knock(door, "owner").status_code == WRONG[door]


def test_a_hash_of_another_hasher_is_made_anew_when_it_opens(people):
    old = make_password(PASSWORD, hasher="pbkdf2_sha256")
    User.objects.filter(username="owner").update(password=old)
    assert knock(TOKENS[0], "owner", PASSWORD).status_code == 200
    assert User.objects.get(username="owner").password.startswith("md5$")
