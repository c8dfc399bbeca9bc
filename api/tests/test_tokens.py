"""JSON Web Tokens and DRF's tokens: what they carry, and when they end."""

import base64
import json

import jwt
import pytest
from django.conf import settings as project
from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from .conftest import PASSWORD, Actor

KEY = project.SIMPLE_JWT["SIGNING_KEY"]
REMOVED = "removed"


def post(path, data):
    """The answer of an endpoint for tokens, asked without other credentials."""
    return Actor().send("POST", f"/api/{path}", data)


@pytest.fixture
def pair(people):
    """`{"refresh", "access"}` of the superuser."""
    return post("token/", {"username": "superuser", "password": PASSWORD}).json()


def whoami(authorization):
    """Who the server takes the sender of a header for."""
    return Actor().send("GET", "/api/whoami/", Authorization=authorization)


def payload(token):
    """The claims of a JWT, read as anybody can read them."""
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def changed(token, key=KEY, algorithm="HS256", headers=None, **claims):
    """The same token with other claims, signed anew; REMOVED takes one away."""
    claims = {**payload(token), **claims}
    claims = {name: value for name, value in claims.items() if value != REMOVED}
    return jwt.PyJWS().encode(json.dumps(claims).encode(), key, algorithm, headers)


def raw(header, claims, signature=""):
    """A token of two parts that are JSON texts, and a signature."""
    parts = (base64.urlsafe_b64encode(text.encode()) for text in (header, claims))
    return ".".join([*(part.decode().rstrip("=") for part in parts), signature])


def test_a_jwt_names_the_user_and_the_role_and_holds_no_secret(pair, people):
    for token in pair.values():
        claims = payload(token)
        assert claims["username"] == claims["role"] == "superuser"
        assert claims["user_id"] == str(people["superuser"].pk)
        assert claims["iss"] == "access-lab"
        assert set(claims) == {
            *("exp", "iat", "iss", "jti", "token_type"),
            *("password_version", "role", "user_id", "username"),
        }
        text = json.dumps(claims)
        user = people["superuser"]
        for secret in (user.password, user.password.split("$")[-1], user.email):
            assert secret not in text


def test_the_lifetimes_are_15_minutes_and_a_day(pair):
    lifetimes = {kind: payload(pair[kind]) for kind in pair}
    assert lifetimes["access"]["exp"] - lifetimes["access"]["iat"] == 15 * 60
    assert lifetimes["refresh"]["exp"] - lifetimes["refresh"]["iat"] == 24 * 3600


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("user", ["user"]),
        ("staff", ["user", "staff"]),
        ("superuser", ["user", "staff", "superuser"]),
    ],
)
@pytest.mark.parametrize("scheme", ["Basic", "Session", "Token", "JWT"])
def test_whoami_tells_user_roles_scheme_and_claims(scheme, name, roles, people):
    body = Actor(name, scheme).send("GET", "/api/whoami/").json()
    claims = body.pop("claims")
    assert body == {"username": name, "roles": roles, "scheme": scheme}
    assert (claims and claims["role"]) == (roles[-1] if scheme == "JWT" else None)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nobody_changes_who_they_are(method, people):
    answer = Actor("user", "Basic").send(method, "/api/whoami/", {"is_superuser": True})
    assert answer.status_code == 405
    assert not User.objects.get(username="user").is_superuser


@pytest.mark.parametrize(
    "change",
    [
        {"user_id": "abc"},
        {"user_id": [1]},
        {"user_id": {"a": 1}},
        {"user_id": None},
        {"user_id": True},
        {"user_id": -1},
        {"user_id": 1.5},
        {"user_id": "1 OR 1=1"},
        {"user_id": "\u0661"},
        {"user_id": 10**18},
        {"user_id": 10**30},
        {"user_id": REMOVED},
        {"exp": 1},
        {"exp": REMOVED},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": "9999999999abc"},
        {"exp": 10**30},
        {"exp": 2**63 - 1},
        {"exp": [1]},
        {"exp": float("inf")},
        {"exp": float("nan")},
        {"iat": "abc"},
        {"iat": 10**30},
        {"nbf": 4102444800},
        {"nbf": "abc"},
        {"iss": "somebody else"},
        {"iss": ["access-lab"]},
        {"iss": REMOVED},
        {"jti": REMOVED},
        {"token_type": REMOVED},
        {"token_type": "sliding"},
        {"token_type": [1]},
        {"password_version": "0"},
        {"password_version": REMOVED},
    ],
    ids=str,
)
def test_strange_claims_are_401_even_when_well_signed(change, pair):
    access = changed(pair["access"], **change)
    refresh = changed(pair["refresh"], **change)
    assert whoami(f"Bearer {access}").status_code == 401
    assert post("token/verify/", {"token": access}).status_code == 401
    assert post("token/refresh/", {"refresh": refresh}).status_code == 401
    # A token may always be ended by who holds it, also where its user is gone.
    ended = post("token/blacklist/", {"refresh": refresh})
    assert ended.status_code in {200, 401}


