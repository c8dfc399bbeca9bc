"""Attacks on sessions, and by means of somebody else's."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from ..conftest import PASSWORD, Actor
from .attack import AUTHORS, GENERIC, GOOD, WHOAMI, Attack, ask, each

LOGIN = "/api-auth/login/"
DOORS = [LOGIN, "/admin/login/"]


def in_session(method, path, data=None, **headers):
    """The answer to a browser in which `superuser` is signed in."""
    actor = Actor("superuser", "Session")
    actor.headers = {}
    return actor.send(method, path, data, **headers)


def with_token(people):
    return Actor("superuser", "Session").send("POST", GENERIC, GOOD)


def signing_in(door=LOGIN, name="superuser", **query):
    """The answer to a form of a login that is right, and the client that sent it."""
    client = Client(enforce_csrf_checks=True)
    token = client.get(door, query).context["csrf_token"]
    form = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": str(token)}
    answer = client.post(door, {**form, **query})
    answer.visitor = client
    return answer


def forced_in(people):
    """Another site sends the form of a login, to have its visitor in its account."""
    form = {"username": "superuser", "password": PASSWORD}
    statuses = {
        Client(enforce_csrf_checks=True).post(door, form).status_code for door in DOORS
    }
    assert statuses == {403}
    return statuses.pop()


def beside_a_jwt(people):
    """The session alone would need a CSRF token; the JWT is asked first."""
    headers = Actor("user", "JWT").headers
    answer = in_session("POST", GENERIC, GOOD, **headers)
    assert answer.json()["owner"] == "user"
    return answer


CSRF = [
    Attack("CS01", "no token", 403, lambda _: in_session("POST", GENERIC, GOOD)),
    Attack(
        "CS02",
        "a wrong token",
        403,
        lambda _: in_session("POST", GENERIC, GOOD, **{"X-CSRFToken": "c" * 32}),
    ),
    Attack("CS03", "the right token", 201, with_token),
    Attack("CS06", "DELETE", 403, lambda _: in_session("DELETE", f"{GENERIC}1/")),
    Attack("CS08", "a login, from elsewhere", 403, forced_in),
    Attack("CS09", "a JWT beside the session", 201, beside_a_jwt),
]


def shy_cookie(people):
    answer = signing_in()
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    return answer


def planted(people):
    """An attacker makes a session, and lets the victim sign in with it."""
    keys = set()
    for door in DOORS:
        victim = Client()
        store = victim.session
        store["planted"] = True
        store.save()
        victim.cookies["sessionid"] = store.session_key
        form = {"username": "superuser", "password": PASSWORD}
        answer = victim.post(door, form)
        assert victim.session.session_key != store.session_key
        assert not Session.objects.filter(session_key=store.session_key).exists()
        stale = ask("GET", WHOAMI, Cookie=f"sessionid={store.session_key}")
        assert stale.status_code == 401
        keys.add(victim.session.session_key)
    assert len(keys) == 2
    return answer


def of_the_inactive(people):
    """401 where JWT is asked first, and 403 where the session is."""
    actor = Actor("user", "Session")
    people["user"].is_active = False
    people["user"].save()
    assert actor.send("GET", AUTHORS).status_code == 403
    return actor.send("GET", WHOAMI)


def guessed(people):
    return ask("GET", WHOAMI, Cookie=f"sessionid={'0' * 32}")


def led_astray(where):
    """The answer of both logins, which leads to this site and nowhere else."""

    def send(people):
        for door in DOORS:
            answer = signing_in(door, next=where)
            assert "evil" not in answer.headers["Location"]
            assert answer.headers["Location"].startswith("/")
        return answer

    return send


def signed_out_by_a_link(people):
    visitor = signing_in().visitor
    answer = visitor.get("/api-auth/logout/")
    assert visitor.get(WHOAMI).status_code == 200
    return answer


SESSION = [
    Attack("SE01", "the form of the login", 302, lambda _: signing_in()),
    Attack("SE02", "GET", 200, lambda _: in_session("GET", WHOAMI)),
    Attack("SE03", "the cookie", 302, shy_cookie),
    Attack("SE04", "a session that was planted", 302, planted),
    Attack("SE09", "the session of somebody inactive", 401, of_the_inactive),
    Attack("SE10", "a key that was guessed", 401, guessed),
    Attack("SE11", "a way back elsewhere", 302, led_astray("https://evil.example/")),
    Attack("SE12", "the same without https", 302, led_astray("//evil.example/")),
    Attack("SE13", "signing out by GET", 405, signed_out_by_a_link),
]


@each(CSRF, SESSION)
def test_sessions(attack, people):
    attack.check(people)


@pytest.mark.parametrize(
    "where",
    [
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "https:evil.example/",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "https://evil.example%00.testserver/",
        "\thttps://evil.example/",
        "/%0d%0aSet-Cookie: evil=1",
        "/\r\nSet-Cookie: evil=1",
    ],
)
def test_no_spelling_leads_elsewhere_or_writes_a_header(where, people):
    for door in DOORS:
        answer = signing_in(door, next=where)
        assert answer.status_code == 302
        place = answer.headers["Location"]
        assert place.startswith("/")
        assert not place.startswith(("//", "/\\"))
        assert not {"\r", "\n"} & {*place}
        assert "evil" not in answer.cookies


def test_a_session_ends_for_everybody_who_has_its_key(people):
    actor = Actor("user", "Session")
    key = actor.client.cookies["sessionid"].value
    assert ask("GET", WHOAMI, Cookie=f"sessionid={key}").status_code == 200
    form = {"csrfmiddlewaretoken": actor.headers["X-CSRFToken"]}
    actor.client.post("/api-auth/logout/", form)
    assert ask("GET", WHOAMI, Cookie=f"sessionid={key}").status_code == 401


def test_a_session_ends_with_a_new_password(people):
    actor = Actor("user", "Session")
    people["user"].set_password("another password of many words")
    people["user"].save()
    assert actor.send("GET", WHOAMI).status_code == 401
