"""What the console says beside an exchange, and that all its parts agree."""

import json

import pytest

from project.tests.fixtures import manage

from .test_console_browser import SCHEME_STEPS, address, own, send, sent

pytest_plugins = ["project.tests.browser"]

WITH_TOKENS = {"Token": "/api/api-token-auth/", "JWT": "/api/token/"}
# The names of the fields of the console that cut their longest text.
CUT = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const widest = (field) => {
    pen.font = getComputedStyle(field).font;
    const texts = [...(field.options ?? [])].map((option) => option.text);
    return Math.max(...[...texts, field.placeholder ?? ""].map(
      (text) => pen.measureText(text).width,
    ));
  };
  const room = (field) => {
    const style = getComputedStyle(field);
    return field.clientWidth
      - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  };
  return [...document.querySelectorAll(".console select, [name=record]")]
    .filter((field) => field.offsetWidth && Math.floor(widest(field)) > room(field))
    .map((field) => field.name || field.id);
}"""


def body_shown(page) -> str:
    """The body of the request that the page shows as sent."""
    return page.text_content("#request h4 + pre")


def copied(page) -> str:
    """Press Copy as; the command that the page shows then."""
    page.click("#copy")
    page.wait_for_selector("#console-form[aria-busy=false]")
    return page.text_content("#script")


@pytest.mark.parametrize("how", ["POST", "PUT", "PATCH"])
def test_form_request_and_command_agree_after_sending(visit, how):
    page = visit(address("1.2.3", who="admin", do=how))
    bodies = set()
    for _again in range(2):
        told = send(page)
        assert told["response"].lstrip("✓ ").startswith("20")
        body = page.input_value("[name=body]")
        assert json.loads(body_shown(page)) == json.loads(body)
        assert body in page.text_content("#script")
        bodies.add(body)
    assert len(bodies) == 2


def test_a_copy_of_what_was_sent_gets_an_email_that_was_not(visit):
    page = visit(address(do="POST"), permissions=["clipboard-write"])
    copied(page)
    assert "new e-mail" not in page.text_content("#console-note")
    send(page)
    before = page.input_value("[name=body]")
    command = copied(page)
    assert "The body has a new e-mail" in page.text_content("#console-note")
    body = page.input_value("[name=body]")
    assert body != before
    assert body in command
    assert copied(page) == command
    assert "201 Created" in send(page)["response"]
    assert page.input_value("[name=body]") == body


@pytest.mark.parametrize("scheme", WITH_TOKENS)
def test_the_page_says_where_a_token_came_from(visit, scheme):
    page = visit(address(SCHEME_STEPS[scheme], how=scheme))
    assert f"by POST from {WITH_TOKENS[scheme]}" in send(page)["request"]
    assert page.get_attribute("#request small a", "href") == WITH_TOKENS[scheme]
    page.click("summary:has-text('More headers')")
    page.fill("[name=headers]", "Authorization: Token 1234")
    assert "by POST from" not in send(page)["request"]
    page.fill("[name=headers]", "")
    page.select_option("[name=how]", "Basic")
    assert "by POST from" not in send(page)["request"]


def test_a_record_that_is_made_for_a_request_is_told(visit, live):
    erase = "Author.objects.filter(owner__username='vera_zimina').delete()"
    code = f"from api.models import Author; {erase}"
    assert manage(live.folder, "shell", "-c", code).returncode == 0
    page = visit(address(do="GET"))
    made = sent(page, "/authors/")
    note = send(page)["console-note"]
    number = made[0].url.split("/")[-2]
    assert f"vera_zimina had no record, so number {number} was made" in note
    assert "was made" not in send(page)["console-note"]


def test_a_login_form_that_comes_again_is_a_refusal_and_no_heap_of_html(visit):
    page = visit(address("2.2", how="Session"))
    own(page, "platon27", "a wrong guess")
    told = send(page)
    assert "answers 200 to that too" in told["console-note"]
    assert "no cookie sessionid" in told["console-note"]
    assert page.locator("#response .status.no").count() == 1
    assert "<" not in told["response"]
    assert "The login form decided this" in told["decision"]
    assert "refused" in page.text_content("#console-status")
    page.select_option("[name=who]", "platon27")
    assert "200 OK allowed" in send(page)["response"]


@pytest.fixture
def locked(live):
    """A name by which there were too many wrong passwords."""
    table = "from api.guards.lockout.models import Failures\nFailures.objects"
    row = "kind='name', value='locked_out'"
    made = f"{table}.create({row}, count=7)"
    assert manage(live.folder, "shell", "-c", made).returncode == 0
    yield "locked_out"
    assert manage(live.folder, "shell", "-c", f"{table}.all().delete()").returncode == 0


DOORS = {
    "Session": ("/api-auth/login/", "until 15 min are over"),
    "Token": ("/api/api-token-auth/", "Wait 15 min"),
    "JWT": ("/api/token/", "Wait 15 min"),
}


@pytest.mark.parametrize(("scheme", "told_by"), DOORS.items())
def test_a_door_that_tries_no_password_for_now_says_how_long(
    visit, locked, scheme, told_by
):
    page = visit(address(SCHEME_STEPS[scheme], how=scheme))
    own(page, locked, "right or wrong")
    told = send(page)
    door, how_long = told_by
    assert f"{door} tries none for now" in told["console-note"]
    assert "429 Too Many Requests not now" in told["response"]
    assert how_long in told["decision"]
    assert "too many wrong passwords" in told["decision"].lower()


def test_a_request_of_a_name_that_is_locked_out_is_no_error_of_its_own(visit, locked):
    page = visit(address("2.1"))
    own(page, locked, "right or wrong")
    told = send(page)
    assert "429 Too Many Requests not now" in told["response"]
    assert "does not check a password after so many wrong ones" in told["decision"]
    assert "Wait 15 min" in told["decision"]


@pytest.mark.parametrize("path", ["/lab/credentials/", "/api/token/"])
def test_a_server_without_its_data_refuses_no_credentials(visit, path):
    page = visit(address("2.3.2", how="JWT"))
    page.route(f"**{path}", lambda route: route.fulfill(status=503, body="<p>away"))
    assert "cannot reach or store its data now" in send(page)["console-note"]
    page.unroute(f"**{path}")
    assert "200 OK" in send(page)["response"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [1280, 390, 360])
def test_nothing_of_the_controls_is_cut_or_beside_the_page(visit, language, width):
    page = visit(
        address("drf-session-first", who="admin", do="PUT"), language, width=width
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
