"""Each solution is wrong in what it says, and in nothing else: by plain HTTP."""

import base64
from functools import cache

import pytest
import requests

from .solutions import TOKENS

pytest_plugins = ["lab.tests.solutions.fixtures"]

ACCOUNT = {"username": "platon27", "password": "#8X+DujR!B"}
CSRF = 32 * "c"

# What the complete solution answers. Nothing is changed by it: a DELETE is of an
# author who is not there, a POST is empty (TAKEN: with an e-mail that another has);
# both show who is let in.
COMPLETE = """
anonymous   authors/            GET 403  POST 403
anonymous   authors_generic/    GET 401  POST 401  HEAD 401
anonymous   authors_viewset/    GET 200  POST 400
anonymous   token/              POST 400
anonymous   token/refresh/      POST 400
anonymous   token/verify/       POST 400
anonymous   ../static/rest_framework/css/default.css  GET 200
anonymous   ../api-auth/login/  GET 200
anonymous   ../admin/login/     GET 200
anonymous   ../nowhere/         GET 404
Basic       authors/            GET 200  POST 400  TAKEN 400  PUT 405
Basic       authors/0/          GET 404  DELETE 404
Basic       authors_generic/    POST 401
Basic       authors_generic/0/  DELETE 401
Session     authors/            GET 200  POST 400
Session     authors_generic/    POST 401
bare        authors/            POST 403
bare        authors_viewset/    POST 403
Token       authors_generic/    POST 401
Token       authors_generic/0/  DELETE 401
JWT         authors/            GET 403
JWT         authors_generic/    HEAD 200  POST 400  PUT 405
JWT         authors_generic/0/  DELETE 404
refresh     authors_generic/    GET 401
forged      authors_generic/    GET 401
X-Username  authors/            GET 403
"""

# What each of the others answers otherwise than another one does.
CHANGES = {
    ("1.2.1", "complete"): """
        anonymous   authors_generic/    GET 200  POST 400  HEAD 200
        anonymous   token/              POST 404
        anonymous   token/refresh/      POST 404
        anonymous   token/verify/       POST 404
        Basic       authors_generic/    POST 400
        Basic       authors_generic/0/  DELETE 404
        Session     authors_generic/    POST 400
        Token       authors_generic/    POST 400
        Token       authors_generic/0/  DELETE 404
        refresh     authors_generic/    GET 200
        forged      authors_generic/    GET 200
    """,
    ("1.2", "1.2.1"): """
        anonymous   authors/            GET 200  POST 400
        JWT         authors/            GET 200
        X-Username  authors/            GET 200
    """,
    ("1.2.3", "1.2.1"): """
        anonymous   authors_generic/    POST 403
        Basic       authors_generic/0/  DELETE 403
        Token       authors_generic/    POST 403
        Token       authors_generic/0/  DELETE 403
        JWT         authors_generic/    POST 403  PUT 403
        JWT         authors_generic/0/  DELETE 403
    """,
    ("2.1", "complete"): """
        anonymous   token/              POST 404
        anonymous   token/refresh/      POST 404
        anonymous   token/verify/       POST 404
        Basic       authors_generic/    POST 400
        Basic       authors_generic/0/  DELETE 404
        JWT         authors_generic/    HEAD 401  POST 401  PUT 401
        JWT         authors_generic/0/  DELETE 401
    """,
    ("2.2", "2.1"): """
        anonymous   authors_generic/    GET 403  POST 403  HEAD 403
        Basic       authors_generic/    POST 403
        Basic       authors_generic/0/  DELETE 403
        Session     authors_generic/    POST 400
        Token       authors_generic/    POST 403
        Token       authors_generic/0/  DELETE 403
        JWT         authors_generic/    HEAD 403  POST 403  PUT 403
        JWT         authors_generic/0/  DELETE 403
        refresh     authors_generic/    GET 403
        forged      authors_generic/    GET 403
    """,
    ("token-kept", "complete"): """
        Token       authors_generic/    POST 400
        Token       authors_generic/0/  DELETE 404
        JWT         authors_generic/    HEAD 401  POST 401  PUT 401
        JWT         authors_generic/0/  DELETE 401
    """,
    ("2.3.1", "token-kept"): """
        anonymous   token/              POST 404
        anonymous   token/refresh/      POST 404
        anonymous   token/verify/       POST 404
    """,
    ("stricter", "complete"): """
        anonymous   authors_viewset/    GET 403  POST 403
    """,
    ("by-role", "complete"): """
        anonymous   authors_generic/    GET 200  HEAD 200
        Basic       authors_generic/    POST 400
        Basic       authors_generic/0/  DELETE 403
        Session     authors_generic/    POST 400
        Token       authors_generic/    POST 400
        Token       authors_generic/0/  DELETE 403
        JWT         authors_generic/    PUT 403
        JWT         authors_generic/0/  DELETE 403
    """,
    ("role-by-jwt", "by-role"): """
        Basic       authors_generic/    POST 401
        Basic       authors_generic/0/  DELETE 401
        Session     authors_generic/    POST 401
        Token       authors_generic/    POST 401
        Token       authors_generic/0/  DELETE 401
    """,
    ("staff-alone", "complete"): """
        Basic       authors/            GET 403  POST 403  TAKEN 403  PUT 403
        Basic       authors/0/          GET 403  DELETE 403
        Session     authors/            GET 403  POST 403
    """,
    ("or-read", "complete"): """
        anonymous   authors/            GET 200
        JWT         authors/            GET 200
        X-Username  authors/            GET 200
    """,
    ("no-api-auth", "complete"): """
        anonymous   ../api-auth/login/  GET 404
    """,
    ("allow-any", "complete"): """
        anonymous   authors/            GET 200  POST 400
        JWT         authors/            GET 200
        X-Username  authors/            GET 200
    """,
    ("no-refresh", "complete"): """
        anonymous   token/refresh/      POST 404
    """,
    ("users-delete", "by-role"): """
        Basic       authors_generic/0/  DELETE 404
        Token       authors_generic/0/  DELETE 404
        JWT         authors_generic/0/  DELETE 404
    """,
    ("csrf-exempt", "complete"): """
        bare        authors/            POST 400
        bare        authors_viewset/    POST 400
    """,
    ("no-token", "complete"): """
        anonymous   token/              POST 404
    """,
    ("open-jwt", "complete"): """
        anonymous   authors_generic/    GET 200  POST 400  HEAD 200
        Basic       authors_generic/    POST 400
        Basic       authors_generic/0/  DELETE 404
        Session     authors_generic/    POST 400
        Token       authors_generic/    POST 400
        Token       authors_generic/0/  DELETE 404
    """,
    ("no-verify", "complete"): """
        anonymous   token/verify/       POST 404
    """,
    ("no-viewset", "complete"): """
        anonymous   authors_viewset/    GET 404  POST 404
        bare        authors_viewset/    POST 404
    """,
    ("unsigned", "complete"): """
        forged      authors_generic/    GET 200
    """,
    ("to-login", "complete"): """
        anonymous   authors/            GET 302  POST 302
        Basic       authors/            GET 302  POST 302  TAKEN 302  PUT 302
        Basic       authors/0/          GET 302  DELETE 302
        JWT         authors/            GET 302
        X-Username  authors/            GET 302
    """,
    ("no-static", "complete"): """
        anonymous   ../static/rest_framework/css/default.css  GET 404
    """,
    ("duplicate", "complete"): """
        Basic       authors/            TAKEN 500
    """,
    ("no-head", "by-role"): """
        anonymous   authors_generic/    HEAD 401
        JWT         authors_generic/    HEAD 403
    """,
    ("careless", "complete"): """
        Basic       authors/            PUT 500
        JWT         authors_generic/    PUT 500
    """,
    ("any-token", "complete"): """
        refresh     authors_generic/    GET 200
    """,
    ("x-username", "complete"): """
        X-Username  authors/            GET 200
    """,
}


