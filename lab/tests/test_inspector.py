"""The inspector agrees with the API about every token, and keeps none of them."""

import io
import json
import logging

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from api.tests.conftest import Actor
from api.tests.test_tokens import REMOVED, changed, raw

from ..inspector import LONGEST, judge
from .conftest import pair_of

JUDGE = "/lab/jwt/judge/"
UNSIGNED = {"parts", "algorithm", "signature"}

# What the inspector says no to, by the kind of token in the world of conftest.
WRONG = {
    "access": {"refresh"},
    "refresh": {"bearer"},
    "expired": {"bearer", "refresh", "expired"},
    "not_yet": {"bearer", "refresh", "not-before"},
    "forged": {"bearer", "refresh", "signature"},
    "hs512": {"bearer", "refresh", "algorithm"},
    "foreign": {"bearer", "refresh", "issuer"},
    "homeless": {"bearer", "refresh", "issuer"},
    "nameless": {"bearer", "refresh", "user"},
    "sliding": {"bearer", "refresh", "type"},
    "endless": {"bearer", "refresh", "expired"},
    "gone": {"bearer", "refresh", "user"},
    "idle": {"bearer", "refresh", "active"},
    "changed": {"bearer", "refresh", "password"},
    "token": {"bearer", "refresh", "parts"},
}

STRANGE = [
    {"user_id": [1]},
    {"user_id": True},
    {"user_id": "\u0661"},
    {"user_id": 10**18},
    {"user_id": "9" * 19},
    {"user_id": 10**30},
    {"user_id": REMOVED},
    {"exp": "9999999999"},
    {"exp": 10**30},
    {"exp": float("nan")},
    {"exp": [1]},
    {"iat": "abc"},
    {"iat": 4102444800},
    {"nbf": "abc"},
    {"nbf": 1},
    {"iss": ["access-lab"]},
    {"sub": 1},
    {"sub": "somebody"},
    {"aud": "somebody"},
    {"jti": REMOVED},
    {"jti": [1]},
    {"password_version": "\ud800"},
    {"jti": "\0"},
    {"token_type": [1]},
    {"token_type": REMOVED},
    {"password_version": REMOVED},
    {"a claim": "of somebody else"},
]

NONSENSE = [
    "",
    ".",
    "..",
    "...",
    "a.b.c",
    "\0",
    "\ud800.\ud800.\ud800",
    "\u0661.\u0661.\u0661",
    b"\xff\xfe.a.b",
    "a" * (LONGEST + 1),
    "." * LONGEST,
    raw("[" * 1500, "{}"),
    raw("{}", "[" * 1500),
    raw('{"alg": "HS256"}', '{"a":' * 600 + "1" + "}" * 600),
    raw('{"alg": "none"}', '{"user_id": 1}'),
    raw('{"alg": ["HS256"]}', "{}"),
    raw('{"alg": "HS256", "b64": false, "crit": ["b64"]}', ""),
    raw('{"alg": "HS256", "crit": ["x"]}', "{}"),
    raw('{"alg": "HS256", "kid": 1}', "{}"),
    raw('{"alg": "HS256"}', '{"exp": ' + "9" * 5000 + "}"),
    raw('{"alg": "HS256"}', "5"),
    raw("null", "null"),
]


def answers(token) -> dict[str, bool | None]:
    """What the inspector answers, by the key of its question."""
    return {finding.key: finding.ok for finding in judge(token)}


def noes(token) -> set[str]:
    """The questions that the inspector answers with no."""
    return {key for key, ok in answers(token).items() if ok is False}


def opens(token: str) -> bool:
    """Whether the API takes a token as Bearer."""
    sent = Actor().send("GET", "/api/whoami/", Authorization=f"Bearer {token}")
    assert sent.status_code in {200, 401}
    return sent.status_code == 200


def takes(address: str, field: str, token: str) -> bool:
    """Whether an address for tokens takes one."""
    sent = Actor().send("POST", f"/api/token/{address}/", {field: token})
    assert sent.status_code in {200, 401}
    return sent.status_code == 200


def assert_agrees(token: str) -> None:
    """The verdicts are what the API does, and the checks are why."""
    found = answers(token)
    assert found["bearer"] is opens(token)
    is_good = found["bearer"] or found["refresh"]
    assert is_good is takes("verify", "token", token)
    assert is_good is not bool(noes(token) - {"bearer", "refresh"})
    # Last, as this ends a token that is taken.
    assert found["refresh"] is takes("refresh", "refresh", token)


@pytest.mark.parametrize("kind", WRONG)
def test_it_says_what_is_wrong_with_a_token_and_agrees_with_the_api(kind, world):
    assert noes(world[kind]) == WRONG[kind]
    assert_agrees(world[kind])


@pytest.mark.parametrize("change", STRANGE, ids=str)
def test_it_agrees_with_the_api_about_well_signed_tokens_with_odd_claims(change, world):
    assert_agrees(changed(world["access"], **change))
    assert_agrees(changed(world["refresh"], **change))


