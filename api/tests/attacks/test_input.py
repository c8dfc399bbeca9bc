"""Attacks by what is sent: bodies, numbers, queries, and how much of it."""

import json

import pytest

from api.models import Author

from ..conftest import PASSWORD, Actor
from .attack import AUTHORS, GENERIC, GOOD, LISTS, VIEWSET, Attack, ask, each

FORM = "application/x-www-form-urlencoded"
TOKEN = "/api/token/"
DEEP = "[" * 100_000


def post(data, url=AUTHORS, **headers):
    """The answer to a superuser's POST; as all answers to bad input it is JSON."""
    answer = Actor("superuser", "Basic").send("POST", url, data, **headers)
    assert answer.json()
    return answer


def get(path, **headers):
    """The answer to a superuser's GET."""
    return Actor("superuser", "Basic").send("GET", path, **headers)


def typed(content_type):
    """A body of a type."""
    return lambda _: post(json.dumps(GOOD), content_type=content_type)


def too_large(author):
    body = json.dumps({**GOOD, "x": "x" * 3_000_000})
    for url in (*LISTS, TOKEN, "/api-auth/login/"):
        assert ask("POST", url, body).status_code == 413
    return post(body)


def same_list(query):
    """A list that a query cannot change."""

    def send(author):
        Author.objects.create(name="Zoe", email="zoe@example.org")
        answer = get(f"{VIEWSET}?{query}")
        assert answer.json() == get(VIEWSET).json()
        return answer

    return send


def owned_by(value):
    """Somebody who names an owner: nobody is asked who owns what one creates."""

    def send(author):
        answer = post({**GOOD, "owner": value})
        assert answer.json()["owner"] == "superuser"
        return answer

    return send


def script(author):
    name = "<script>alert(1)</script>"
    answer = post({**GOOD, "name": name})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["name"] == name
    page = get(f"{AUTHORS}{answer.json()['id']}/", Accept="text/html")
    assert name not in page.content.decode()
    return answer


def nul_name(author):
    return ask("POST", TOKEN, {"username": "a\0b", "password": PASSWORD})


INPUT = [
    Attack("IN01", "JSON 100 000 deep", 400, lambda _: post(DEEP)),
    Attack("IN02", "the same, anonymously", 400, lambda _: ask("POST", TOKEN, DEEP)),
    Attack("IN06", "NaN", 400, lambda _: post('{"name": NaN, "email": Infinity}')),
    Attack("IN08", "charset=base64", 400, typed("application/json; charset=base64")),
    Attack("IN09", "XML", 415, typed("application/xml")),
    Attack("IN10", "multipart without its boundary", 400, typed("multipart/form-data")),
    Attack("IN11", "a list", 400, lambda _: post([GOOD])),
    Attack("IN12", "null", 400, lambda _: post("null")),
    Attack(
        "IN13", "200 KB of name", 400, lambda _: post({**GOOD, "name": "x" * 2**18})
    ),
    Attack("IN14", "3 MB", 413, too_large),
    Attack("IN15", "a huge key", 404, lambda _: get(f"{AUTHORS}{'9' * 23}/")),
    Attack("IN18", "SQL as key", 404, lambda _: get(f"{AUTHORS}1' OR 1=1--/")),
    Attack("IN21", "a search for NUL", 400, lambda _: get(f"{VIEWSET}?search=%00")),
    Attack("IN22", "order by a secret", 200, same_list("ordering=owner__password")),
    Attack("IN23", "a filter by 10**30", 200, same_list(f"author={10**30}")),
    Attack("IN24", "XML wanted", 406, lambda _: get(AUTHORS, Accept="application/xml")),
    Attack("IN25", "out of static/", 404, lambda _: get("/static/../settings.py")),
    # Others refuse an owner that there cannot be; here the field is read only.
    Attack("IN26", "owner 10**30", 201, owned_by(10**30)),
    Attack("IN27", "owner true", 201, owned_by(True)),
    Attack("IN29", "a username with NUL", 400, nul_name),
    Attack("IN31", "a script as name", 201, script),
]


@each(INPUT)
def test_input(attack, author):
    attack.check(author)


PART = '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n\r\n'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("&".join(f"f{number}=1" for number in range(1001)), FORM),
        (f"{PART * 101}--b--\r\n", "multipart/form-data; boundary=b"),
    ],
    ids=["fields", "files"],
)
@pytest.mark.parametrize("door", [TOKEN, "/api/api-token-auth/", AUTHORS, GENERIC])
def test_a_form_of_more_fields_than_anybody_types_is_400(door, body, kind, author):
    assert post(body, door, content_type=kind).status_code == 400


@pytest.mark.parametrize("url", LISTS)
@pytest.mark.parametrize("size", ["1000000", "9" * 30, "-1", "1e9", "0x7f", "%00"])
def test_no_number_makes_a_page_longer(size, url, author):
    rows = [Author(name="A", email=f"a{n}@example.org") for n in range(1005)]
    Author.objects.bulk_create(rows)
    answer = get(f"{url}?page_size={size}&limit={size}")
    assert answer.status_code == 200
    body = answer.json()
    assert len(body if isinstance(body, list) else body["results"]) <= 1000


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize("between", [",", "%20", "%09", "+,+"])
def test_a_search_for_more_words_than_anybody_looks_for_is_400(between, accept, author):
    searches = [("a", 20, 200), ("a", 21, 400), ("a", 500, 400)]
    searches += [("a" * 64, 4, 200), ("a" * 65, 4, 400)]
    for word, count, status in searches:
        path = f"{VIEWSET}?search={between.join([word] * count)}"
        answer = ask("GET", path, Accept=accept)
        assert answer.status_code == status
        told = (
            "A search has at most 20 words and 256 characters."
            in answer.content.decode()
        )
        assert told == (status == 400)


@pytest.mark.parametrize(
    "path",
    [
        "/static/%2e%2e/settings.py",
        "/static/..%2f..%2fproject/settings.py",
        "/static/..%5c..%5cproject%5csettings.py",
        "/static//etc/passwd",
        "/static/%00",
        "/api/%2e%2e/db.sqlite3",
        "/.env",
        "/.git/config",
        "/users.json",
        "/project/settings.py",
        "/static/../.env",
    ],
)
def test_no_path_leads_to_a_file_of_ours(path, db):
    answer = ask("GET", path)
    assert answer.status_code in {400, 404}
    assert b"SECRET_KEY" not in answer.content
