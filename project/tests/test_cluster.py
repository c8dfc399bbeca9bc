"""Two servers on one PostgreSQL and one Redis, behind nginx, act as one."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest

from .fixtures import Site, free_port, served
from .meeting import ALLOWED, GUNICORN, PLATON, at_once
from .servers import nginx

pytestmark = pytest.mark.servers

ADMIN = {"username": "admin", "password": "123"}
REFRESH = "/api/token/refresh/"
FORM = "application/x-www-form-urlencoded"
ROUND_ROBIN = """
upstream lab {{ server 127.0.0.1:{} fail_timeout=1s; server 127.0.0.1:{}; }}
server {{
    listen 127.0.0.1:{};
    location / {{ proxy_pass http://lab; proxy_set_header Host localhost; }}
}}
"""


@contextmanager
def behind_nginx(folder, *halves):
    """Both of them as one site: nginx gives each request to the other one."""
    port = free_port()
    site = ROUND_ROBIN.format(*(half.port for half in halves), port)
    with nginx(folder, site, port):
        yield Site(folder, port)


def test_who_signs_in_at_one_is_known_at_the_other_until_signed_out(pair):
    one, other = pair
    session = one.sign_in(**PLATON)
    for _again in range(3):
        status, person = other.ask("GET", "/api/whoami/", **session)
        assert (status, person["username"]) == (200, "platon27")
    assert other.ask("POST", "/api-auth/logout/", **session)[0] == 302
    for half in pair:
        assert half.ask("GET", "/api/whoami/", **session)[0] == 401


def test_a_refresh_token_used_at_one_is_refused_by_the_other(pair):
    one, other = pair
    old = one.ask("POST", "/api/token/", PLATON)[1]["refresh"]
    status, new = other.ask("POST", REFRESH, {"refresh": old})
    assert status == 200
    for half in pair:
        again = half.ask("POST", REFRESH, {"refresh": old})
        assert again[0] == 401
    assert one.ask("GET", "/api/whoami/", **bearer(new["access"]))[0] == 200


def test_a_refresh_token_ended_at_one_is_refused_by_the_other(pair):
    one, other = pair
    data = {"refresh": one.ask("POST", "/api/token/", PLATON)[1]["refresh"]}
    assert one.ask("POST", "/api/token/blacklist/", data)[0] == 200
    assert other.ask("POST", REFRESH, data)[0] == 401
    verified = {"token": data["refresh"]}
    assert other.ask("POST", "/api/token/verify/", verified)[0] == 401


def bearer(token):
    """The header of a JWT."""
    return {"Authorization": f"Bearer {token}"}


def test_one_refresh_token_sent_to_both_at_once_gives_one_pair(halves):
    for _round in range(5):
        data = {"refresh": halves[0].ask("POST", "/api/token/", PLATON)[1]["refresh"]}
        calls = [partial(half.ask, "POST", REFRESH, data) for half in halves * 4]
        statuses = [status for status, _body in at_once(*calls)]
        assert sorted(statuses) == [200] + [401] * 7


def test_a_drf_token_taken_back_at_one_is_refused_by_the_other(pair):
    one, other = pair
    key = one.ask("POST", "/api/api-token-auth/", PLATON)[1]["token"]
    header = {"Authorization": f"Token {key}"}
    status, person = other.ask("GET", "/api/whoami/", **header)
    assert (status, person["scheme"]) == (200, "Token")
    access = one.ask("POST", "/api/token/", PLATON)[1]["access"]
    claims = one.ask("GET", "/api/whoami/", **bearer(access))[1]["claims"]
    form = {**one.sign_in(**ADMIN), "Content-Type": FORM}
    path = f"/admin/authtoken/tokenproxy/{claims['user_id']}/delete/"
    assert one.send("POST", path, "post=yes", form).status == 302
    assert other.ask("GET", "/api/whoami/", **header)[0] == 401


def test_a_throttle_is_counted_once_for_both(halves, tmp_path):
    # As somebody else than the other tests, who may ask so often too.
    header = {"X-Forwarded-For": "192.0.2.1"}
    with behind_nginx(tmp_path, *halves) as site:
        answers = [site.ask("GET", "/api/", **header)[0] for _ in range(ALLOWED + 9)]
    assert answers == [200] * ALLOWED + [429] * 9
    assert [half.ask("GET", "/api/", **header)[0] for half in halves] == [429, 429]
    assert [half.ask("GET", "/api/")[0] for half in halves] == [200, 200]


def test_where_one_ends_the_other_goes_on(halves, tmp_path):
    session = halves[1].sign_in(**PLATON)
    with (
        served(halves[0].folder, *GUNICORN.split()) as third,
        behind_nginx(tmp_path, third, halves[1]) as site,
        ThreadPoolExecutor(4) as pool,
    ):
        asked = [
            pool.submit(site.ask, "GET", "/api/whoami/", **session) for _ in range(200)
        ]
        third.process.kill()
        answers = [each.result() for each in asked]
    assert {status for status, _person in answers} == {200}
