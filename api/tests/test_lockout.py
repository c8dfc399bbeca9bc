"""After too many wrong passwords nobody is asked for one, whichever the door."""

import re
import sqlite3
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import aauthenticate, authenticate
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from api.guards.lockout import held
from api.guards.lockout.length import LONGEST
from api.guards.lockout.models import Failures
from project.urls import urlpatterns as project_urls

from .conftest import PASSWORD, Actor
from .doors import BASIC, DOORS, GUESS, MOST, PAGES, TOKENS, WRONG, knock, lock

MINUTES_15 = 15 * 60  # seconds


def own_login(request):
    """A view of somebody's own that asks Django, and catches nothing."""
    user = authenticate(request, username=request.GET["u"], password="wrong")
    return HttpResponse(str(user))


urlpatterns = [*project_urls, path("own/", own_login)]


def said(answer, name):
    """Status and page, without the name and what is new in every form."""
    page = answer.content.decode().replace(f'value="{name}"', "")
    fresh = r'csrfmiddlewaretoken" value="\w+"'
    return answer.status_code, re.sub(fresh, "", page), {*answer.headers}


@pytest.mark.parametrize("door", DOORS)
def test_the_eighth_try_is_refused_even_with_the_right_password(door, people):
    for _time in range(MOST):
        assert knock(door, "superuser").status_code == WRONG[door]
    refused = knock(door, "superuser", PASSWORD)
    assert refused.status_code == 429
    assert MINUTES_15 - 60 < int(refused.headers["Retry-After"]) <= MINUTES_15
    assert "Too many wrong passwords for this name." in refused.content.decode()
    assert "sessionid" not in refused.cookies


@pytest.mark.parametrize("door", DOORS)
def test_the_log_says_locked_and_names_nobody(door, people, caplog):
    lock("owner")
    knock(door, "owner", PASSWORD)
    line = [record for record in caplog.records if record.name == "access"][-1]
    assert (line.status, line.decision) == (429, "refused: locked")
    scheme = "Basic" if door in BASIC else "none"
    assert (line.user, line.scheme) == ("anonymous", scheme)


def test_all_doors_share_one_counter(people):
    for door in DOORS:
        assert knock(door, "superuser").status_code == WRONG[door]
    assert {knock(door, "superuser", PASSWORD).status_code for door in DOORS} == {429}
    assert knock("/api/token/", "owner", PASSWORD).status_code == 200


@pytest.mark.parametrize("door", PAGES)
def test_a_page_is_shown_again_and_says_when_to_come_back(door, people):
    lock("superuser")
    Failures.objects.update(until=timezone.now() + timedelta(seconds=100))
    refused = knock(door, "superuser", PASSWORD)
    assert refused.headers["Retry-After"] in {"99", "100"}
    page = refused.content.decode()
    assert "Come back in 2 minutes, or ask who runs this site." in page
    assert 'name="password"' in page


@pytest.mark.parametrize("door", DOORS)
def test_the_refusal_is_one_sentence_in_the_language_of_the_reader(door, people):
    lock("superuser")
    refused = knock(door, "superuser", PASSWORD, HTTP_ACCEPT_LANGUAGE="ru")
    page = refused.content.decode()
    assert "Слишком много неверных паролей для этого имени." in page
    assert "через 15 минут или обратитесь к тому, кто ведёт этот сайт." in page
    assert "Too many" not in page
    assert "available" not in page


@pytest.mark.parametrize("door", DOORS)
def test_the_right_password_forgets_the_wrong_ones(door, people):
    for _round in range(2):
        lock("superuser", MOST - 1)
        assert knock(door, "superuser", PASSWORD).status_code in {200, 302}
    assert not Failures.objects.filter(kind="name").exists()


@pytest.mark.parametrize("door", DOORS)
def test_a_name_that_is_unknown_or_inactive_is_refused_alike(door, people):
    User.objects.filter(username="user").update(is_active=False)
    tries = [("staff", GUESS), ("nobody", GUESS), ("user", PASSWORD)]
    for _time in range(MOST + 1):
        known, *others = [said(knock(door, *each), each[0]) for each in tries]
        assert others == [known] * 2
    assert known[0] == 429


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize("door", BASIC)
def test_one_request_is_one_try_however_its_answer_is_drawn(door, accept, people):
    headers = {**Actor().basic("owner", GUESS), "Accept": accept}
    for count in range(1, MOST + 2):
        answer = Client().get(door, headers=headers)
        assert answer.status_code == (WRONG[door] if count <= MOST else 429)
        assert Failures.objects.get(value="owner").count == min(count, MOST)
    assert answer.headers["Content-Type"].startswith(accept)


@pytest.mark.parametrize("scheme", ["Token", "JWT", "Session"])
def test_other_schemes_do_not_mind(scheme, people):
    actor = Actor("owner", scheme)
    lock("owner")
    assert actor.send("GET", "/api/whoami/").status_code == 200
    data = {"name": "A", "email": "a@example.org"}
    assert actor.send("POST", "/api/authors_viewset/", data).status_code == 201


def test_a_jwt_is_renewed_while_its_owner_is_locked_out(people):
    form = {"username": "owner", "password": PASSWORD}
    pair = Actor().send("POST", "/api/token/", form).json()
    lock("owner")
    answer = Actor().send("POST", "/api/token/refresh/", {"refresh": pair["refresh"]})
    assert answer.status_code == 200


