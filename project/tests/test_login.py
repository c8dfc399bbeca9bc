"""Our page for signing in: a form that tells what is wrong, and to whom."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.test import Client

LOGIN = "/api-auth/login/"
PASSWORD = "a password of a test"


class Form(HTMLParser):
    """The attributes of the form in <main>, of its fields, and of what has an id."""

    def __init__(self, html: str):
        super().__init__()
        self.form, self.inputs, self.ids, self.labels = {}, {}, {}, set()
        self.feed(html[html.index("<main") : html.index("</main>")])

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids[attributes.get("id")] = attributes
        if tag == "form":
            self.form = attributes
        if tag == "input":
            self.inputs[attributes["name"]] = attributes
        if tag == "label":
            self.labels.add(attributes["for"])

    def values(self) -> dict[str, str]:
        """What it sends if nothing is typed into it."""
        return {name: field.get("value", "") for name, field in self.inputs.items()}


@pytest.fixture
def browser():
    """A browser in which nobody is signed in."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture(autouse=True)
def vera(db):
    """Somebody who can sign in."""
    return User.objects.create_user("vera", password=PASSWORD)


def send(browser, path=LOGIN, **typed):
    """The answer when the form is sent with what was typed."""
    form = Form(browser.get(path).content.decode())
    assert form.form["method"] == "post"
    target = form.form.get("action", path)
    return browser.post(target, form.values() | typed)


def refused(browser, **typed) -> str:
    """The page that somebody gets who is not let in."""
    answer = send(browser, **typed)
    assert answer.status_code == 200
    assert "_auth_user_id" not in browser.session
    return answer.content.decode()


def test_each_field_is_labelled_and_known_to_password_managers(browser):
    form = Form(browser.get(LOGIN).content.decode())
    name, password = form.inputs["username"], form.inputs["password"]
    assert {name["id"], password["id"]} == form.labels
    assert name["autocomplete"] == "username"
    assert password["autocomplete"] == "current-password"
    assert password["type"] == "password"


@pytest.mark.parametrize("page", ["/", "/api/authors/?page_size=2&a=%22"])
def test_signing_in_leads_back_to_where_one_was(browser, page):
    path = f"{LOGIN}?next={page.replace('&', '%26').replace('%22', '%2522')}"
    answer = send(browser, path, username="vera", password=PASSWORD)
    assert answer.headers["Location"] == page
    assert browser.get("/api/whoami/").json()["username"] == "vera"


def test_a_refusal_is_announced_and_keeps_the_name_but_not_the_password(browser):
    form = Form(refused(browser, username="vera", password="wrong"))
    said = form.ids[form.form["aria-describedby"]]
    assert said["role"] == "alert"
    assert form.values()["username"] == "vera"
    assert form.values()["password"] == ""


def test_a_wrong_name_and_a_wrong_password_get_the_same_page(browser):
    def without(page, name):
        tokens = r'name="csrfmiddlewaretoken" value="\w+"'
        return re.sub(tokens, "", page).replace(f'value="{name}"', "")

    wrong_password = refused(browser, username="vera", password="wrong")
    wrong_name = refused(browser, username="nobody", password="wrong")
    assert without(wrong_password, "vera") == without(wrong_name, "nobody")


def test_an_empty_field_is_told_at_the_field(browser):
    form = Form(refused(browser, username="vera", password=""))
    assert "aria-invalid" not in form.inputs["username"]
    assert form.inputs["password"]["aria-invalid"] == "true"
    assert form.inputs["password"]["aria-describedby"] in form.ids


def test_what_was_typed_is_escaped(browser):
    assert "<script>x" not in refused(browser, username='"><script>x', password="1")


def test_the_page_says_who_is_signed_in_already(browser):
    assert b"vera" not in browser.get(LOGIN).content
    send(browser, username="vera", password=PASSWORD)
    assert b"<strong>vera</strong>" in browser.get(LOGIN).content


def test_the_page_names_itself_in_the_readers_language(browser):
    english, russian = (
        browser.get(LOGIN, headers={"Accept-Language": language}).content.decode()
        for language in ("en", "ru")
    )
    assert "<title>Sign in · Access lab</title>" in english
    assert "<h1>Войти</h1>" in russian