def test_a_refresh_token_that_was_used_is_on_the_blacklist(people):
    token = pair_of("user")["refresh"]
    assert takes("refresh", "refresh", token)
    assert noes(token) == {"bearer", "refresh", "blacklist"}
    assert_agrees(token)


def test_it_tells_the_two_types_apart_in_words(world):
    said = {kind: judge(world[kind]) for kind in ("access", "refresh")}
    access, refresh = (
        next(finding.sentence for finding in found if finding.key == "type")
        for found in said.values()
    )
    assert "access token" in access
    assert "refresh token" in refresh


@pytest.mark.parametrize("user_id", ["existing", "99999"])
@pytest.mark.parametrize("kind", ["forged", "none", "HS512"])
def test_a_forged_token_is_no_oracle(
    kind, user_id, world, people, django_assert_num_queries
):
    chosen = str(people["user"].pk) if user_id == "existing" else user_id
    tokens = {
        "forged": changed(world["access"], key="k" * 64, user_id=chosen),
        "none": raw('{"alg": "none"}', json.dumps({"user_id": chosen})),
        "HS512": changed(world["access"], algorithm="HS512", user_id=chosen),
    }
    with django_assert_num_queries(0):
        found = answers(tokens[kind])
    verdicts = {"bearer", "refresh"}
    assert {key for key in found if found[key] is not None} <= UNSIGNED | verdicts
    assert not found["bearer"]
    assert not found["refresh"]


@pytest.mark.parametrize("token", NONSENSE, ids=lambda token: repr(token)[:40])
def test_nonsense_is_judged_and_nothing_is_raised(token, db):
    found = answers(token)
    assert not found["bearer"]
    assert not found["refresh"]
    if isinstance(token, str):
        form = {"token": token.encode(errors="replace").decode()}
        assert Client().post(JUDGE, form).status_code == 200


def test_what_is_too_long_is_refused_with_a_word(db):
    found = judge("a" * (LONGEST + 1))
    assert {finding.ok for finding in found} == {None}
    assert all(str(LONGEST) in finding.sentence for finding in found)


def test_space_around_a_token_does_not_matter(world):
    assert answers(f" {world['access']}\n") == answers(world["access"])


def test_the_judgement_is_a_fragment_that_says_yes_no_and_not_looked_at(world):
    sent = Client().post(JUDGE, {"token": world["forged"]})
    assert sent.headers["Cache-Control"] == "no-store"
    html = sent.content.decode()
    assert "<html" not in html
    assert html.count('data-ok="yes"') == html.count("<strong>yes</strong>") == 2
    assert html.count('data-ok="no"') == html.count("<strong>no</strong>") == 3
    unseen = html.count('data-ok="unseen"')
    assert unseen == html.count("<strong>not looked at</strong>") == 9


def test_the_judgement_comes_in_the_language_of_the_reader(world):
    sent = Client(headers={"Accept-Language": "ru"}).post(JUDGE, {"token": "a"})
    assert sent.headers["Content-Language"] == "ru"


def test_only_a_post_with_its_csrf_token_is_judged(db):
    client = Client(enforce_csrf_checks=True)
    assert client.get(JUDGE).status_code == 405
    assert client.get(JUDGE, {"token": "a.b.c"}).status_code == 405
    assert client.post(JUDGE, {"token": "a.b.c"}).status_code == 403
    client.get("/lab/jwt/")
    headers = {"X-CSRFToken": client.cookies["csrftoken"].value}
    assert client.post(JUDGE, {"token": "a"}, headers=headers).status_code == 200


def test_the_page_can_only_send_the_token_in_a_body(people):
    html = Client().get("/lab/jwt/").content.decode()
    form_fields = [part.split(">")[0] for part in html.split("<textarea")[1:]]
    assert len(form_fields) == 2
    assert not [field for field in form_fields if "name=" in field]


def dump() -> str:
    """All that the database holds."""
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    return out.getvalue()


def is_in(token: str, text: str) -> bool:
    """Whether the payload or the signature of a token is in a text."""
    return any(part in text for part in token.split(".")[1:])


def test_no_token_is_stored_or_logged(world, settings, caplog):
    settings.DEBUG = True
    visitor = Actor("user", "Session")
    before = dump()
    with caplog.at_level(logging.DEBUG):
        for kind in ("access", "refresh", "forged", "expired"):
            sent = visitor.client.post(
                JUDGE, {"token": world[kind]}, headers=visitor.headers
            )
            assert sent.status_code == 200
            assert not is_in(world[kind], sent.content.decode() + str(sent.headers))
            assert not is_in(world[kind], caplog.text)
    assert dump() == before
    assert not is_in(world["access"], before)


@pytest.mark.parametrize("debug", [True, False])
def test_an_error_page_shows_nothing_of_the_token(debug, world, settings, caplog):
    settings.DEBUG = debug

    def fail(*arguments):
        raise RuntimeError("the disk is gone")

    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(fail), caplog.at_level(logging.DEBUG):
        sent = client.post(JUDGE, {"token": world["access"]})
    assert sent.status_code == 500
    assert ("the disk is gone" in sent.content.decode()) is debug
    assert "the disk is gone" in caplog.text
    assert not is_in(world["access"], sent.content.decode() + caplog.text)