@pytest.mark.parametrize("other", ["OWNER", "Owner", "owner "])
def test_a_name_is_exactly_this_name(other, people):
    for _time in range(MOST):
        knock("/api/whoami/", other)
    assert knock("/api/whoami/", other).status_code == 429
    assert knock("/api/whoami/", "owner", PASSWORD).status_code == 200


@pytest.mark.parametrize("name", ["a\0b", "", "\u00e9" * 3000, "\U0001f511"])
def test_a_name_that_no_column_holds_is_locked_out_as_well(name, people):
    for _time in range(MOST):
        assert knock("/api/whoami/", name).status_code == 401
    assert knock("/api/whoami/", name).status_code == 429


def test_half_a_character_is_no_name(people):
    assert authenticate(username="\ud800", password="x") is None


@pytest.mark.parametrize("door", DOORS)
def test_who_is_locked_out_costs_no_hash(door, hashed):
    lock("owner")
    hashed.clear()
    assert knock(door, "owner", PASSWORD).status_code == 429
    assert hashed == []


@pytest.mark.parametrize("door", DOORS)
def test_an_unknown_name_costs_one_hash_as_a_wrong_password_does(door, hashed):
    knock(door, "owner")
    assert len(hashed) == 1
    knock(door, "nobody")
    assert len(hashed) == 2


@pytest.mark.parametrize("door", [*TOKENS, *PAGES])
def test_a_password_longer_than_any_is_wrong_and_not_hashed(door, hashed):
    for name in ("owner", "nobody"):
        answer = knock(door, name, "x" * (LONGEST + 1))
        assert answer.status_code == WRONG[door]
        assert Failures.objects.get(value=name).count == 1
    assert hashed == []


@pytest.mark.parametrize("path", BASIC[1:])
def test_basic_asks_the_database_once_for_who_it_is(
    path, people, django_assert_num_queries
):
    Actor("owner", "Basic").send("GET", path)
    lock("user", 3)  # of others
    with django_assert_num_queries(1 + (path != "/api/whoami/")):
        assert Actor("owner", "Basic").send("GET", path).status_code == 200


def test_a_lock_ends_by_itself_and_its_row_goes(people):
    lock("owner")
    lock("nobody")
    past = timezone.now() - timedelta(seconds=1)
    Failures.objects.filter(kind="name").update(until=past)
    assert knock("/api/whoami/", "owner", PASSWORD).status_code == 200
    assert lock("owner", MOST + 1) == [401] * MOST + [429]
    assert not Failures.objects.filter(value="nobody").exists()


def test_a_name_must_be_quiet_for_15_minutes(people):
    """Seven tries just before the end, and seven after it, would be fourteen."""
    lock("owner", MOST - 1)
    soon = timezone.now() + timedelta(seconds=1)
    Failures.objects.filter(kind="name").update(until=soon)
    lock("owner", 1)
    refused = knock("/api/token/", "owner")
    assert int(refused.headers["Retry-After"]) > MINUTES_15 - 60


def test_trying_on_does_not_prolong_it(people):
    lock("owner")
    before = [*Failures.objects.values_list("value", "count", "until")]
    assert lock("owner", 3) == [429] * 3
    assert [*Failures.objects.values_list("value", "count", "until")] == before


def test_a_new_password_lets_in_at_once(people):
    lock("owner")
    people["owner"].set_password("another password of many words")
    people["owner"].save()
    answer = knock("/api/whoami/", "owner", "another password of many words")
    assert answer.status_code == 200


def test_a_new_password_lets_in_also_where_failures_cannot_be_counted(people):
    error = OperationalError("database or disk is full")
    error.__cause__ = sqlite3.OperationalError(*error.args)
    held.hold("owner", error)
    assert knock("/api/whoami/", "owner", PASSWORD).status_code == 503
    people["owner"].set_password(PASSWORD)
    people["owner"].save()
    assert knock("/api/whoami/", "owner", PASSWORD).status_code == 200


def test_what_else_is_saved_of_a_user_lifts_nothing(people):
    lock("owner")
    people["owner"].save()
    assert knock("/api/whoami/", "owner", PASSWORD).status_code == 429


@pytest.mark.parametrize(
    "reset", [("load_users", "--reset-passwords"), ("demo", "--reset")]
)
def test_resetting_the_passwords_lets_everybody_in(reset, db):
    call_command("load_users")
    lock("admin")
    Failures.objects.filter(kind="address").update(count=100)
    call_command("load_users")
    assert knock("/api/whoami/", "admin", "123").status_code == 429
    call_command(*reset)
    assert knock("/api/whoami/", "admin", "123").status_code == 200


@pytest.mark.urls(__name__)
def test_a_login_of_ones_own_that_catches_nothing_is_no_fault(people):
    client = Client(raise_request_exception=False)
    for _time in range(MOST):
        assert client.get("/own/?u=owner").content == b"None"
    refused = client.get("/own/?u=owner")
    assert refused.status_code == 429
    assert refused.headers["Retry-After"]
    assert b"Come back in 15 minutes, or ask" in refused.content


def test_without_a_request_it_is_as_a_wrong_password(people):
    lock("owner")
    assert authenticate(username="owner", password=PASSWORD) is None
    assert authenticate(username="user", password=PASSWORD) == people["user"]


def test_under_asgi_it_is_the_same(people):
    ask = async_to_sync(aauthenticate)
    assert ask(username="owner", password=PASSWORD) == people["owner"]
    for _time in range(MOST):
        assert ask(username="owner", password=GUESS) is None
    assert ask(username="owner", password=PASSWORD) is None