NESTED = '{"a":' * 20_000 + "1" + "}" * 20_000


@pytest.mark.parametrize(
    "token",
    [
        "a.b.c",
        "a",
        "..",
        raw('{"alg":"none"}', '{"user_id":"1"}'),
        raw('{"alg":"None"}', '{"user_id":"1"}'),
        raw('{"alg":"HS256"}', '{"user_id":"1"}'),
        raw("[]", "{}", "x"),
        raw(NESTED, "{}", "x"),
        raw('{"alg":"HS256","kid":' + NESTED + "}", "{}", "x"),
        raw('{"alg":["HS256"]}', "{}", "x"),
        raw('{"alg":{}}', "{}", "x"),
        "\u00e9.\u00e9.\u00e9",
    ],
    ids=range(12),
)
def test_what_is_not_a_token_is_401(token, people):
    assert post("token/verify/", {"token": token}).status_code == 401
    assert post("token/refresh/", {"refresh": token}).status_code == 401
    assert post("token/blacklist/", {"refresh": token}).status_code == 401
    assert whoami(f"Bearer {token}").status_code == 401


@pytest.mark.parametrize("claims", [NESTED, "[1]", "null", '"text"', "{", ""])
def test_a_well_signed_payload_that_is_no_object_is_401(claims, pair):
    token = jwt.PyJWS().encode(claims.encode(), KEY, "HS256")
    assert whoami(f"Bearer {token}").status_code == 401
    assert post("token/verify/", {"token": token}).status_code == 401


def test_only_hs256_and_only_our_key(pair):
    good = pair["access"]
    assert whoami(f"Bearer {good}").status_code == 200
    for other in (
        changed(good, algorithm="HS512"),
        changed(good, algorithm="HS384"),
        changed(good, key="another key that is long enough to sign tokens"),
        changed(good, key=KEY + "x"),
        good[:-4] + "AAAA",
        ".".join([good.split(".")[0], changed(good, role="x").split(".")[1], "x"]),
    ):
        assert whoami(f"Bearer {other}").status_code == 401


def test_a_token_of_the_wrong_type_is_401(pair):
    assert whoami(f"Bearer {pair['refresh']}").status_code == 401
    assert post("token/refresh/", {"refresh": pair["access"]}).status_code == 401
    assert post("token/blacklist/", {"refresh": pair["access"]}).status_code == 401


def delete(user):
    user.delete()


def deactivate(user):
    user.is_active = False
    user.save()


def change_password(user):
    user.set_password("another password of many words")
    user.save()


@pytest.mark.parametrize("end", [delete, deactivate, change_password])
def test_tokens_end_with_the_user(end, pair, people):
    end(people["superuser"])
    assert whoami(f"Bearer {pair['access']}").status_code == 401
    assert post("token/refresh/", {"refresh": pair["refresh"]}).status_code == 401
    for token in pair.values():
        assert post("token/verify/", {"token": token}).status_code == 401


def test_verify_accepts_a_valid_token_of_either_type(pair):
    for token in pair.values():
        assert post("token/verify/", {"token": token}).status_code == 200


