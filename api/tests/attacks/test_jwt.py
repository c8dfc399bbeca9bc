"""Attacks on JSON Web Tokens."""

import base64
import hashlib
import hmac
import itertools
import json
import socket

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from ..conftest import PASSWORD
from ..test_tokens import KEY, REMOVED, changed, payload, raw
from .attack import REFRESH, WHOAMI, Attack, ask, each, in_query, pair_of, whoami

NOW_AND_EVER = 4102444800


def bearer(token):
    """The answer to who sends a token as Bearer."""
    return whoami(f"Bearer {token}")


def good():
    """A valid access token."""
    return pair_of()["access"]


def part(data: bytes) -> str:
    """Bytes in Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(header, key, claims=None):
    """A token by hand, with HMAC: libraries refuse to make such ones."""
    head = json.dumps({"alg": "HS256", "typ": "JWT", **header})
    text = f"{part(head.encode())}.{part(json.dumps(claims or fresh()).encode())}"
    return f"{text}.{part(hmac.digest(key.encode(), text.encode(), hashlib.sha256))}"


def fresh():
    """The claims of a valid access token."""
    return payload(good())


def unsigned(alg):
    """A token that says that it needs no signature."""
    return raw(json.dumps({"alg": alg, "typ": "JWT"}), json.dumps(fresh()))


def with_claims(**claims):
    """The answer to a valid token with other claims, signed with our own key."""
    return bearer(changed(good(), **claims))


def with_kid(kid):
    """The answer to a token that names a key the attacker knows: empty, or 1."""
    weak = [bearer(signed({"kid": kid}, key)) for key in ("", "1")]
    assert {answer.status_code for answer in weak} == {401}
    # Nothing looks the name up: with our own key it is as good as without.
    assert bearer(signed({"kid": kid}, KEY)).status_code == 200
    return weak[0]


def swapped(**claims):
    """A valid token in which somebody without the key has changed the claims."""
    token = good().split(".")
    token[1] = part(json.dumps({**fresh(), **claims}).encode())
    return bearer(".".join(token))


def as_superuser(people):
    return swapped(user_id=str(people["superuser"].pk))


def of_rs256(_people):
    key = rsa.generate_private_key(65537, 2048)
    return bearer(changed(good(), key=key, algorithm="RS256"))


def of_a_public_key(_people):
    public = rsa.generate_private_key(65537, 2048).public_key()
    kinds = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return bearer(signed({}, public.public_bytes(*kinds).decode()))


def of_a_key_elsewhere(_people):
    """The address of a key, at which nobody may ask."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/keys.json"
        answer = bearer(signed({"jku": url, "x5u": url}, "attacker"))
        with pytest.raises(TimeoutError):
            server.accept()
    return answer


def nested(_people):
    claims = json.dumps(fresh())[:-1] + ',"x":' + "[" * 2500 + "]" * 2500 + "}"
    return bearer(jwt.PyJWS().encode(claims.encode(), KEY, "HS256"))


def a_list(_people):
    return bearer(jwt.PyJWS().encode(b"[1]", KEY, "HS256"))


def in_the_address(_people):
    return in_query(access=good(), token=good(), jwt=good())


def access_of_the_deleted(people):
    token = good()
    people["user"].delete()
    return bearer(token)


def refresh_of_the_deleted(people):
    pair = pair_of()
    people["user"].delete()
    return renew(pair)


def renew(pair):
    """The answer to a refresh token."""
    return ask("POST", REFRESH, {"refresh": pair["refresh"]})


def changed_password(people):
    """A pair from before the password was changed."""
    pair = pair_of()
    people["user"].set_password("another password of many words")
    people["user"].save()
    return pair


def renewed_twice(_people):
    pair = pair_of()
    assert set(renew(pair).json()) == {"access", "refresh"}
    return renew(pair)


def discreet(people):
    """Nothing in a token is a secret of its user."""
    answer = bearer(token := good())
    claims = json.dumps(payload(token))
    user = people["user"]
    for secret in (PASSWORD, user.email, user.password, user.password.split("$")[-1]):
        assert secret not in claims
    return answer


