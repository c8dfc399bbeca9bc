"""The checker recognises each step as itself, and leaves a site as it was."""

import pytest

from api.people import published_people
from lab.actors import ANONYMOUS, SCHEMES
from lab.checker import accounts, ways
from lab.checker.accounts import Account, Keyring, cast, default_accounts
from lab.checker.budget import an_endpoint
from lab.checker.check import CannotCheckError
from lab.checker.client import Client
from lab.checker.recognition import CHALLENGE, nearest, observed, path, recognise
from lab.checker.records import Records
from lab.checker.signin import UnknownAccountError
from lab.checker.survey import Survey
from lab.postman.credentials import PREFERRED
from lab.steps import ENDPOINTS, STEPS

from .examining import authors

EVERYBODY = {"user", "staff", "granted", "superuser"}
ALL = [*STEPS, *ENDPOINTS]
WHOAMI = "/api/whoami/"


@pytest.fixture(scope="module")
def keyring(site):
    """The accounts of users.json: one for each actor."""
    return Keyring(Client(site.url, limit=10_000), cast(published_people()))


def endpoint_of(step) -> str:
    """The endpoint whose view a step has."""
    return next(one.id for one in ENDPOINTS if one.view is step.view)


def survey_of(keyring, *steps) -> Survey:
    """A survey of steps in the place of the endpoints."""
    endpoints = {endpoint_of(step): step.list_url for step in steps}
    records = Records(keyring.client, keyring, endpoints)
    return Survey(keyring.client, keyring, records, endpoints)


def is_like(one, other) -> bool:
    """Whether nothing that a client can see tells two steps apart."""
    names = [[c.__name__ for c in x.authentication_classes] for x in (one, other)]
    return one.promised() == other.promised() and names[0] == names[1]


@pytest.mark.parametrize("step", ALL, ids=lambda step: step.id)
def test_a_step_is_recognised_as_itself_and_nothing_is_left(site, keyring, step):
    before, sent = authors(site), keyring.client.sent
    survey = survey_of(keyring, step)
    seen = observed(survey, endpoint_of(step))
    assert survey.records.clean_up() == []
    spent = keyring.client.sent - sent
    assert authors(site) == before
    assert spent <= an_endpoint(len(keyring.accounts))

    found = nearest(endpoint_of(step), seen)
    assert found.exact, found.differing
    alike = [one.id for one in ALL if is_like(one, step)]
    assert sorted(one.id for one in found.steps) == sorted(alike)
    assert found.steps[0].view is step.view

    # The two accounts of the lab's text tell as much.
    few = {cell: seen[cell] for cell in seen if cell[0] not in ("staff", "granted")}
    assert len(few) < len(seen)
    assert nearest(endpoint_of(step), few).steps == found.steps

    # And one cell that is otherwise is found, and nothing else.
    scheme = survey.main(endpoint_of(step))
    changes = {("superuser", scheme, "DELETE"): "refused"}
    if (ANONYMOUS, None, CHALLENGE) in seen:
        changes[ANONYMOUS, None, CHALLENGE] = "Digest"
    for cell, outcome in changes.items():
        other = nearest(endpoint_of(step), {**seen, cell: outcome})
        assert not other.exact
        assert other.differing == [cell]
        assert step in other.steps


def test_the_way_of_an_endpoint_has_the_steps_of_its_view_and_ends_with_itself():
    for end in ENDPOINTS:
        *way, last = path(end.id)
        assert last is end
        assert way == [step for step in STEPS if step.view is end.view] != []


def test_the_schemes_that_are_tried_are_all_that_there_are():
    for tried in (ways.SCHEMES, PREFERRED):
        assert sorted(tried) == sorted(SCHEMES)


def test_where_nothing_is_mounted_no_step_is_recognised(site, keyring):
    endpoints = {"authors": "/api/nothing/", "authors_generic": "/api/authors_generic/"}
    records = Records(keyring.client, keyring, endpoints)
    found = recognise(Survey(keyring.client, keyring, records, endpoints), "authors")
    assert (found.steps, found.exact) == ([], False)
    assert records.clean_up() == []


