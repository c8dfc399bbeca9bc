"""The console as the server has it: states, their addresses, and what it is asked."""

import json
import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client

from api.models import Author
from lab.people import cast, offered
from lab.state import OWN, State, link
from lab.steps import STEPS
from project.tests.fixtures import ROOT
from project.tests.test_home import read

pytestmark = pytest.mark.django_db

BY_ID = {step.id: step for step in STEPS}
CELLS = [
    (step, actor, column)
    for step in STEPS
    for actor, row in step.promised().items()
    for column in row
]


@pytest.fixture(autouse=True)
def everybody():
    call_command("load_users", verbosity=0)


def ask(path: str, browser=None, language="en", **fields):
    """The answer to what the console asks, sent as its scripts send it."""
    browser = browser or Client(enforce_csrf_checks=True)
    read(browser)
    token = browser.cookies["csrftoken"].value
    headers = {"X-CSRFToken": token, "Accept-Language": language}
    return browser.post(path, fields, headers=headers)


def shown(client, address: str) -> dict[str, str]:
    """What the controls of the page at an address are set to."""
    html = client.get(address.partition("#")[0]).content.decode()
    form = html[html.index('id="console-form"') : html.index("<noscript>")]
    chosen = {}
    for name, inside in re.findall(r'<select name="(\w+)">(.*?)</select>', form, re.S):
        (option,) = re.findall(r"<option([^>]*) selected>([^<]*)", inside) or [("", "")]
        value = re.search(r'value="([^"]*)"', option[0])
        chosen[name] = value[1] if value else option[1]
    areas = re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>(.*?)</textarea>', form, re.S)
    (record,) = re.findall(r'name="record"[^>]* value="(\d*)"', form)
    return {**chosen, **dict(areas), "record": record}


def test_every_cell_of_every_table_has_an_address_that_sets_the_console(client):
    actors = cast(offered())
    for step, actor, column in CELLS:
        address = urlsplit(link(step, actor, column, actors))
        assert (address.path, address.fragment) == (step.page, "console")
        state = State.from_query(QueryDict(address.query), step, offered())
        assert state.do == column
        assert state.who == actors.get(actor, "")
        assert state.query() == address.query


@pytest.mark.parametrize(
    ("step", "how", "headers"),
    [
        ("1.2.3", "Basic", ""),
        ("2.1", "Basic", ""),
        ("2.2", "Session", ""),
        ("2.3.1", "Token", ""),
        ("2.3.2", "JWT", ""),
        ("drf-remote-user", "none", "X-Remote-User: admin"),
        ("drf-x-username", "none", "X-Username: admin"),
    ],
)
def test_a_link_asks_by_a_scheme_that_the_step_understands(client, step, how, headers):
    address = link(BY_ID[step], "superuser", "DELETE", cast(offered()))
    controls = shown(client, address)
    assert controls["who"] == "admin"
    assert controls["do"] == "DELETE"
    assert (controls["how"], controls["headers"]) == (how, headers)


def test_a_link_may_name_another_scheme():
    address = link(BY_ID["2.1"], "user", "GET", cast(offered()), scheme="JWT")
    assert "how=JWT" in address


def test_an_actor_for_whom_nobody_is_offered_is_the_readers_own(settings):
    settings.PUBLIC = True
    actors = cast(offered())
    assert "superuser" not in actors
    assert f"who={OWN}" in link(BY_ID["1.2.3"], "superuser", "PUT", actors)
    named = link(BY_ID["drf-x-username"], "superuser", "PUT", actors)
    assert "X-Username" not in named


def test_the_page_is_rendered_with_the_state_of_its_address(client):
    query = QueryDict(mutable=True)
    wanted = {
        "who": "raisa_dolina",
        "how": "Token",
        "do": "PUT",
        "record": "3",
        "body": "{}",
        "headers": "X-One: 1\nX-Two: 2",
    }
    query.update(wanted)
    assert shown(client, f"/lab/1.2.3/?{query.urlencode()}#console") == wanted


@pytest.mark.parametrize(
    "query",
    [
        "who=nobody",
        "how=Kerberos",
        "do=TRACE",
        "who=platon27&do=list",
        "record=-1",
        "record=3%00",
        f"record={'9' * 21}",
        "record=%D9%A3",
        f"body={'x' * 4000}",
        f"headers={'x' * 4000}",
        "headers=Authorization:+Token+1%0Acookie:+a=1",
        "who=%00&how=%FF&do[]=1&&&=;",
    ],
)
def test_nonsense_in_an_address_is_the_usual_instead(client, query):
    controls = shown(client, f"/lab/1.2.3/?{query}")
    assert controls.pop("body").count("user_abc") == 1
    assert controls == {
        "who": "platon27",
        "how": "Basic",
        "do": "LIST",
        "record": "",
        "headers": "",
    }


def test_an_address_never_holds_a_secret():
    lines = "X-One: 1\n authorization : Token 1\nCookie: sessionid=1"
    assert State(headers=lines).query() == "who=&how=none&do=LIST&headers=X-One%3A+1"


