"""The console in a real browser: what it sends, shows, and keeps to itself."""

import json
from urllib.parse import urlencode

import pytest

from project.tests.fixtures import ROOT

pytest_plugins = ["project.tests.browser"]

SCHEME_STEPS = {"Basic": "2.1", "Session": "2.2", "Token": "2.3.1", "JWT": "2.3.2"}
PASSWORDS = {
    person["username"]: person["password"]
    for person in json.loads((ROOT / "users.json").read_text(encoding="utf-8"))
}


def address(step="1.2.3", who="platon27", how="Basic", do="LIST", **rest):
    """The address of a state of the console."""
    query = urlencode({"who": who, "how": how, "do": do, **rest})
    return f"/lab/{step}/?{query}#console"


def send(page):
    """Press Send; what the three panes and the note say then, by their ids."""
    page.click("#console-send")
    page.wait_for_selector("#console-form[aria-busy=false]")
    parts = ("request", "response", "decision", "console-note")
    return {part: page.locator(f"#{part}").text_content() for part in parts}


def sent(page, part: str) -> list:
    """The requests to addresses with `part` in them, as they will have been made."""
    made = []
    page.on("request", lambda one: made.append(one) if part in one.url else None)
    return made


@pytest.mark.parametrize("scheme", SCHEME_STEPS)
def test_each_scheme_opens_its_own_step(visit, scheme):
    page = visit(address(SCHEME_STEPS[scheme], how=scheme))
    told = send(page)
    assert "200 OK" in told["response"]
    assert f"{scheme}Authentication recognised platon27" in told["decision"]


@pytest.mark.parametrize("scheme", SCHEME_STEPS)
def test_each_scheme_writes_at_its_own_step(visit, scheme):
    page = visit(address(SCHEME_STEPS[scheme], how=scheme, do="POST"))
    for _again in range(2):  # each time with an e-mail of its own
        told = send(page)
        assert "201 Created" in told["response"]
        assert '"owner": "platon27"' in told["response"]


@pytest.mark.parametrize("scheme", ["Basic", "Token", "JWT"])
def test_only_a_session_sends_cookies(visit, scheme):
    page = visit(address(how="Session"))
    send(page)
    page.select_option("[name=how]", scheme)
    made = sent(page, "/authors/")
    send(page)
    assert "cookie" not in made[0].all_headers()
    page.select_option("[name=who]", "")
    page.select_option("[name=how]", "Session")
    told = send(page)
    assert [("cookie" in one.all_headers()) for one in made] == [False, False]
    assert "SessionAuthentication looked for the cookie" in told["decision"]


def test_session_signs_the_browser_in_first_and_says_so(visit):
    page = visit(address("2.2", who="vera_zimina", how="Session"))
    logins = sent(page, "/api-auth/login/")
    assert "was signed in as vera_zimina" in send(page)["console-note"]
    assert page.locator(".site-header [data-signed-in]").text_content() == "vera_zimina"
    assert "is signed in as vera_zimina already" in send(page)["console-note"]
    assert len(logins) == 1
    page.click(".site-header [value=ru]")  # a form with the CSRF token of now
    page.wait_for_selector("html[lang=ru]")
    page.click(".site-header .account button")
    page.wait_for_selector("[data-signed-out]")


def test_a_refusal_is_explained_in_the_readers_language(visit):
    told = send(visit(address(do="DELETE")))
    assert "403 Forbidden refused" in told["response"]
    assert "CustomPermission does not let the request in." in told["decision"]
    assert "403 and not 401" in told["decision"]
    russian = send(visit(address(do="DELETE"), language="ru"))
    assert "403, а не 401" in russian["decision"]


def test_a_cell_of_the_matrix_fills_the_console(visit):
    page = visit("/lab/1.2.3/")
    page.evaluate("() => { document.body.dataset.same = 'page' }")
    before = page.url
    page.locator("a[data-console]", has_text="204").click()
    assert page.input_value("[name=who]") == "admin"
    assert page.input_value("[name=do]") == "DELETE"
    assert page.evaluate("() => document.activeElement.id") == "console-send"
    assert page.evaluate("() => document.body.dataset.same") == "page"
    page.keyboard.press("Enter")
    page.wait_for_selector("#panes[aria-busy=false]")
    assert "204 No Content" in page.locator("#response").text_content()
    page.go_back()
    assert page.url == before
    assert page.input_value("[name=do]") == "LIST"
    assert page.locator("#panes").is_hidden()


def test_a_cell_brings_the_body_of_the_lab_back(visit):
    page = visit(address(do="POST", body="{"))
    assert "400 Bad Request" in send(page)["response"]
    page.locator("a[data-console]", has_text="201").first.click()
    for _again in range(2):
        assert "201 Created" in send(page)["response"]
    page.select_option("[name=how]", "Token")
    assert "body" not in page.url


def test_what_is_chosen_is_in_the_address(visit):
    page = visit("/lab/1.2.3/")
    page.select_option("[name=who]", "raisa_dolina")
    page.select_option("[name=how]", "Token")
    page.select_option("[name=do]", "PUT")
    page.fill("[name=record]", "3")
    page.fill("[name=body]", '{"name": "x"}')
    page.click("summary:has-text('More headers')")
    page.fill(
        "[name=headers]", "X-One: 1\nAuthorization: Token secret\ncookie: a=secret"
    )
    page.locator("[name=headers]").blur()
    assert "secret" not in page.url
    page.goto("about:blank")
    page.go_back()
    fields = ("who", "how", "do", "record", "body", "headers")
    assert [page.input_value(f"[name={name}]") for name in fields] == [
        *("raisa_dolina", "Token", "PUT", "3", '{"name": "x"}', "X-One: 1")
    ]


