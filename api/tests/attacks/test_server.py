"""Attacks on the server itself: its files, its links, its races, its TLS."""

import itertools
from functools import partial
from typing import NamedTuple

import pytest
from django.test import Client

from project.tests.meeting import at_once

from ..conftest import Actor
from ..test_races import ACCOUNT
from .attack import AUTHORS, GENERIC, GOOD, REFRESH, VIEWSET, Attack, ask, each
from .raw import answers_to, post, request

EVIL = "evil.example"
serial = itertools.count()


class World(NamedTuple):
    """Where these attacks happen: a test client's site, and one under gunicorn."""

    people: dict
    site: object
    settings: object


@pytest.fixture
def world(people, site, settings):
    return World(people, site, settings)


def unknown(world):
    answer = ask("GET", "/api/nothing/")
    assert answer.json() == {"detail": "Not found."}
    return answer


def headers(world):
    answer = ask("GET", "/")
    for name, value in {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items():
        assert answer.headers[name] == value
    return answer


def links(**sent):
    """The links of the API, which no header of a client's own gets into."""

    def send(world):
        answer = ask("GET", "/api/", **sent)
        assert {*answer.json()}
        for link in answer.json().values():
            assert link.startswith("http://testserver/")
        return answer

    return send


def raw(*lines):
    """The only status that a server gives to a request with these lines of headers."""

    def send(world):
        found = answers_to(world.site.port, request(*lines))
        assert len(found) <= 1
        return found[0].status if found else CLOSED

    return send


def smuggled(world):
    """A body that two readers would end in two places: a second request is not one."""
    found = answers_to(
        world.site.port,
        post("Content-Length: 4", "Transfer-Encoding: chunked", body=b"0\r\n\r\nGET /"),
    )
    assert len(found) <= 1
    return found[0].status if found else CLOSED


def with_underscores(world):
    """Such names look like others to Python: CSRF would take its token from one."""
    signed_in = world.site.sign_in(**ACCOUNT)
    signed_in["X_CSRFToken"] = signed_in.pop("X-CSRFToken")
    data = {**GOOD, "email": f"underscore{next(serial)}@example.org"}
    assert world.site.ask("POST", GENERIC, data, **signed_in)[0] == 403
    status, links = world.site.ask("GET", "/api/", X_Forwarded_Proto="https")
    assert all(link.startswith("http://") for link in links.values())
    return status


CLOSED = 0
REFUSED = {400, CLOSED}
CONFIG = [
    Attack("CF02", "an unknown address", 404, unknown),
    Attack("CF04", "the database", 404, lambda _: ask("GET", "/db.sqlite3")),
    Attack("CF06", "the headers of a page", 200, headers),
    Attack("CF07", "X-Forwarded-Host", 200, links(**{"X-Forwarded-Host": EVIL})),
    Attack("CF08", "X-Forwarded-Proto", 200, links(**{"X-Forwarded-Proto": "https"})),
    Attack("CF10", "NUL in a header", REFUSED, raw("X-Name: a\0b")),
    Attack("CF11", "two ways to end a body", REFUSED, smuggled),
    Attack("CF12", "a body shorter than nothing", REFUSED, raw("Content-Length: -1")),
    Attack("CF13", "X_Forwarded_Proto", 200, with_underscores),
]


def one_email(world):
    session = world.site.sign_in(**ACCOUNT)
    data = {"name": "A", "email": f"attack{next(serial)}@example.org"}
    send = partial(world.site.ask, "POST", VIEWSET, data, **session)
    statuses = sorted(status for status, _body in at_once(*[send] * 8))
    assert statuses == [201] + [400] * 7
    return 201


def one_refresh_token(world):
    _status, pair = world.site.ask("POST", "/api/token/", ACCOUNT)
    send = partial(world.site.ask, "POST", REFRESH, {"refresh": pair["refresh"]})
    statuses = sorted(status for status, _body in at_once(*[send] * 8))
    assert statuses == [200] + [401] * 7
    return 200


RACE = [
    Attack("RC01", "one e-mail, eight times", 201, one_email),
    Attack("RC04", "one refresh token, eight times", 200, one_refresh_token),
]


def always_https(world):
    world.settings.SECURE_HSTS_SECONDS = 3600
    paths = ["/", "/nothing/", "/api/nothing/", AUTHORS, "/admin/", "/static/site.css"]
    for path in [*paths, GENERIC]:
        answer = Client().get(path, secure=True)
        assert answer.headers["Strict-Transport-Security"] == "max-age=3600"
    return answer


def without_referer(world):
    """Over https a CSRF token alone is too little: who is on the way could set it."""
    actor = Actor("superuser", "Session")
    send = partial(actor.client.post, GENERIC, GOOD, secure=True)
    allowed = send(headers={**actor.headers, "Referer": "https://testserver/"})
    assert allowed.status_code == 201
    return send(headers=actor.headers)


TLS = [
    Attack("TL02", "https, on each address", 200, always_https),
    Attack("TL05", "https without Referer and Origin", 403, without_referer),
]


@each(CONFIG, RACE, TLS)
def test_server(attack, world):
    attack.check(world)


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    "host",
    [
        EVIL,
        f"localhost.{EVIL}",
        f"localhost:80@{EVIL}",
        f"localhost, {EVIL}",
        f"localhost\\@{EVIL}",
        f"localhost/{EVIL}",
        "localhost:evil",
        "[::1].evil",
        "169.254.169.254",
        "",
        "local\0host",
    ],
)
def test_a_host_that_is_not_ours_is_400(host, debug, settings, db):
    settings.DEBUG = debug
    for path in ("/", "/api/", "/admin/login/", "/nothing/"):
        answer = ask("GET", path, Host=host, **{"X-Forwarded-Host": "localhost"})
        assert answer.status_code == 400
        assert debug or EVIL not in answer.content.decode()