def statuses(text: str) -> dict[tuple[str, str, str], str]:
    """The statuses of a table, by who asks, where, and with which method."""
    found = {}
    for line in text.strip().splitlines():
        who, path, *cells = line.split()
        pairs = zip(cells[::2], cells[1::2], strict=True)
        found |= {(who, path, method): status for method, status in pairs}
    return found


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


@pytest.fixture(scope="module")
def answers(solution, carried):
    """A function to the statuses that a solution answers to all that is asked."""
    session = requests.Session()

    @cache
    def of(name: str) -> dict:
        return {cell: status(name, *cell) for cell in statuses(COMPLETE)}

    def status(name, who, path, method):
        body = {"name": "A", "email": "a1@example.net"} if method == "TAKEN" else {}
        answer = session.request(
            method.replace("TAKEN", "POST"),
            f"{solution(name)}/api/{path}",
            json=body,
            headers=carried[who],
            allow_redirects=False,
            timeout=9,
        )
        return str(answer.status_code)

    return of


def test_the_complete_solution_answers_as_the_lab_leaves_it(answers):
    assert answers("complete") == statuses(COMPLETE)


@pytest.mark.parametrize(("name", "other"), CHANGES)
def test_each_other_one_differs_in_what_it_says_alone(answers, name, other):
    differing = answers(name).items() - answers(other).items()
    assert dict(differing) == statuses(CHANGES[name, other])


def test_the_one_with_debug_shows_its_addresses_to_anybody(solution):
    text = requests.get(f"{solution('debug')}/nowhere/", timeout=9).text
    assert "DEBUG = True" in text
    assert "api-auth/" in text


def test_no_solution_goes_without_a_test(solutions):
    names = {name for name, _other in CHANGES}
    assert set(solutions) == names | {"complete", "debug"}
