"""What the laboratory tells of a lock-out, and what its own pages cost."""

import re

import pytest
from django.test import Client

from api.guards.lockout.models import Failures
from api.people import load, published_file
from api.tests.conftest import PASSWORD, Actor
from api.tests.doors import GUESS, lock

from ..matrix import run
from ..steps import STEPS
from .conftest import told, without_times

WHY = "/lab/why/"


def post(path, name, password=GUESS):
    """The answer of an address that gives tokens."""
    return Actor().send("POST", path, {"username": name, "password": password})


@pytest.mark.parametrize(
    ("path", "view"),
    [
        ("/api/token/", "TokenObtainPairView"),
        ("/api/api-token-auth/", "ObtainAuthToken"),
    ],
)
def test_what_gives_tokens_tells_of_the_lock(path, view, people):
    lock("owner")
    answer = post(path, "owner", PASSWORD)
    assert told(answer) == [
        f"{view} rejected.locked",
        "verdict verdict.429.locked 15",
    ]


def test_a_step_tells_of_the_lock(people):
    lock("owner")
    answer = Actor("owner", "Basic").send("GET", "/lab/2.1/authors/")
    assert answer.status_code == 429
    assert told(answer)[0] == "BasicAuthentication rejected.locked"
    assert told(answer)[-1] == "verdict verdict.429.locked 15"


@pytest.mark.parametrize("path", ["/api/token/", "/api/api-token-auth/"])
def test_the_trace_of_an_unknown_name_is_that_of_a_known_one(path, people):
    for _time in range(8):
        one, other = (without_times(post(path, name)) for name in ("owner", "nobody"))
        assert one == other
    for actor in (Actor("owner", "Basic"), Actor("nobody", "Basic")):
        answer = actor.send("GET", "/lab/2.1/authors/")
        assert without_times(answer).startswith(
            'BasicAuthentication;desc="rejected.locked"'
        )


def judged(authorization, **environ):
    """The page that judges a header, without what is new in every form."""
    form = {"authorization": authorization, "where": "2.1"}
    page = Client(**environ).post(WHY, form).content.decode()
    return re.sub(r"csrfmiddlewaretoken.*|[\d.]+ ms", "", page)


def test_a_header_that_is_judged_is_a_try_as_any_other(people, settings):
    guess = Actor().basic("owner", "wrong")["Authorization"]
    right = Actor().basic("owner", PASSWORD)["Authorization"]
    for _time in range(7):
        assert "does not check a password" not in judged(guess)
    assert "does not check a password" in judged(right)
    assert Failures.objects.get(kind="address").value == "127.0.0.1"
    settings.TRUSTED_PROXY = True
    judged(
        Actor().basic("user", "wrong")["Authorization"], HTTP_X_REAL_IP="198.51.100.7"
    )
    assert Failures.objects.get(value="198.51.100.7").count == 1


@pytest.mark.parametrize("path", ["/lab/credentials/", "/lab/sign-in/"])
def test_one_click_costs_no_hash_each_time(path, hashed):
    load(published_file())
    hashed.clear()
    for _time in range(3):
        answer = Client().post(path, {"username": "platon27"})
        assert answer.status_code in {200, 302}
    assert len(hashed) == 1


def test_the_matrix_is_seen_as_ever_from_an_address_that_is_locked_out(db):
    Failures.objects.create(kind="address", value="127.0.0.1", count=100)
    step = next(step for step in STEPS if step.id == "2.1")
    cells = [*run(step)]
    assert cells
    assert all(cell.kept for cell in cells)