PATHS = "../../../../../../dev/null"
JWT = [
    Attack("JW01", "a valid token", 200, lambda _: bearer(good())),
    Attack("JW02", "alg none", 401, lambda _: bearer(unsigned("none"))),
    Attack("JW03", "alg None", 401, lambda _: bearer(unsigned("None"))),
    Attack("JW04", "alg NONE", 401, lambda _: bearer(unsigned("NONE"))),
    Attack("JW09", "key secret", 401, lambda _: bearer(signed({}, "secret"))),
    Attack("JW10", "key mysecretkey", 401, lambda _: bearer(signed({}, "mysecretkey"))),
    Attack("JW12", "key 123", 401, lambda _: bearer(signed({}, "123"))),
    Attack("JW13", "another user, old signature", 401, as_superuser),
    Attack("JW15", "expired", 401, lambda _: with_claims(exp=1)),
    Attack("JW16", "without exp", 401, lambda _: with_claims(exp=REMOVED)),
    Attack("JW17", "exp as text", 401, lambda _: with_claims(exp="9999999999abc")),
    Attack("JW19", "refresh as access", 401, lambda _: bearer(pair_of()["refresh"])),
    Attack("JW21", "without a type", 401, lambda _: with_claims(token_type=REMOVED)),
    Attack("JW23", "SQL as user", 401, lambda _: with_claims(user_id="1 OR 1=1")),
    Attack("JW24", "a huge user id", 401, lambda _: with_claims(user_id=10**30)),
    Attack("JW25", "another issuer", 401, lambda _: with_claims(iss="elsewhere")),
    Attack("JW26", "HS512", 401, lambda _: bearer(changed(good(), algorithm="HS512"))),
    Attack("JW27", "RS256 of the attacker", 401, of_rs256),
    Attack("JW28", "a public key as the secret", 401, of_a_public_key),
    Attack("JW30", "kid: a path to nothing", 401, lambda _: with_kid(f"../{PATHS}")),
    Attack("JW31", "kid: an empty file", 401, lambda _: with_kid("/dev/null")),
    Attack("JW32", "kid: a command", 401, lambda _: with_kid("|sleep 10")),
    Attack("JW34", "kid: a number", 401, lambda _: bearer(signed({"kid": 12345}, ""))),
    Attack("JW35", "jku and x5u", 401, of_a_key_elsewhere),
    Attack(
        "JW36",
        "crit with what nobody knows",
        401,
        lambda _: bearer(signed({"crit": ["x"], "x": 1}, KEY)),
    ),
    Attack("JW37", "2500 levels deep", {400, 401, 431}, nested),
    Attack("JW38", "a list as claims", 401, a_list),
    Attack("JW39", "three letters", 401, lambda _: bearer("a.b.c")),
    Attack("JW42", "in the address", 401, in_the_address),
    Attack("JW44", "of a deleted user", 401, access_of_the_deleted),
    Attack("JW45", "refresh of a deleted user", 401, refresh_of_the_deleted),
    Attack(
        "JW48",
        "older than the password",
        401,
        lambda people: bearer(changed_password(people)["access"]),
    ),
    Attack(
        "JW49",
        "refresh older than the password",
        401,
        lambda people: renew(changed_password(people)),
    ),
    Attack("JW50", "refresh, the first time", 200, lambda _: renew(pair_of())),
    Attack("JW51", "refresh, the second time", 401, renewed_twice),
    Attack("JW54", "no refresh token", 400, lambda _: ask("POST", REFRESH, {})),
    Attack("JW55", "refresh: null", 400, lambda _: renew({"refresh": None})),
    Attack(
        "JW57",
        "a role of one's own",
        401,
        lambda _: swapped(is_superuser=True, role="superuser"),
    ),
    Attack("JW58", "what a token tells", 200, discreet),
]


@each(JWT)
def test_jwt(attack, people):
    attack.check(people)


SPELLINGS = ["".join(each) for each in itertools.product("nN", "oO", "nN", "eE")]


@pytest.mark.parametrize("alg", [*SPELLINGS, "", " none", "none ", None])
def test_no_spelling_of_none_opens_anything(alg, people):
    token = unsigned(alg)
    for signature in ("", "x", good().rpartition(".")[2]):
        assert bearer(f"{token}{signature}").status_code == 401
        sent = {"refresh": f"{token}{signature}"}
        assert ask("POST", REFRESH, sent).status_code == 401


def test_a_blank_or_cut_signature_is_none(people):
    token = good()
    text, _dot, signature = token.rpartition(".")
    for other in ("", "=", "AA", signature[:-2], signature[::-1], f"{signature}AAAA"):
        assert bearer(f"{text}.{other}").status_code == 401
    assert bearer(text).status_code == 401
    assert bearer(token).status_code == 200


def test_a_token_that_is_not_valid_yet_is_401(people):
    assert with_claims(nbf=NOW_AND_EVER).status_code == 401
    assert with_claims(iat=NOW_AND_EVER).status_code == 401
    assert with_claims(nbf=1).status_code == 200


@pytest.mark.parametrize("value", ['"\\ud800"', "NaN", "-Infinity", "1e999"])
def test_a_claim_that_no_answer_could_show_is_401(value, people):
    claims = json.dumps(fresh())[:-1] + f',"x":{value}}}'
    token = jwt.PyJWS().encode(claims.encode(), KEY, "HS256")
    for accept in ("application/json", "text/html"):
        answer = ask("GET", WHOAMI, Authorization=f"Bearer {token}", Accept=accept)
        assert answer.status_code == 401
    assert ask("POST", "/api/token/verify/", {"token": token}).status_code == 401


def test_a_token_is_read_up_to_4096_characters(people):
    claims, statuses = fresh(), {}
    for length in range(2600, 3000, 10):
        token = signed({}, KEY, {**claims, "x": "a" * length})
        statuses[len(token)] = bearer(token).status_code
    assert statuses == {n: 200 if n <= 4096 else 401 for n in statuses}
    assert {*statuses.values()} == {200, 401}


def test_a_claim_of_being_admin_is_not_believed_even_when_signed(people):
    """The database says who is what: our own key may have signed an older truth."""
    token = changed(good(), is_superuser=True, role="superuser", is_staff=True)
    assert bearer(token).json()["roles"] == ["user"]
