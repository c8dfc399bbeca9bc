"""The collection and the environment for Postman: all of the tables, and no more."""

import json
import re
from collections import Counter
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import translation
from rest_framework.authentication import BaseAuthentication
from rest_framework_simplejwt.settings import api_settings

from api.people import published_people
from lab.actors import ANONYMOUS, PEOPLE
from lab.postman.collection import SCHEMA, of_step
from lab.postman.credentials import schemes
from lab.postman.environment import environment
from lab.postman.files import ENVIRONMENT, collection_text
from lab.steps import ENDPOINTS, STEPS
from project.tests.fixtures import ROOT

pytestmark = pytest.mark.django_db

VARIABLE = re.compile(r"{{(\$?\w+)}}")
STATUS = re.compile(r"have\.status\((\d+)\)")
CHALLENGE = re.compile(r'"WWW-Authenticate"\)\)\.to\.equal\((".*?")\)\);')
FETCHED = {"Basic", "Jwt", "Refresh", "Session", "Csrf", "Token"}
COMMITTED = [step for step in STEPS if not step.trusts_headers]
# 48 of each step; each row of an endpoint once, but for each scheme of five actors.
CELLS = 48 * len(COMMITTED) + 8 * (3 + 5 * (2 + 4 + 4))


@pytest.fixture
def untrusting(settings):
    """A server that believes no header, as the committed copy has it."""
    settings.LAB_TRUST_HEADERS = False


@pytest.fixture
def document(untrusting):
    """The collection, as it is committed."""
    return json.loads(collection_text())


def requests(folder: dict, *path: str):
    """Each request below a folder, with the names of the folders on the way."""
    for one in folder["item"]:
        if "item" in one:
            yield from requests(one, *path, one["name"])
        else:
            yield path, one


def below(folder: dict):
    """Each folder below a folder."""
    for one in folder["item"]:
        if "item" in one:
            yield one
            yield from below(one)


def code_of(request: dict) -> str:
    """The tests of a request."""
    (event,) = request["event"]
    assert event["listen"] == "test"
    return "\n".join(event["script"]["exec"])


def variables(values: list[dict]) -> dict[str, str]:
    """The values of an environment by name."""
    return {one["key"]: one["value"] for one in values}


@pytest.mark.parametrize("trusted", [True, False])
def test_every_step_that_this_server_has_is_a_folder(settings, trusted):
    settings.LAB_TRUST_HEADERS = trusted
    made = json.loads(collection_text())
    names = [one["name"].split()[0] for one in made["item"]]
    steps = STEPS if trusted else COMMITTED
    assert names == ["The", *(one.id for one in [*steps, *ENDPOINTS])]
    told = made["info"]["description"]
    assert ("LAB_TRUST_HEADERS" in told) is not trusted
    assert ("drf-x-username" in told) is not trusted


def test_every_cell_is_there_exactly_once(document):
    found = Counter()
    for (top, *inner), one in requests(document):
        if top != "The lab's walk":
            status = int(STATUS.search(code_of(one))[1])
            found[(top.split()[0], *inner, *one["name"].split(), status)] += 1
    expected = Counter()
    for step in [*COMMITTED, *ENDPOINTS]:
        for actor, row in step.promised().items():
            for inner in folders(step, actor):
                cells = ((step.id, *inner, actor, *cell) for cell in row.items())
                expected.update(cells)
    assert found == expected
    assert len(expected) == CELLS


def folders(step, actor: str) -> list[list[str]]:
    """The folders below that of a step which have the row of an actor."""
    if step in COMMITTED:
        return [[]]
    return [[ANONYMOUS]] if actor == ANONYMOUS else [[name] for name in schemes(step)]


def test_every_request_leads_to_its_step(document):
    for (top, *_inner), one in requests(document):
        method, url = one["request"]["method"], one["request"]["url"]
        assert url.startswith("{{baseUrl}}/")
        path = url.removeprefix("{{baseUrl}}").replace("{{authorId}}", "1")
        found = resolve(path)
        if top.split()[0] in {step.id for step in COMMITTED}:
            assert found.namespace == top.split()[0]
        *_actor, column = one["name"].split()[:2]
        assert method in ("GET" if column == "LIST" else column, *one["name"].split())


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ("1.2.3", {"auth": "basic"}),
        ("2.1", {"auth": "basic"}),
        ("2.2", {"Cookie", "X-CSRFToken", "Referer"}),
        ("2.3.1", {"Authorization"}),
        ("2.3.2", {"auth": "bearer"}),
        ("drf-x-username", {"X-Username"}),
    ],
)
def test_a_step_is_asked_by_a_scheme_that_it_accepts(step, sent):
    (folder,) = [
        one
        for one in json.loads(collection_text())["item"]
        if one["name"].startswith(step)
    ]
    for _path, one in requests(folder):
        request = one["request"]
        names = {header["key"] for header in request["header"]} - {"Content-Type"}
        kind = request["auth"]["type"]
        said = {"auth": kind} if kind != "noauth" else names
        is_anonymous = one["name"].startswith(ANONYMOUS)
        assert said == (set() if is_anonymous else sent)


