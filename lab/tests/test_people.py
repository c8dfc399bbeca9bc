"""Being a demo person with one click: who is offered, and to whom."""

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from api.people import published_people
from lab.people import cast, offered
from project.tests.test_home import read

pytestmark = pytest.mark.django_db

ADDRESS = "/lab/sign-in/"


@pytest.fixture(autouse=True)
def everybody():
    call_command("load_users", verbosity=0)


def be(username: str, browser=None, **fields):
    """Press the button of a demo person on the front page."""
    browser = browser or Client(enforce_csrf_checks=True)
    token = read(browser).all("input")[0]["value"]
    sent = {"csrfmiddlewaretoken": token, "username": username, "next": "/", **fields}
    return browser.post(ADDRESS, sent, follow=True)


def signed_in(answer) -> str:
    """Who is signed in on the page of an answer; "" for nobody."""
    user = answer.wsgi_request.user
    return user.get_username() if user.is_authenticated else ""


def test_everybody_of_the_file_is_offered_on_a_laptop():
    assert [one.username for one in offered()] == [
        one.username for one in published_people()
    ]


def test_there_is_somebody_for_each_actor_of_the_tables():
    actors = cast(offered())
    assert set(actors) == {"user", "owner", "staff", "granted", "superuser"}
    assert len(set(actors.values())) == 5
    assert (actors["user"], actors["superuser"]) == ("platon27", "admin")
    staff = User.objects.get(username=actors["staff"])
    assert (staff.is_staff, staff.is_superuser) == (True, False)
    assert User.objects.get(username=actors["granted"]).has_perm("api.add_author")


@pytest.mark.parametrize("username", ["platon27", "admin", "raisa_dolina"])
def test_one_click_signs_the_browser_in(username):
    answer = be(username)
    assert answer.redirect_chain == [("/", 302)]
    assert signed_in(answer) == username


def test_on_a_public_host_nobody_with_a_flag_is_offered(settings):
    settings.PUBLIC = True
    names = {one.username for one in offered()}
    assert names == {
        user.username
        for user in User.objects.filter(is_staff=False, is_superuser=False)
    }
    assert signed_in(be("platon27")) == "platon27"
    for username in ("admin", "raisa_dolina"):
        answer = be(username)
        assert signed_in(answer) == ""
        assert b"does not offer this person" in answer.content


def test_the_database_decides_who_has_a_flag_and_not_the_file(settings):
    settings.PUBLIC = True
    User.objects.filter(username="platon27").update(is_staff=True)
    assert signed_in(be("platon27")) == ""


@pytest.mark.parametrize("username", ["", "nobody", "admin ", "\0", "x" * 10000])
def test_nobody_else_is_signed_in(username):
    answer = be(username)
    assert signed_in(answer) == ""
    assert answer.status_code == 200


def test_whoever_is_not_in_the_file_is_not_offered():
    User.objects.create_user("vera", password="123")
    assert signed_in(be("vera")) == ""


def test_whoever_has_changed_the_password_is_no_demo_person_any_more():
    user = User.objects.get(username="platon27")
    user.set_password("another one by now")
    user.save()
    answer = be("platon27")
    assert signed_in(answer) == ""
    assert "has another password by now" in answer.content.decode()


def test_whoever_is_not_active_is_not_offered():
    User.objects.filter(username="platon27").update(is_active=False)
    assert "platon27" not in {one.username for one in offered()}
    assert signed_in(be("platon27")) == ""


def test_the_way_back_stays_on_this_site():
    assert be("platon27", next="/lab/2.1/").redirect_chain == [("/lab/2.1/", 302)]
    assert be("platon27", next="https://evil.example/").redirect_chain == [("/", 302)]


def test_another_site_cannot_sign_anybody_in():
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(ADDRESS, {"username": "admin"}).status_code == 403
    assert browser.get(ADDRESS).status_code == 405


@pytest.mark.parametrize("address", [ADDRESS, "/theme/"])
@pytest.mark.parametrize("way", ["foo", "?a", "#x", "set_theme", "home"])
def test_a_way_back_that_is_none_breaks_nothing(client, address, way):
    answer = client.post(address, {"username": "platon27", "next": way})
    assert answer.status_code == 302


def test_a_refusal_keeps_nothing_of_what_was_sent():
    answer = be("x" * 100_000)
    assert b"does not offer this person" in answer.content
    assert b"xxxx" not in answer.content
    assert not Session.objects.exists()


def test_the_key_of_the_session_changes_with_the_person():
    browser = Client(enforce_csrf_checks=True)
    keys = set()
    for username in ("platon27", "admin"):
        be(username, browser)
        keys.add(browser.cookies["sessionid"].value)
    assert len(keys) == 2


def test_without_people_the_front_page_says_how_to_get_them(client):
    User.objects.all().delete()
    assert b"manage.py load_users" in client.get("/").content
