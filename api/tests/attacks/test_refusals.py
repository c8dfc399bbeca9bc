"""What is refused before a view is asked, and what the admin cannot read."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from api.guards.lockout.models import Failures
from api.guards.refusals import MOST_FIELDS
from api.models import Author

from ..conftest import PASSWORD, Actor
from .attack import GENERIC, GOOD, WHOAMI, ask

ELSEWHERE = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
FORM = "application/x-www-form-urlencoded"
TOKENS = ["/api/token/", "/api/api-token-auth/"]
SPACED = " a word and a space "


@pytest.mark.parametrize("door", TOKENS)
def test_a_page_of_another_site_counts_no_wrong_password(door, people):
    body = "username=owner&password=wrong"
    answer = ask("POST", door, body, content_type=FORM, **ELSEWHERE)
    assert answer.status_code == 403
    assert answer.json() == {
        "detail": "A page of another site sent this. It may change nothing here."
    }
    assert not Failures.objects.exists()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_password_that_a_browser_remembers_changes_nothing(method, author):
    superuser = Actor("superuser", "Basic")
    path = GENERIC if method == "POST" else f"{GENERIC}{author.pk}/"
    before = [*Author.objects.values()]
    assert superuser.send(method, path, GOOD, **ELSEWHERE).status_code == 403
    assert [*Author.objects.values()] == before
    assert superuser.send(method, path, GOOD).status_code < 300


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none"])
def test_other_pages_are_asked_as_ever(site, people):
    superuser = Actor("superuser", "Basic")
    sent = superuser.send("POST", GENERIC, GOOD, **{"Sec-Fetch-Site": site})
    assert sent.status_code == 201
    assert superuser.send("GET", GENERIC, **ELSEWHERE).status_code == 200


def test_a_site_that_is_trusted_may_send_what_it_likes(settings, people):
    settings.CSRF_TRUSTED_ORIGINS = [ELSEWHERE["Origin"]]
    sent = Actor("superuser", "Basic").send("POST", GENERIC, GOOD, **ELSEWHERE)
    assert sent.status_code == 201


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("path", [GENERIC, "/", "/admin/login/", "/language/"])
def test_a_query_of_more_fields_than_anybody_needs_is_400(path, debug, settings, db):
    settings.DEBUG = debug
    client = Client(raise_request_exception=False)
    assert client.get(f"{path}?{'&' * (MOST_FIELDS - 1)}").status_code in {200, 302}
    assert client.get(f"{path}?{'&' * MOST_FIELDS}").status_code == 400


def test_a_body_of_512_kib_is_read_and_a_longer_one_is_not(db):
    for length, status in ((512 * 1024, 400), (512 * 1024 + 1, 413)):
        sent = ask("POST", TOKENS[0], "[" * length, content_type="application/json")
        assert sent.status_code == status


def test_spaces_at_the_ends_of_a_password_are_part_of_it_at_every_door(db):
    User.objects.create_user("spaced", password=SPACED)
    User.objects.create_user("plain", password=PASSWORD)
    for door in TOKENS:
        pairs = {("spaced", SPACED): True, ("spaced", SPACED.strip()): False}
        pairs[("plain", f"{PASSWORD} ")] = False
        for (name, password), opens in pairs.items():
            form = {"username": name, "password": password}
            assert (ask("POST", door, form).status_code == 200) is opens, door
    headers = Actor().basic("spaced", SPACED)
    assert Client().get(WHOAMI, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/admin/auth/user/?date_joined__year=99999", None),
        ("/admin/api/author/", {"_selected_action": "abc"}),
        ("/admin/lockout/failures/", {"_selected_action": ""}),
    ],
)
def test_what_the_admin_cannot_read_is_400(path, form, people, settings):
    assert asked_of_admin(path, form, people, settings) == 400


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/admin/api/author/?pk__in=1000000000000000000000000000000,1", None),
        ("/admin/auth/user/", {"_selected_action": str(10**30)}),
        (f"/admin/api/author/?q={'+'.join('a' * 1010)}", None),
    ],
)
def test_what_one_database_can_read_and_another_cannot_is_no_fault_of_ours(
    path, form, people, settings
):
    assert asked_of_admin(path, form, people, settings) in {200, 302, 400}


def asked_of_admin(path, form, people, settings) -> int:
    """The status for a superuser; a page without a traceback."""
    settings.DEBUG = False
    client = Client(raise_request_exception=False)
    client.force_login(people["superuser"])
    data = form and {"action": "delete_selected", "index": 0, **form}
    sent = client.post(path, data) if data else client.get(path)
    assert "Traceback" not in sent.content.decode()
    return sent.status_code
