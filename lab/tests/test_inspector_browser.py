"""The inspector in a real browser: read, count down, change, break, put back."""

import base64
import json
import time

import pytest

pytest_plugins = ["project.tests.browser"]

WORDS = {"en": ("yes", "no", "left"), "ru": ("да", "нет", "Осталось")}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def get(page, kind="access", username="platon27"):
    """Press the button that gets a token, and wait for the judgement."""
    page.select_option("#person", username)
    with page.expect_response("**/judge/"):
        page.click(f"[data-get={kind}]")
    page.wait_for_selector("#judgement [data-key=bearer]")
    return page.input_value("#token")


def wait_for(page, **answers):
    """Wait until the server has answered these questions so."""
    for key, ok in answers.items():
        page.wait_for_selector(f"#judgement [data-key={key}][data-ok={ok}]")


def change(page, before: str, after: str) -> None:
    """Change the payload by hand."""
    text = page.input_value("#payload")
    assert before in text
    page.fill("#payload", text.replace(before, after))


def token_of(header, payload, signature: str = "c2ln") -> str:
    """A token that can be read, with a signature that fits nothing."""
    texts = (json.dumps(part, separators=(",", ":")) for part in (header, payload))
    parts = [base64.urlsafe_b64encode(text.encode()).decode() for text in texts]
    return ".".join([*(part.rstrip("=") for part in parts), signature])


