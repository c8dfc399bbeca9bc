"""No door is forgotten: what reads Basic, and pages with a password to fill in, are
looked for among all addresses of this project."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver
from rest_framework.authentication import BasicAuthentication

from api.guards.lockout.length import LONGEST
from api.guards.lockout.models import Failures

from .conftest import PASSWORD, Actor
from .doors import BASIC, DOORS, GUESS, MOST, PAGES, TOKENS, WRONG, knock

ADMIN_PASSWORD = "/admin/password_change/"
# Where a password is given, and none is tried.
NEW_USER = "/admin/auth/user/add/"
# What has no name is not sent: the laboratory's console makes a header of it.
FIELD = re.compile(r'<input(?=[^>]* name=)[^>]* type="password"')
# One name as people type it; the last is of full-width letters, and Basic is latin-1.
WIDE = "\uff4f\uff57\uff4e\uff45\uff52"
SPELLINGS = ["owner", " owner", "owner ", "OWNER"]
SPELT = [(name, door) for door in DOORS for name in SPELLINGS]
SPELT += [(WIDE, door) for door in (*TOKENS, *PAGES)]


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
        Failures.objects.create(kind="name", value="owner", count=MOST - 1)
        headers = Actor().basic("owner", GUESS)
        assert Client().get(path, headers=headers).status_code in {401, 403}, path
        assert Failures.objects.get(value="owner").count == MOST, path
        headers = Actor().basic("owner", PASSWORD)
        assert Client().get(path, headers=headers).status_code == 429, path


def has_field(client, path) -> bool:
    """Whether a page has a password to fill in."""
    answer = client.get(path, headers={"Accept": "text/html"})
    return bool(FIELD.search(answer.getvalue().decode(errors="replace")))


def test_each_page_with_a_password_is_known_here(people):
    """A new one that tries a password belongs in PAGES, which others here knock at; one
    that only takes a new password beside NEW_USER."""
    pages = {each.callback: path for path, each in walk() if "<" not in path}.values()
    admin = Client()
    admin.force_login(people["superuser"])
    found = {
        path for path in pages for who in (Client(), admin) if has_field(who, path)
    }
    assert found == {TOKENS[0], *PAGES, ADMIN_PASSWORD, NEW_USER}


@pytest.mark.parametrize(("spelling", "door"), SPELT)
def test_a_spelling_that_opens_is_counted_as_what_it_opens(spelling, door, people):
    people["owner"].is_staff = True
    people["owner"].save()
    right = 302 if door in PAGES else 200
    opens = knock(door, spelling, PASSWORD).status_code == right
    knock(door, spelling)
    assert Failures.objects.filter(kind="name", value="owner").exists() == opens


def test_forms_take_names_in_full_width_letters_for_the_same(people):
    for _time in range(MOST):
        assert knock(PAGES[0], WIDE).status_code == 200
    assert knock(TOKENS[0], "owner", PASSWORD).status_code == 429


def test_an_address_leaves_no_more_rows_than_it_may_be_wrong(people):
    """Whoever tries a million names has a row for a hundred of them, for 15 minutes."""
    statuses = [knock(TOKENS[0], f"name{number}").status_code for number in range(150)]
    assert statuses == [401] * 100 + [429] * 50
    assert Failures.objects.count() == 100 + 1


@pytest.mark.parametrize("door", BASIC)
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


@pytest.fixture
def found(people):
    """A session of the superuser's, as somebody finds it."""
    client = Client()
    client.force_login(people["superuser"])
    return client


def change(client, old, new="another password of many words"):
    """The answer to the form in which an admin gives a new password."""
    form = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post(ADMIN_PASSWORD, form)


def decided(caplog) -> list[str]:
    """What the log says of each request."""
    return [each.decision for each in caplog.records if each.name == "access"]


def test_who_found_a_session_does_not_find_the_password_by_it(found, hashed, caplog):
    for _time in range(MOST):
        wrong = change(found, GUESS)
        assert wrong.status_code == 200
        assert "entered incorrectly" in wrong.content.decode()
    assert Failures.objects.get(kind="address").count == MOST
    hashed.clear()
    refused = change(found, PASSWORD)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert "Too many wrong passwords for this name." in refused.content.decode()
    assert hashed == []
    assert decided(caplog) == ["refused: login_failed"] * MOST + ["refused: locked"]
    assert knock(TOKENS[0], "superuser", PASSWORD).status_code == 429
    assert knock(TOKENS[0], "owner", PASSWORD).status_code == 200


def test_an_old_password_longer_than_any_is_wrong_and_not_hashed(found, hashed):
    assert change(found, "x" * (LONGEST + 1)).status_code == 200
    assert Failures.objects.get(value="superuser").count == 1
    assert hashed == []


def test_a_locked_address_is_asked_for_no_old_password(found):
    Failures.objects.create(kind="address", value="127.0.0.1", count=100)
    assert change(found, PASSWORD).status_code == 429


def test_the_right_old_password_is_changed_and_lifts_the_count(found):
    change(found, GUESS)
    done = change(found, PASSWORD)
    assert done.headers["Location"] == "/admin/password_change/done/"
    assert not Failures.objects.filter(kind="name").exists()
    assert found.get("/admin/").status_code == 200
    answer = knock(TOKENS[0], "superuser", "another password of many words")
    assert answer.status_code == 200


def test_the_page_for_a_new_password_is_one_of_the_admin(found, people):
    assert 'action="/admin/logout/"' in found.get(ADMIN_PASSWORD).content.decode()
    for name in (None, "owner"):
        client = Client()
        if name:
            client.force_login(people[name])
        elsewhere = client.get(ADMIN_PASSWORD).headers["Location"]
        assert elsewhere == f"/admin/login/?next={ADMIN_PASSWORD}"


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