def own(page, name: str, password: str):
    """Choose own credentials and type them."""
    page.select_option("[name=who]", "own")
    page.fill("#own-name", name)
    page.fill("#own-password", password)


@pytest.mark.parametrize("scheme", SCHEME_STEPS)
def test_own_credentials_work_and_stay_out_of_the_address(visit, scheme):
    page = visit(address(SCHEME_STEPS[scheme], how=scheme))
    own(page, "vera_zimina", PASSWORDS["vera_zimina"])
    assert "recognised vera_zimina" in send(page)["decision"]
    assert "own" in page.url
    assert "vera_zimina" not in page.url


@pytest.mark.parametrize(
    ("scheme", "path", "status", "outcome"),
    [
        ("Session", "/api-auth/login/", "✕ 200 OK refused", "Nobody was signed in"),
        ("Token", "/api/api-token-auth/", "400 Bad Request", "No token was given"),
        ("JWT", "/api/token/", "401 Unauthorized", "No token was given"),
    ],
)
def test_wrong_credentials_are_shown_where_they_were_refused(
    visit, scheme, path, status, outcome
):
    page = visit(address(SCHEME_STEPS[scheme], how=scheme))
    own(page, "platon27", "a wrong guess")
    told = send(page)
    assert f"{outcome}: the name or the password is wrong" in told["console-note"]
    assert f"POST {path}" in told["request"]
    assert status in told["response"]
    assert "guess" not in "".join(told.values())


def test_a_wrong_password_by_basic_is_refused_by_the_step_itself(visit):
    page = visit(address("2.1"))
    own(page, "platon27", "a wrong guess")
    told = send(page)
    assert "401 Unauthorized say who you are" in told["response"]
    assert "nobody with this name and this password" in told["decision"]


def test_basic_is_decoded_and_its_password_hidden_until_asked_for(visit):
    page = visit(address("2.1"))
    assert "platon27:••••••••" in send(page)["request"]
    page.click("text=Show the password")
    assert f"platon27:{PASSWORDS['platon27']}" in page.text_content("#request")
    page.click("text=Hide the password")
    assert PASSWORDS["platon27"] not in page.text_content("#request")


def test_a_jwt_is_shown_in_its_three_parts_and_renewed_when_it_expired(visit):
    page = visit("about:blank")
    page.clock.install()
    page.goto(address("2.3.2", how="JWT"))
    asked = sent(page, "/api/token/")
    told = send(page)
    assert page.locator("#request .jwt > span").count() == 3
    assert '"username": "platon27"' in told["request"]
    send(page)
    assert len(asked) == 1
    page.clock.fast_forward("20:00")
    send(page)
    assert len(asked) == 2


def test_raw_lines_replace_the_headers_of_the_scheme(visit):
    page = visit(address("2.3.1", how="Token"))
    page.click("summary:has-text('More headers')")
    page.fill("[name=headers]", "authorization: token: 1234\nHost: elsewhere")
    told = send(page)
    assert "token: 1234" in told["request"]
    assert "does not let a page set Host" in told["console-note"]
    assert "there is a colon after the word Token" in told["decision"]
    assert "elsewhere" not in told["request"]
    assert "elsewhere" in page.text_content("#script")


@pytest.mark.parametrize("line", ["no header", "X One: 1", ": 1", "X-One: Юрий"])
def test_a_line_that_is_no_header_is_told_and_nothing_is_sent(visit, line):
    page = visit(address())
    made = sent(page, "/authors/")
    page.click("summary:has-text('More headers')")
    page.fill("[name=headers]", line)
    assert f"This is not a header: {line.strip()}" in send(page)["console-note"]
    assert made == []


def test_the_header_that_names_somebody_follows_the_person(visit):
    page = visit("/lab/drf-x-username/")
    assert "recognised platon27" in send(page)["decision"]
    page.select_option("[name=who]", "admin")
    assert "recognised admin" in send(page)["decision"]
    page.select_option("[name=who]", "")
    assert "403 Forbidden" in send(page)["response"]


def test_no_answer_is_told_in_a_sentence(visit):
    page = visit(address())
    page.route("**/authors/", lambda route: route.abort())
    assert "the server cannot be reached" in send(page)["console-note"]
    page.unroute("**/authors/")
    assert "200 OK" in send(page)["response"]


def test_send_cannot_be_pressed_again_while_a_request_is_under_way(visit):
    page = visit(address())
    held = []
    page.route("**/authors/", lambda route: held.append(route))
    page.click("#console-send")
    page.wait_for_selector("#console-send:disabled")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    page.wait_for_selector("#console-send:enabled")
    assert page.evaluate("() => document.activeElement.id") == "console-send"
    assert len(held) == 1


def test_a_body_of_ones_own_is_sent_as_it_is(visit):
    page = visit(address(do="POST"))
    page.fill("[name=body]", "{")
    for _again in range(2):
        assert "400 Bad Request cannot be done" in send(page)["response"]