def in_claims(page) -> dict[str, str]:
    """The value of each claim in the table, as JSON."""
    cells = page.locator(".claims tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    assert all(meaning for _name, _value, meaning in cells)
    return {name: json.loads(value) for name, value, _meaning in cells}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize(
    "after", [("role", "superuser"), ("user_id", "2")], ids=lambda pair: pair[0]
)
def test_a_changed_payload_breaks_the_signature_until_it_is_put_back(
    visit, language, after
):
    yes, no, left = WORDS[language]
    page = visit("/lab/jwt/", language)
    token = get(page)
    name, value = after
    claims = in_claims(page)
    assert claims["username"] == "platon27"
    assert left in page.text_content("#left")
    wait_for(page, bearer="yes", signature="yes", user="yes")

    change(page, f'"{name}": "{claims[name]}"', f'"{name}": "{value}"')
    wait_for(page, bearer="no", signature="no", user="unseen", expired="unseen")
    assert page.text_content("#fits strong") == no
    assert in_claims(page) == {**claims, name: value}
    assert page.input_value("#token") != token

    page.click("#back")
    wait_for(page, bearer="yes", signature="yes", user="yes")
    assert page.text_content("#fits strong") == yes
    assert page.input_value("#token") == token
    assert in_claims(page) == claims


def test_the_payload_changed_back_by_hand_fits_again(visit):
    page = visit("/lab/jwt/")
    token = get(page)
    change(page, "platon27", "plato")
    wait_for(page, signature="no")
    change(page, "plato", "platon27")
    wait_for(page, signature="yes")
    assert page.input_value("#token") == token


def test_a_refresh_token_is_judged_without_being_used(visit):
    page = visit("/lab/jwt/")
    for _again in range(2):
        token = get(page, "refresh")
        wait_for(page, bearer="no", refresh="yes", blacklist="yes")
        page.fill("#token", "")
        page.fill("#token", f"Bearer {token}")
        wait_for(page, refresh="yes")


def test_the_time_that_is_left_counts_down_to_the_end(visit):
    page = visit("about:blank")
    page.clock.install()
    page.goto("/lab/jwt/")
    get(page)
    page.wait_for_selector("#left:has-text('min'):has-text('left')")
    with page.expect_response("**/judge/"):  # what was true of it may be no longer
        page.clock.fast_forward("15:01")
    page.wait_for_selector("#left:has-text('Ended')")


def test_an_end_that_is_no_time_is_said_to_be_none(visit):
    page = visit("/lab/jwt/")
    page.fill("#token", token_of({}, {"exp": "tomorrow"}))
    assert "Nobody can say" in page.text_content("#left")


@pytest.mark.parametrize(
    ("algorithm", "doubt"), [("HS256", "does not fit"), ("none", "was not checked")]
)
def test_nothing_counts_down_where_nothing_is_believed(visit, algorithm, doubt):
    page = visit("/lab/jwt/")
    get(page)
    page.wait_for_selector("#left:visible")
    assert page.text_content("#doubt") == ""
    claims = {"exp": int(time.time()) + 900, "user_id": "2"}
    page.fill("#token", token_of({"alg": algorithm, "typ": "JWT"}, claims))
    page.wait_for_selector(f"#doubt:has-text('{doubt}: nothing below is believed')")
    assert page.is_hidden("#left")
    page.click("[data-get=access]")
    page.wait_for_selector("#left:visible")
    assert page.text_content("#doubt") == ""


@pytest.mark.parametrize("before", ["", "Token ", "token  ", "Bearer "])
def test_a_token_of_drf_is_told_from_a_jwt(visit, before):
    page = visit("/lab/jwt/")
    page.fill("#token", before + "0123456789abcdef0123456789abcdef01234567")
    assert "looks like a token of DRF, not a JWT" in page.text_content("#problem")
    assert page.is_hidden("#decoded")
    page.fill("#token", before + "0123456789abcdef")
    assert "three parts" in page.text_content("#problem")


def test_text_that_is_no_json_leaves_the_token_alone(visit):
    page = visit("/lab/jwt/")
    token = get(page)
    text = page.input_value("#payload")
    for bad in ("{", "[1]", "null", ""):
        page.fill("#payload", bad)
        assert "not a JSON object" in page.text_content("#payload-problem")
        assert page.input_value("#token") == token
    page.click("#back")
    assert page.input_value("#payload") == text
    assert page.text_content("#payload-problem") == ""


@pytest.mark.parametrize(
    ("token", "problem"),
    [
        ("a.b", "three parts"),
        ("a.b.c.d", "three parts"),
        ("é.e30.", "header, is not Base64url"),
        ("e30.!.", "payload, is not Base64url"),
        ("e30.e30.a", "signature, is not Base64url"),
        ("bnVsbA.e30.", "header, is not a JSON object"),
        ("e30._w.", "payload, is not a JSON object"),
        ("e30.WzFd.", "payload, is not a JSON object"),
    ],
)
def test_what_is_no_jwt_is_said_plainly(visit, token, problem):
    page = visit("/lab/jwt/")
    page.fill("#token", token)
    assert problem in page.text_content("#problem")
    assert page.is_hidden("#decoded")
    assert page.is_hidden("#claims")
    wait_for(page, parts="no", bearer="no")


def test_claims_of_any_kind_are_shown_as_text(visit):
    claims = {
        "<img src=x onerror=alert(1)>": "<b>bold</b>",
        "constructor": None,
        "name": "Юрий 🎓",
        "nbf": 10**15,
        "iat": -1,
        "deep": {"a": [1, {"b": []}]},
    }
    page = visit("/lab/jwt/")
    token = token_of({"alg": "HS256"}, claims)
    page.fill("#token", token)
    assert in_claims(page) == claims
    again = """async (token) => {
        const { split, encode } = await import("/static/lab/jwt.js");
        const { payload, raw } = split(token);
        return encode(raw[0], { ...payload, nbf: 1 }, raw[2]);
    }"""
    assert page.evaluate(again, token) == token_of(
        {"alg": "HS256"}, {**claims, "nbf": 1}
    )


def test_the_token_stays_out_of_addresses_and_storage(visit):
    page = visit("/lab/jwt/")
    asked = []
    page.on("request", lambda request: asked.append(request))
    token = get(page)
    change(page, "platon27", "plato")
    wait_for(page, signature="no")
    assert [one for one in asked if one.url.endswith("/judge/")]
    kept = page.evaluate(
        "JSON.stringify([localStorage, sessionStorage, location.href])"
    )
    cookies = json.dumps(page.context.cookies())
    for part in token.split("."):
        assert not [one.url for one in asked if part in one.url]
        assert part not in kept + cookies
    page.reload()
    assert page.input_value("#token") == ""


def test_a_server_that_does_not_answer_is_told(visit):
    page = visit("/lab/jwt/")
    page.route("**/judge/", lambda route: route.abort())
    page.fill("#token", "e30.e30.")
    page.get_by_text("The server did not answer").wait_for()


def test_without_javascript_the_page_says_that_it_needs_it(visit):
    page = visit("/lab/jwt/", java_script_enabled=False)
    assert page.is_visible("noscript p")
    assert page.is_hidden("#inspector")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(visit, colours, width):
    from axe_playwright_python.sync_playwright import Axe

    def look():
        found = Axe().run(page, options={"runOnly": AXE_TAGS}).response["violations"]
        assert [(one["id"], one["nodes"]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    page = visit("/lab/jwt/", colours=colours, width=width)
    look()
    get(page)
    look()
    change(page, "platon27", "plato")
    wait_for(page, signature="no")
    page.fill("#payload", "{")
    look()
    page.fill("#token", "a.b")
    wait_for(page, parts="no")
    look()