def test_what_was_asked_once_is_not_asked_again(keyring):
    survey = survey_of(keyring, ENDPOINTS[2])
    first = survey.answer("authors_viewset", "superuser", "JWT", "LIST")
    sent = keyring.client.sent
    assert survey.answer("authors_viewset", "superuser", "JWT", "LIST") is first
    assert keyring.client.sent == sent


@pytest.mark.parametrize("scheme", ["Basic", "Session", "Token", "JWT"])
@pytest.mark.parametrize("actor", ["user", "superuser"])
def test_credentials_are_those_of_the_actor(keyring, actor, scheme):
    carried = keyring.credentials(actor, scheme)
    found = keyring.client.ask("GET", WHOAMI, carried).json
    assert found["username"] == keyring.account(actor).username
    assert found["scheme"] == scheme
    assert keyring.credentials(actor, scheme) is carried


def test_an_owner_has_the_account_of_the_user_and_nobody_else_has(keyring):
    assert keyring.account("owner") == keyring.account("user")
    names = {keyring.account(actor).username for actor in EVERYBODY}
    assert len(names) == len(EVERYBODY)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_account_that_the_site_does_not_know_is_no_account_that_may_nothing(
    site, scheme
):
    unknown = Account("platon28\x1b[31m", "secret")
    keyring = Keyring(Client(site.url), {"user": unknown})
    with pytest.raises(UnknownAccountError, match="does not know platon28") as error:
        keyring.credentials("owner", scheme)
    assert "\x1b" not in str(error.value)
    assert "secret" not in str(error.value)


def test_an_actor_without_an_account_cannot_be_asked_about(site):
    keyring = Keyring(Client(site.url), default_accounts())
    assert not keyring.has("staff")
    with pytest.raises(CannotCheckError, match="staff"):
        keyring.credentials("staff", "JWT")


@pytest.mark.parametrize("scheme", ["Session", "Token", "JWT"])
def test_what_is_given_is_used_and_no_password_is_needed(site, keyring, scheme):
    carried = keyring.credentials("superuser", scheme)
    word = carried.headers.get("Authorization", "").split()[-1:]
    value = [*word, carried.cookies.get("sessionid")][0]
    given = Keyring(Client(site.url), {}, {("superuser", scheme): value})
    step = {"Session": "2.2", "Token": "2.3.1", "JWT": "2.3.2"}[scheme]
    survey = survey_of(given, next(one for one in STEPS if one.id == step))
    answer = survey.answer("authors_generic", "superuser", scheme, "POST")
    assert (answer.status, answer.json["owner"]) == (201, "admin")
    assert survey.records.clean_up() == []


def test_a_jwt_is_taken_anew_before_it_ends_but_not_for_ever(site, monkeypatch):
    monkeypatch.setattr(accounts, "FRESH", -1)
    keyring = Keyring(Client(site.url), default_accounts())
    taken = {keyring.credentials("user", "JWT").headers["Authorization"]}
    for _turn in range(accounts.MOST_JWTS + 3):
        taken.add(keyring.credentials("user", "JWT").headers["Authorization"])
    assert len(taken) == keyring.client.sent == accounts.MOST_JWTS


def test_what_nobody_may_delete_is_told(site, keyring):
    granted = {"user": keyring.account("granted")}
    survey = survey_of(Keyring(keyring.client, granted), STEPS[2])
    assert STEPS[2].id == "1.1-model"
    answer = survey.answer("authors_viewset", "user", "Session", "POST")
    left = survey.records.clean_up()
    address = f"/lab/1.1-model/authors/{answer.json['id']}/"
    assert left == [address]
    admin = keyring.credentials("superuser", "Session")
    assert keyring.client.ask("DELETE", address, admin).status == 204
