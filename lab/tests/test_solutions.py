"""The solutions by plain HTTP: the complete one, and where each fault is."""

import base64

import pytest
import requests

from .solutions import TOKENS

pytest_plugins = ["lab.tests.solutions.fixtures"]

ACCOUNT = {"username": "platon27", "password": "#8X+DujR!B"}
CSRF = 32 * "c"
TAKEN = {"name": "A", "email": "a1@example.net"}

# Who asks, what, where; the status by the complete solution, and by those that differ.
# Nothing is changed by it: a DELETE is of an author who is not there, a POST is empty
# or has an e-mail that another one has (TAKEN).
CELLS = """
anonymous   GET     authors/            403  allow-any=200 to-login=302
anonymous   GET     authors_generic/    401  open-jwt=200 by-role=200 users-delete=200
anonymous   HEAD    authors_generic/    401  no-head=401 by-role=200
anonymous   GET     authors_viewset/    200  no-viewset=404 stricter=403
anonymous   POST    authors_viewset/    400  no-viewset=404 stricter=403
anonymous   POST    token/              400  no-token=404 2.3.1=404
anonymous   POST    token/refresh/      400  no-refresh=404
anonymous   POST    token/verify/       400  no-verify=404
anonymous   GET     ../static/rest_framework/css/default.css  200  no-static=404
anonymous   GET     ../api-auth/login/  200  no-api-auth=404
Basic       POST    authors/            400  staff-alone=403 no-write=405
Basic       PATCH   authors/0/          404  no-write=405 no-patch=405
Basic       TAKEN   authors/            400  duplicate=500
Basic       PUT     authors/            405  careless=500
Basic       POST    authors_generic/    401  2.1=400
Session     POST    authors_generic/    401  2.2=400
bare        POST    authors/            403  csrf-exempt=400
Token       POST    authors_generic/    401  token-kept=400 2.3.1=400
JWT         GET     authors/            403  or-read=200 1.2=200
JWT         POST    authors_generic/    400  token-kept=401
Basic       DELETE  authors_generic/0/  401  by-role=403 users-delete=404
JWT         DELETE  authors_generic/0/  404  role-by-jwt=403 staff-delete=403
refresh     GET     authors_generic/    401  any-token=200
forged      GET     authors_generic/    401  unsigned=200 terse=401
X-Username  GET     authors/            403  x-username=200
"""
ROWS = [line.split() for line in CELLS.strip().splitlines()]


@pytest.fixture(scope="module")
def carried(solution):
    """The headers of each kind of credentials; they are good for all solutions."""
    url = solution("complete")
    pair = requests.post(f"{url}/api/token/", json=ACCOUNT, timeout=9).json()
    cookie = f"csrftoken={CSRF}"
    signed_in = requests.post(
        f"{url}/api-auth/login/",
        ACCOUNT,
        headers={"Cookie": cookie, "X-CSRFToken": CSRF},
        allow_redirects=False,
        timeout=9,
    )
    cookie += f"; sessionid={signed_in.cookies['sessionid']}"
    basic = base64.b64encode(":".join(ACCOUNT.values()).encode()).decode()
    head, claims, _signature = pair["access"].split(".")
    authorization = {
        "Basic": f"Basic {basic}",
        "Token": f"Token {TOKENS['platon27']}",
        "JWT": f"Bearer {pair['access']}",
        "refresh": f"Bearer {pair['refresh']}",
        "forged": f"Bearer {head}.{claims}.{43 * 'A'}",
    }
    return {
        "anonymous": {},
        "Session": {"Cookie": cookie, "X-CSRFToken": CSRF},
        "bare": {"Cookie": cookie},
        "X-Username": {"X-Username": ACCOUNT["username"]},
        **{kind: {"Authorization": value} for kind, value in authorization.items()},
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row[:3]))
def test_a_cell_is_as_the_lab_leaves_it_but_where_a_solution_is_wrong(
    solution, carried, row
):
    who, method, path, status, *others = row

    def answered(name: str) -> str:
        answer = requests.request(
            method.replace("TAKEN", "POST"),
            f"{solution(name)}/api/{path}",
            json=TAKEN if method == "TAKEN" else {},
            headers=carried[who],
            allow_redirects=False,
            timeout=9,
        )
        return str(answer.status_code)

    promised = {"complete": status, **dict(other.split("=") for other in others)}
    assert {name: answered(name) for name in promised} == promised


def test_the_one_with_debug_shows_its_addresses_to_anybody(solution):
    text = requests.get(f"{solution('debug')}/nowhere/", timeout=9).text
    assert "DEBUG = True" in text
    assert "api-auth/" in text


def test_no_fault_goes_without_a_cell(solutions):
    named = {other.split("=")[0] for row in ROWS for other in row[4:]}
    assert {*solutions} - named == {"complete", "debug", "1.2.1", "1.2.3"}
