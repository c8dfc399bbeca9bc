"""Credentials are real: each scheme signs in the very user they were made for."""

import json

import pytest
from django.test import Client

from api.models import Author
from lab.actors import ANONYMOUS, PEOPLE, SCHEMES, accepted, enlist, word
from lab.matrix import count, rows, schemes
from lab.steps import ENDPOINTS, STEPS

ROWS = [*STEPS, *ENDPOINTS]
FOUR = ["Basic", "Session", "Token", "JWT"]

# A step where the signed-in may create, for each scheme alone.
ALONE = {
    "Basic": "2.1",
    "Session": "2.2",
    "Token": "2.3.1",
    "JWT": "2.3.2",
    "RemoteUser": "drf-remote-user",
    "XUsername": "drf-x-username",
}
URL = {step.id: step.list_url for step in STEPS}
REFUSED = [(s, other) for s in SCHEMES for other in SCHEMES if s != other]


@pytest.fixture
def cast(db):
    """The actors by name, as a matrix makes them."""
    return enlist(*PEOPLE)


def ask(method, url, credentials=None):
    """The response to a request through the whole of the server, CSRF included."""
    client = Client(enforce_csrf_checks=True)
    headers = credentials.headers if credentials else {}
    client.cookies.load(credentials.cookies if credentials else {})
    data = json.dumps({"name": "A", "email": "a@example.org"})
    body = data if method == "POST" else ""
    return client.generic(method, url, body, "application/json", headers=headers)


@pytest.mark.parametrize("actor", PEOPLE)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_credentials_sign_in_their_own_user(scheme, actor, cast):
    credentials = SCHEMES[scheme].credentials(cast[actor])
    created = ask("POST", URL[ALONE[scheme]], credentials)
    assert created.status_code == 201, created.content
    assert Author.objects.get().owner == cast[actor]
    assert created.json()["owner"] == cast[actor].username


@pytest.mark.parametrize("scheme", FOUR)
def test_whoami_knows_user_and_scheme(scheme, cast):
    told = ask("GET", "/api/whoami/", SCHEMES[scheme].credentials(cast["staff"])).json()
    assert told["username"] == cast["staff"].username
    assert told["scheme"] == scheme


@pytest.mark.parametrize("scheme", ["RemoteUser", "XUsername"])
def test_headers_mean_nothing_to_the_api(scheme, cast):
    credentials = SCHEMES[scheme].credentials(cast["superuser"])
    assert ask("GET", "/api/whoami/", credentials).status_code == 401


@pytest.mark.parametrize(("scheme", "other"), REFUSED)
def test_a_scheme_that_is_not_accepted_is_as_anonymous(scheme, other, cast):
    credentials = SCHEMES[scheme].credentials(cast["superuser"])
    for method in ("GET", "POST"):
        known = ask(method, URL[ALONE[other]], credentials)
        anonymous = ask(method, URL[ALONE[other]])
        assert known.status_code == anonymous.status_code in {401, 403}
        assert known.content == anonymous.content
        challenges = [r.headers.get("WWW-Authenticate") for r in (known, anonymous)]
        assert challenges[0] == challenges[1]


def test_actors_differ_in_what_their_names_say(cast):
    flags = {name: (u.is_staff, u.is_superuser) for name, u in cast.items()}
    assert flags.pop("staff") == (True, False)
    assert flags.pop("superuser") == (True, True)
    assert set(flags.values()) == {(False, False)}
    may_add = {name for name, u in cast.items() if u.has_perm("api.add_author")}
    assert may_add == {"granted", "superuser"}


def test_two_casts_do_not_meet(cast):
    assert {u.username for u in cast.values()}.isdisjoint(
        u.username for u in enlist(*PEOPLE).values()
    )


@pytest.mark.parametrize("step", ROWS, ids=lambda step: step.id)
def test_there_are_credentials_for_each_scheme_of_a_step(step):
    by_class = {cls: accepted([cls]) for cls in step.authentication_classes}
    assert all(len(names) == 1 for names in by_class.values()), by_class
    assert accepted(step.authentication_classes) == set.union(*by_class.values())


def test_each_scheme_is_accepted_somewhere():
    everywhere = {cls for step in ROWS for cls in step.authentication_classes}
    assert accepted(everywhere) == set(SCHEMES)
    assert accepted([]) == set()


@pytest.mark.parametrize("trusting", [True, False])
@pytest.mark.parametrize("step", ROWS, ids=lambda step: step.id)
def test_rows_are_all_actors_by_all_schemes_and_counted_right(step, trusting, settings):
    settings.LAB_TRUST_HEADERS = trusting
    tried = [*SCHEMES] if trusting else FOUR
    assert schemes() == tried
    listed = [
        (actor, *found) for actor in step.promised() for found in rows(step, actor)
    ]
    assert [(actor, scheme) for actor, scheme, _row in listed] == [
        (ANONYMOUS, None),
        *((actor, scheme) for actor in PEOPLE for scheme in tried),
    ]
    understood = accepted(step.authentication_classes)
    assert all(
        row == (actor if scheme in understood else ANONYMOUS)
        for actor, scheme, row in listed
    )
    assert count(step) == 8 * len(listed)


def test_a_challenge_begins_with_the_word_that_answers_it():
    words = {scheme: word(scheme) for scheme in FOUR}
    assert words == {"Basic": "Basic", "Session": "", "Token": "Token", "JWT": "Bearer"}
    assert {step.challenge.split(" ")[0] for step in ROWS} == {*words.values()}