def test_the_challenge_is_the_one_that_the_server_sends(document):
    for _path, one in requests(document):
        if one["name"].split()[:2] != [ANONYMOUS, "LIST"]:
            continue
        answer = Client().get(one["request"]["url"].removeprefix("{{baseUrl}}"))
        assert answer.status_code == int(STATUS.search(code_of(one))[1])
        sent = answer.headers.get("WWW-Authenticate")
        tested = CHALLENGE.search(code_of(one))
        assert (tested and json.loads(tested[1])) == sent


def test_what_was_fetched_is_not_used_to_the_end_of_a_jwt(document):
    before, _after = ("\n".join(e["script"]["exec"]) for e in document["event"])
    kept = int(re.search(r'"keep": (\d+)', before)[1]) / 1000
    assert 60 < kept < api_settings.ACCESS_TOKEN_LIFETIME.total_seconds()


@pytest.mark.parametrize("classes", [[], [BaseAuthentication]])
def test_a_step_that_recognises_nobody_is_asked_without_credentials(classes):
    (step,) = [each for each in STEPS if each.id == "1.2-viewset"]
    made = of_step(replace(step, authentication_classes=classes))
    names = [one["name"] for _path, one in requests(made)]
    assert names == [f"{ANONYMOUS} {column}" for column in step.promised()[ANONYMOUS]]


@pytest.mark.parametrize(
    ("step", "shape"), [("1-owner", "page"), ("1.2.1", "list"), ("1.2.3", "list")]
)
def test_a_list_is_tested_as_its_view_answers(document, step, shape):
    for (top, *_inner), one in requests(document):
        if top.split()[0] == step and one["name"] == "superuser LIST":
            assert f'"body: {shape}"' in code_of(one)


def test_it_has_the_shape_of_a_collection_of_postman(document):
    assert document["info"]["schema"].endswith("/v2.1.0/collection.json")
    assert [event["listen"] for event in document["event"]] == ["prerequest", "test"]
    found = [*requests(document)]
    ids = [one["id"] for one in (*below(document), *(one for _path, one in found))]
    assert len({*ids}) == len(ids)
    for _path, one in found:
        assert one["protocolProfileBehavior"] == {
            "disableCookies": True,
            "followRedirects": False,
        }
        request = one["request"]
        assert {*request} - {"body"} == {
            "auth",
            "method",
            "header",
            "url",
            "description",
        }
        assert all({*header} == {"key", "value"} for header in request["header"])
        if "body" in request:
            assert json.loads(request["body"]["raw"])
            assert request["body"]["options"]["raw"]["language"] == "json"
        assert all(type(line) is str for line in one["event"][0]["script"]["exec"])


def test_no_host_is_written_down_and_no_variable_is_unknown(document):
    text = json.dumps(document)
    assert re.findall(r"https?://[^\"]*", text) == [SCHEMA]
    assert not re.search(r"localhost|127\.0\.0\.1|:8000", text)
    known = {*variables(environment("", published_people(), True)["values"])}
    known |= {f"{actor}{kind}" for actor in PEOPLE for kind in FETCHED}
    for _path, one in requests(document):
        used = {*VARIABLE.findall(json.dumps(one["request"]))}
        assert used <= known | {"authorId", "$guid"}


def test_the_accounts_are_those_of_users_json_and_of_the_lab(document):
    people = {
        one["username"]: one for one in json.loads((ROOT / "users.json").read_text())
    }
    path = ROOT / "postman" / ENVIRONMENT
    values = variables(json.loads(path.read_text(encoding="utf-8"))["values"])
    assert values.pop("baseUrl") == "http://127.0.0.1:8000"
    cast = {actor: people[values[f"{actor}Username"]] for actor in PEOPLE}
    for actor, person in cast.items():
        assert values[f"{actor}Password"] == person["password"]
        assert f'"{person["password"]}"' not in json.dumps(document)
    assert len(values) == 2 * len(PEOPLE) == 2 * len({*map(id, cast.values())})
    assert (cast["user"]["username"], cast["superuser"]["username"]) == (
        "platon27",
        "admin",
    )
    assert cast["staff"]["is_staff"]
    assert not cast["staff"].get("is_superuser")
    assert cast["granted"]["permissions"] == ["api.add_author"]
    assert {*cast["owner"]} == {"username", "email", "password"}


def test_descriptions_are_in_both_languages(document):
    by_id = {one["name"].split()[0]: one["description"] for one in document["item"]}
    for step in COMMITTED:
        for language in ("en", "ru"):
            with translation.override(language):
                assert str(step.title) in by_id[step.id]
                assert str(step.why) in by_id[step.id]
    cyrillic = re.compile("[а-я]")
    told = [one["request"]["description"] for _path, one in requests(document)]
    told += [one["description"] for one in below(document)]
    assert all(map(cyrillic.search, [*told, document["info"]["description"]]))
    assert all(re.search("[a-z] [a-z]", text) for text in told)