def test_a_refresh_token_gives_one_new_pair(pair):
    first = post("token/refresh/", {"refresh": pair["refresh"]})
    assert first.status_code == 200
    assert set(first.json()) == {"access", "refresh"}
    assert payload(first.json()["access"])["role"] == "superuser"
    assert whoami(f"Bearer {first.json()['access']}").status_code == 200
    again = post("token/refresh/", {"refresh": pair["refresh"]})
    assert again.status_code == 401
    assert again.json()["code"] == "token_not_valid"
    assert post("token/verify/", {"token": pair["refresh"]}).status_code == 401
    new = {"refresh": first.json()["refresh"]}
    assert post("token/refresh/", new).status_code == 200


def test_a_refresh_tells_the_role_of_today(pair, people):
    people["superuser"].is_superuser = people["superuser"].is_staff = False
    people["superuser"].save()
    new = post("token/refresh/", {"refresh": pair["refresh"]}).json()
    assert payload(new["access"])["role"] == payload(new["refresh"])["role"] == "user"


def test_a_blacklisted_refresh_token_is_over(pair):
    ended = post("token/blacklist/", {"refresh": pair["refresh"]})
    assert ended.status_code == 200
    assert post("token/refresh/", {"refresh": pair["refresh"]}).status_code == 401
    assert post("token/blacklist/", {"refresh": pair["refresh"]}).status_code == 401


def test_every_refresh_token_is_on_record(pair):
    new = post("token/refresh/", {"refresh": pair["refresh"]}).json()["refresh"]
    recorded = {row.jti for row in OutstandingToken.objects.all()}
    assert recorded == {payload(token)["jti"] for token in (pair["refresh"], new)}


@pytest.mark.parametrize(
    ("path", "field"),
    [("token/refresh/", "refresh"), ("token/verify/", "token")],
)
@pytest.mark.parametrize("value", [None, "", [], {}, True, REMOVED])
def test_an_empty_token_is_400_and_names_the_field(path, field, value, db):
    answer = post(path, {} if value == REMOVED else {field: value})
    assert answer.status_code == 400
    assert list(answer.json()) == [field]


@pytest.mark.parametrize(
    ("path", "status"), [("token/", 401), ("api-token-auth/", 400)]
)
def test_wrong_password_unknown_and_inactive_user_look_alike(path, status, people):
    deactivate(people["user"])
    answers = [
        post(path, {"username": name, "password": password})
        for name, password in [("owner", "x"), ("nobody", "x"), ("user", PASSWORD)]
    ]
    assert {answer.status_code for answer in answers} == {status}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("path", ["token/", "api-token-auth/"])
def test_a_null_character_in_the_name_is_400(path, db):
    answer = post(path, {"username": "a\0b", "password": "x"})
    assert answer.status_code == 400
    assert list(answer.json()) == ["username"]


def test_the_token_endpoints_ignore_other_credentials(people):
    """Who asks for a token may still hold the old one, or a session."""
    data = {"username": "user", "password": PASSWORD}
    for path in ("token/", "api-token-auth/"):
        actor = Actor("user", "Session")
        actor.headers = {"Authorization": "Basic dXNlcjp3cm9uZw=="}
        assert actor.send("POST", f"/api/{path}", data).status_code == 200


def test_the_drf_token_stays_the_same_until_it_is_taken_back(people):
    first = Actor("user", "Token").headers
    assert Actor("user", "Token").headers == first
    assert whoami(first["Authorization"]).status_code == 200
    Token.objects.all().delete()
    assert whoami(first["Authorization"]).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        "Token",
        "Token a b",
        "Token \u00e9",
        "Bearer",
        "Bearer a b",
        "Basic",
        "Basic !!!",
        "Basic YWRtaW4=",
        "Basic a b",
        "Bearer: x",
        "Nonsense x",
        "",
    ],
)
def test_a_header_that_says_nothing_is_401(header, people):
    assert whoami(header).status_code == 401


def test_a_drf_token_sent_as_bearer_and_a_jwt_sent_as_token_are_401(pair, people):
    key = Actor("user", "Token").headers["Authorization"].split()[1]
    assert whoami(f"Bearer {key}").status_code == 401
    assert whoami(f"Token {pair['access']}").status_code == 401


@pytest.mark.parametrize("password", ["with:colons:in", "пароль", " spaces "])
def test_basic_takes_any_password(password, people):
    people["user"].set_password(password)
    people["user"].save()
    answer = Actor("user", "Basic", password).send("GET", "/api/whoami/")
    assert answer.json()["username"] == "user"
