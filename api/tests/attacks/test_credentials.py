"""Attacks on Basic, on DRF's tokens, and by trying passwords."""

from django.core.management import call_command

from ..conftest import PASSWORD
from ..doors import knock
from .attack import (
    AUTHORS,
    WHOAMI,
    Attack,
    ask,
    basic,
    drf_token_of,
    each,
    in_query,
    whoami,
)

RIGHT = f"user:{PASSWORD}"
WRONG = "user:guess"


def by_token(key):
    """The answer to who sends a DRF token."""
    return whoami(f"Token {key}")


def refused(header):
    """The refusal of a list that asks Session first: 403; whoami says 401."""
    assert whoami(header).status_code == 401
    return ask("GET", AUTHORS, Authorization=header)


def nobody_at_all(people):
    assert ask("GET", WHOAMI).status_code == 401
    return ask("GET", AUTHORS)


def as_wrong(header):
    """The refusal of a header, which is that of a wrong password."""
    answer, wrong = refused(header), refused(basic(WRONG))
    assert answer.content == wrong.content
    return answer


def inactive(people):
    people["user"].is_active = False
    people["user"].save()
    return as_wrong(basic(RIGHT))


def password_with_colons(people):
    people["user"].set_password("b:c:d")
    people["user"].save()
    return ask("GET", AUTHORS, Authorization=basic("user:b:c:d"))


def lower_case(people):
    return ask("GET", AUTHORS, Authorization=basic(RIGHT, "basic"))


# On a list that asks Session first, who is not recognised gets 403 in the place of 401.
BASIC = [
    Attack("BA01", "nothing", 403, nobody_at_all),
    Attack("BA03", "a wrong password", 403, lambda _: refused(basic(WRONG))),
    Attack("BA04", "an unknown name", 403, lambda _: as_wrong(basic("nobody:guess"))),
    Attack("BA05", "the password of somebody inactive", 403, inactive),
    Attack("BA07", "no Base64", 403, lambda _: refused("Basic !!!")),
    Attack("BA08", "a name without a colon", 403, lambda _: refused(basic("user"))),
    Attack("BA09", "NUL in the name", 403, lambda _: refused(basic("us\0er:guess"))),
    Attack("BA10", "a password with colons", 200, password_with_colons),
    Attack("BA12", "6000 bytes of a name", 403, lambda _: refused(basic("x" * 6000))),
    Attack("BA14", "basic, in small letters", 200, lower_case),
]


def token_of_the_inactive(people):
    key = drf_token_of()
    people["user"].is_active = False
    people["user"].save()
    return by_token(key)


def token_of_the_deleted(people):
    key = drf_token_of()
    people["user"].delete()
    return by_token(key)


def token_before_the_last(people):
    key = drf_token_of()
    call_command("drf_create_token", "user", reset_token=True, verbosity=0)
    assert by_token(drf_token_of()).status_code == 200
    return by_token(key)


TOKENS = [
    Attack("TK01", "a token", 200, lambda _: by_token(drf_token_of())),
    Attack("TK03", "the word alone", 401, lambda _: whoami("Token")),
    Attack("TK05", "as Bearer", 401, lambda _: whoami(f"Bearer {drf_token_of()}")),
    Attack("TK06", "in the address", 401, lambda _: in_query(token=drf_token_of())),
    Attack("TK07", "the token of somebody inactive", 401, token_of_the_inactive),
    Attack("TK08", "the token of somebody deleted", 401, token_of_the_deleted),
    Attack("TK09", "a token that was replaced", 401, token_before_the_last),
    Attack("TK11", "cut by a letter", 401, lambda _: by_token(drf_token_of()[:39])),
]


def eighth(door, name="user", **environ):
    """The answer to the eighth wrong password; the others were tried."""
    tried = [knock(door, name, **environ).status_code for _time in range(7)]
    assert 429 not in tried
    return knock(door, name, **environ)


def rotating(people):
    """Each wrong password as if it came from elsewhere."""
    statuses = [
        knock("/api/whoami/", "user", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        for number in range(8)
    ]
    return statuses[-1]


def right_at_last(people):
    """An admin's password, after seven wrong ones: the form again, and no session.

    429 with Retry-After, where others answer 200: programs can read that too.
    """
    eighth("/admin/login/", "superuser")
    answer = knock("/admin/login/", "superuser", PASSWORD)
    assert b'name="password"' in answer.content
    assert answer.headers["Retry-After"]
    assert "sessionid" not in answer.cookies
    return answer


BRUTE = [
    Attack("BF01", "8 by Basic", 429, lambda _: eighth(AUTHORS)),
    Attack("BF02", "8 for a JWT", 429, lambda _: eighth("/api/token/")),
    Attack("BF03", "8 for a DRF token", 429, lambda _: eighth("/api/api-token-auth/")),
    Attack("BF04", "8 with other X-Forwarded-For", 429, rotating),
    Attack("BF06", "8 by an unknown name", 429, lambda _: eighth(AUTHORS, "nobody")),
    Attack("BF09", "the right one after 7 wrong", 429, right_at_last),
]


@each(BASIC, TOKENS, BRUTE)
def test_credentials(attack, people):
    attack.check(people)
