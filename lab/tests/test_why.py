"""The page that explains a header, and that judges an Authorization."""

from time import process_time

import pytest
from django.test import Client

from api.tests.conftest import Actor
from project.tests.test_home import read

pytestmark = pytest.mark.django_db

HEADER = (
    'SessionAuthentication;desc="not-mine.no-cookie";dur=0.02, '
    'IsAuthenticated;desc="no";dur=0.01, '
    'verdict;desc="verdict.403.anonymous SessionAuthentication"'
)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "SessionAuthentication looked for the cookie of a session"),
        ("ru", "SessionAuthentication"),
    ],
)
@pytest.mark.parametrize(
    "pasted",
    [
        HEADER,
        f"Server-Timing: {HEADER}\n",
        f"server-timing:{HEADER}",
        HEADER.replace(", ", ",\n\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}"),
        f"HTTP/1.1 403 Forbidden\r\nServer-Timing: {HEADER}\r\nVary: Accept\r\n\r\n",
        f"< Date: today\n< Server-Timing: {HEADER}\n< Vary: Accept",
    ],
)
def test_a_header_is_explained_in_the_language_of_the_page(
    client, language, sentence, pasted
):
    answer = client.get(
        "/lab/why/", {"header": pasted}, headers={"Accept-Language": language}
    )
    page = answer.content.decode()
    assert page.count('<li class="') == 3
    assert sentence in page
    assert ("403 and not 401" in page) is (language == "en")


def test_the_header_of_a_real_refusal_is_explained(client, people, author):
    refused = Actor("user", "Basic").send("DELETE", f"/lab/1.2.3/authors/{author.pk}/")
    assert refused.status_code == 403
    header = refused.headers["Server-Timing"]
    for address in ("/lab/why/", "/lab/why/story/"):
        page = client.get(address, {"header": header}).content.decode()
        assert "BasicAuthentication recognised user." in page
        assert "CustomPermission does not let the request in." in page


def test_of_a_paste_the_header_alone_gets_into_the_address(client):
    pasted = f"HTTP/1.1 200 OK\nSet-Cookie: sessionid=secret\nServer-Timing: {HEADER}"
    answer = client.post("/lab/why/", {"header": pasted})
    assert "secret" not in answer.headers["Location"]
    page = client.get(answer.headers["Location"].partition("#")[0]).content.decode()
    assert page.count('<li class="') == 3


@pytest.mark.parametrize(
    "junk", ["nonsense", "<script>", "db;dur=3", "a,b" * 5000, "\0"]
)
def test_what_is_no_such_header_is_told_so(client, junk):
    answer = client.get("/lab/why/", {"header": junk})
    assert answer.status_code == 200
    assert b"This header tells no decision." in answer.content
    assert b"<script>" not in answer.content.split(b"</head>")[1]


@pytest.mark.parametrize("paste", ["\n" * 16_000 + "serve", "\n \n" * 6_000 + "serve"])
def test_a_paste_of_nothing_but_lines_takes_no_time(client, paste):
    for answered in (client.get, client.post):
        begun = process_time()
        answer = answered("/lab/why/", {"header": paste})
        assert process_time() - begun < 2
        assert answer.status_code in {200, 302}


def test_a_piece_without_a_header_is_refused(client):
    assert client.get("/lab/why/story/").status_code == 400
    assert client.post("/lab/why/story/").status_code == 405


WORLD = [
    ("", "", "JWTAuthentication looked for the header Authorization"),
    ("Bearer {access}", "", "JWTAuthentication recognised user."),
    ("Authorization: Bearer {access}", "", "JWTAuthentication recognised user."),
    (
        "GET /x HTTP/1.1\nHost: y\nAuthorization: Bearer {access}\nAccept: */*",
        "",
        "JWTAuthentication recognised user.",
    ),
    ("Token {token}", "authors_generic", "TokenAuthentication recognised user."),
    ("Bearer {expired}", "", "got a JWT whose time is over"),
    ("bearer {access}", "2.3.2", "the word in Authorization must be written Bearer"),
    ("Token: {token}", "2.3.1", "there is a colon after the word Token"),
    ("Basic {wrong_password}", "2.1", "knows nobody with this name and this password"),
    ("Basic {user}", "2.1", "BasicAuthentication recognised user."),
    ("Токен {token}", "2.3.1", "does not begin with Token"),
]


@pytest.mark.parametrize(("text", "where", "sentence"), WORLD)
def test_an_authorization_is_tried_and_not_shown_again(world, text, where, sentence):
    header = text.format(**world)
    answer = Client().post("/lab/why/", {"authorization": header, "where": where})
    page = answer.content.decode()
    assert sentence in page
    secret = text.partition("{")[2].partition("}")[0]
    assert not secret or world[secret] not in page
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_page_keeps_its_language_after_it_has_asked(world):
    answer = Client().post(
        "/lab/why/",
        {"authorization": f"Bearer {world['access']}"},
        headers={"Accept-Language": "ru"},
    )
    assert 'lang="ru"' in answer.content.decode()
    assert "JWTAuthentication: это user." in answer.content.decode()


def test_another_site_cannot_have_an_authorization_tried():
    browser = Client(enforce_csrf_checks=True)
    read(browser, "/lab/why/")
    assert browser.post("/lab/why/", {"authorization": "Token x"}).status_code == 403