@pytest.mark.parametrize(
    "line", ["x-api-key: s", "Proxy-Authorization: s", "X-CSRFToken: s", "COOKIE:s"]
)
def test_no_line_of_headers_that_may_be_a_secret_gets_into_an_address(line):
    state = State(who="own", headers=f"X-Lab: a\n{line}\r\nX-Other: b")
    assert parse_qs(state.query())["headers"] == ["X-Lab: a\nX-Other: b"]


@pytest.mark.parametrize("key", ["\x03", "\x1b", "\x7f", "\x9b"])
def test_keys_that_a_terminal_would_press_get_into_no_command(client, key):
    for query in (f"do=POST&body={quote(key)}", f"headers=X-A:{quote(key)}"):
        assert key not in command(client, f"who=&how=none&{query}")


def test_only_headers_get_into_a_command(client):
    text = command(client, "who=own&how=none&headers=@/etc/hostname%0AX-Lab: 1")
    assert "hostname" not in text
    assert "X-Lab: 1" in text


def test_each_body_has_an_email_of_its_own(client):
    bodies = {shown(client, "/lab/1.2.3/")["body"] for _again in range(5)}
    assert len(bodies) == 5


@pytest.mark.parametrize("username", ["platon27", "admin", "vera_zimina"])
def test_the_password_of_a_demo_person_is_told_and_not_kept(username):
    answer = ask("/lab/credentials/", username=username)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    told = answer.json()
    assert User.objects.get(username=username).check_password(told["password"])
    assert set(told) == {"username", "password"}


def test_whoever_is_not_offered_stays_unknown_in_the_readers_language():
    User.objects.create_user("guest", password="a password of a test")
    User.objects.filter(username="platon27").update(is_active=False)
    for username in ("guest", "platon27", "nobody", "", "\0"):
        answer = ask("/lab/credentials/", username=username)
        assert answer.status_code == 403
        assert "does not offer" in answer.json()["detail"]
    russian = ask("/lab/credentials/", language="ru", username="guest")
    assert re.search("[а-я]", russian.json()["detail"])


def test_a_changed_password_is_nobodys_business():
    platon = User.objects.get(username="platon27")
    platon.set_password("a password of a test")
    platon.save()
    answer = ask("/lab/credentials/", username="platon27")
    assert answer.status_code == 403
    assert "password" not in answer.json()


@pytest.mark.parametrize("username", ["admin", "raisa_dolina"])
def test_a_public_host_tells_no_password_of_anybody_with_a_flag(settings, username):
    settings.PUBLIC = True
    assert ask("/lab/credentials/", username=username).status_code == 403
    assert ask("/lab/credentials/", username="platon27").status_code == 200
    User.objects.filter(username="platon27").update(is_staff=True)
    assert ask("/lab/credentials/", username="platon27").status_code == 403


@pytest.mark.parametrize("path", ["/lab/credentials/", "/lab/record/"])
def test_the_console_asks_by_post_with_the_token_of_its_page(path):
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(path).status_code == 405
    assert browser.post(path, {"username": "platon27"}).status_code == 403


def test_the_owner_has_a_record_which_is_made_when_it_is_needed():
    owner = cast(offered())["owner"]
    Author.objects.all().delete()
    pk = ask("/lab/record/").json()["id"]
    assert Author.objects.get(pk=pk).owner.username == owner
    assert ask("/lab/record/").json() == {"id": pk, "made": False}
    Author.objects.all().delete()
    anew = ask("/lab/record/").json()
    assert anew["made"] is True
    assert Author.objects.get(pk=anew["id"]).owner.username == owner


def test_without_an_owner_there_is_no_record():
    User.objects.exclude(username="platon27").delete()
    answer = ask("/lab/record/")
    assert answer.status_code == 409
    assert "Type the number" in answer.json()["detail"]


def test_the_page_says_that_requests_write_and_how_to_undo_it(client, settings):
    html = client.get("/lab/1.2.3/").content.decode()
    assert "what they write stays" in html
    assert "about a record of vera_zimina, which is made" in html
    assert "run.py reset" in html
    settings.PUBLIC = True  # where nobody who reads this can do so
    assert "run.py reset" not in client.get("/lab/1.2.3/").content.decode()


def test_without_scripts_no_header_is_sent_in_an_address(client):
    html = client.get("/lab/1.2.3/").content.decode()
    (area,) = re.findall(r'<textarea[^>]* name="headers"[^>]*>', html)
    assert " disabled " in area


def command(client, query: str) -> str:
    """The command that a page shows where there are no scripts."""
    html = client.get(f"/lab/1.2.3/?{query}").content.decode()
    return re.search(r"<noscript>.*?<code>(.*?)</code>", html, re.S)[1]


def test_the_command_holds_no_password_beyond_those_of_the_front_page(client, settings):
    passwords = {name: one["password"] for name, one in published().items()}
    assert passwords["platon27"] in command(client, "who=platon27&how=Basic")
    assert "$USER_PASSWORD" in command(client, "who=vera_zimina&how=Basic")
    settings.PUBLIC = True
    html = client.get("/lab/1.2.3/?who=platon27&how=Session").content.decode()
    assert "$USER_PASSWORD" in html
    assert not [name for name, one in passwords.items() if len(one) > 4 and one in html]


def published() -> dict:
    """The people of users.json by username."""
    people = json.loads((ROOT / "users.json").read_text(encoding="utf-8"))
    return {one["username"]: one for one in people}
