"""The pages of the laboratory, as a browser without JavaScript gets them."""

import re
from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny

from api.models import Author
from api.tests.conftest import PASSWORD, obtain
from lab import observation, policy
from lab.steps import ENDPOINTS, STEPS
from lab.views import steps as views
from project.tests.fixtures import ROOT
from project.tests.test_home import faults_of, read

from .conftest import basic

pytestmark = pytest.mark.django_db

PAGES = ["/lab/matrix/", "/lab/compare/", "/lab/why/", "/lab/jwt/"]
EVERY = [*PAGES, *(step.page for step in STEPS)]


@pytest.fixture(autouse=True)
def no_memory():
    """Runs are remembered in the cache: no test is to find another's."""
    cache.clear()


@pytest.fixture
def visitor():
    """A browser with a session of an ordinary user, and CSRF as browsers have it."""
    User.objects.create_user("vera", password=PASSWORD)
    browser = Client(enforce_csrf_checks=True)
    assert browser.login(username="vera", password=PASSWORD)
    return browser


def press(browser, address: str, fields: dict, language="en", **follow):
    """Send a form of the page at an address, with the token that the page has."""
    token = read(browser, address, language).all("input")[0]["value"]
    return browser.post(
        fields.pop("action", address),
        {"csrfmiddlewaretoken": token, **fields},
        headers={"Accept-Language": language},
        **follow,
    )


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("address", EVERY)
def test_every_page_is_sound_in_both_languages(client, address, language):
    assert faults_of(read(client, address, language), language) == []


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_a_step_shows_its_whole_table_and_each_cell_leads_to_its_request(client, step):
    call_command("load_users", verbosity=0)
    page = read(client, step.page)
    cells = [one for one in page.all("a") if "data-console" in one]
    promised = [s for row in step.promised().values() for s in row.values()]
    shown = re.findall(r"\d{3}", " ".join(page.tables[0][1:]))
    assert [*map(int, shown)] == promised
    assert len({one["href"] for one in cells}) >= len(promised)
    for one in cells[:3]:
        assert client.get(one["href"].partition("#")[0]).status_code == 200


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_a_step_shows_the_code_that_runs(client, step):
    html = client.get(step.page).content.decode()
    for one in [*step.permission_classes, *step.authentication_classes, step.view]:
        assert f"class {one.__name__}(" in html
    assert str(ROOT) not in html
    assert "site-packages" not in html


def test_what_changed_since_the_step_before_stands_out():
    before, step = (
        next(s for s in STEPS if s.id == i) for i in ("1.2.2-or-read", "1.2.3")
    )
    lines = policy.changes(step, before)
    removed = [line.text.strip() for line in lines if line.change == "removed"]
    added = [line.text.strip() for line in lines if line.change == "added"]
    assert "permission_classes = [IsAuthenticatedOrReadOnly]" in removed
    assert "permission_classes = [CustomPermission]" in added
    assert [line.text.strip() for line in lines if not line.change] == [
        "authentication_classes = [SessionAuthentication, BasicAuthentication]"
    ]


DIFFERENCES = [(step, one) for step in STEPS for one in step.differences]


@pytest.mark.parametrize(
    ("step", "told"), DIFFERENCES, ids=lambda one: getattr(one, "id", "")
)
def test_where_the_text_and_the_code_differ_a_cell_proves_it(client, step, told):
    where = next((one for one in STEPS if one.id == told.at), step)
    statuses = [where.promised()[a][c] for a, c in map(str.split, told.proof)]
    mentioned = {*re.findall(r"\b\d{3}\b", str(told.shows))}
    assert mentioned <= {*map(str, statuses)}
    assert statuses or told.page
    html = client.get(step.page).content.decode()
    assert str(told.says) in html
    for cell, status in zip(told.proof, statuses, strict=True):
        assert f"{cell.split()[1]} → {status}" in html


def test_whoever_is_not_signed_in_is_asked_to_before_anything_is_run(client):
    html = client.get("/lab/1.2.3/").content.decode()
    assert "Sign in to run it" in html
    answer = client.post("/lab/1.2.3/")
    assert answer.headers["Location"] == "/api-auth/login/?next=/lab/1.2.3/"
    assert observation.last(STEPS) == {}


def test_the_matrix_is_run_from_the_page_in_the_language_of_the_page(visitor):
    call_command("loaddata", "authors", verbosity=0)
    before = [*Author.objects.values()], [*User.objects.values("username")]
    answer = press(visitor, "/lab/1.2.3/", {}, "ru", follow=True)
    assert answer.redirect_chain == [("/lab/1.2.3/", 302)]
    page = answer.content.decode()
    assert "Всё сошлось." in page
    assert 'lang="ru"' in page
    assert ([*Author.objects.values()], [*User.objects.values("username")]) == before
    again = visitor.get("/lab/1.2.3/").content.decode()
    assert "Promised = observed." in again
    assert "Run it again" in again


def test_without_the_csrf_token_nothing_is_run(visitor):
    assert visitor.post("/lab/1.2.3/").status_code == 403


def test_a_page_of_drf_says_who_the_browser_is_whatever_the_view_reads(visitor):
    answer = visitor.get("/lab/2.3.2/authors/", headers={"Accept": "text/html"})
    assert answer.status_code == 401
    assert "<span data-signed-in>vera</span>" in answer.content.decode()


def test_only_one_run_is_under_way_at_a_time(visitor):
    cache.add(observation.LOCK, True)
    answer = press(visitor, "/lab/1.2.3/", {})
    assert answer.status_code == 503
    assert b"Another run is under way" in answer.content
    cache.delete(observation.LOCK)
    assert press(visitor, "/lab/1.2.3/", {}).status_code == 302


def test_a_promise_that_is_not_kept_is_seen():
    (step,) = [step for step in STEPS if step.id == "1.2.1"]
    wrong = replace(step, access=step.access.replace("201", "204"))
    observation.observe(wrong)
    context = views.about_table(wrong, {})
    broken = [c for _actor, cells in context["rows"] for c in cells if not c.kept]
    assert {(cell.column, cell.promised, *cell.observed) for cell in broken} == {
        ("POST", 204, 201)
    }
    assert context["seen"].differences == len(broken) * 2


def test_a_scheme_that_gets_in_where_it_should_not_is_seen():
    (step,) = [step for step in STEPS if step.id == "2.1"]
    seen = observation.observe(step)
    cells = [
        replace(cell, observed=200) if cell.scheme == "Token" else cell
        for cell in seen.cells
    ]
    broken = replace(seen, cells=cells)
    assert not broken.kept("user", "GET")
    assert broken.statuses("user", "GET") == [200]


def test_a_run_of_other_code_is_not_shown():
    (step,) = [step for step in STEPS if step.id == "1.2.3"]
    observation.observe(step)
    assert observation.last([step])
    other = replace(step, permission_classes=[AllowAny])
    assert not observation.last([other])


def test_two_steps_are_compared_cell_by_cell(client):
    page = read(client, "/lab/compare/?left=drf-session-first&right=drf-basic-first")
    assert " ".join(page.tables[0]).count("→ ? 401") == 8
    html = client.get("/lab/compare/?left=1.2-apiview&right=1.2-viewset").content
    assert b"The two tables are the same." in html


def test_any_two_can_be_compared_and_nonsense_is_the_usual_pair(client):
    for one in [*STEPS, *ENDPOINTS]:
        assert client.get(f"/lab/compare/?left={one.id}&right=1.2.3").status_code == 200
    odd = read(client, "/lab/compare/?left=%00&right=nothing")
    assert odd.tables == read(client, "/lab/compare/").tables
    assert odd.tables[0][1:]


def test_the_whole_lab_is_one_matrix(client):
    page = read(client, "/lab/matrix/")
    promised = [
        [str(status) for row in step.promised().values() for status in row.values()]
        for step in [*STEPS, *ENDPOINTS]
    ]
    shown = [re.findall(r"\b\d{3}\b", row) for row in page.tables[0][2:]]
    assert shown == promised


def test_what_was_seen_is_looked_up_at_once(visitor, django_assert_max_num_queries):
    press(visitor, "/lab/1.2.3/", {})
    with django_assert_max_num_queries(4):
        assert visitor.get("/lab/matrix/").status_code == 200


def test_the_address_of_the_laboratory_leads_to_its_path(client):
    assert client.get("/lab/").headers["Location"] == "/"
    assert client.get("/lab/9.9/").status_code == 404


@pytest.mark.parametrize(
    ("section", "first"),
    [("1", "1-owner"), ("1.1", "1.1-model"), ("1.2", "1.2-apiview"), ("2.3", "2.3.1")],
)
def test_a_section_of_the_text_leads_to_its_first_step(client, section, first):
    answer = client.get(f"/lab/{section}/")
    assert answer.headers["Location"] == f"/lab/{first}/"


def test_a_session_outlives_the_browser_for_two_weeks():
    User.objects.create_user("vera", password=PASSWORD)
    browser = Client()
    sent = {"username": "vera", "password": PASSWORD}
    browser.post("/api-auth/login/", sent)
    cookie = browser.cookies["sessionid"]
    assert cookie["max-age"] == 14 * 24 * 60 * 60
    reopened = Client()
    reopened.cookies["sessionid"] = cookie.value
    assert reopened.get("/lab/2.2/authors/").status_code == 200


def test_a_token_that_was_deleted_opens_nothing(people):
    key = obtain("api-token-auth/", "user", PASSWORD)
    header = {"Authorization": f"Token {key}"}
    assert Client().get("/lab/2.3.1/authors/", headers=header).status_code == 200
    Token.objects.all().delete()
    assert Client().get("/lab/2.3.1/authors/", headers=header).status_code == 401


def test_the_name_that_django_gives_a_header_is_no_header(people):
    credentials = {"Http-Authorization": "Basic " + basic(f"user:{PASSWORD}")}
    assert Client().get("/lab/2.1/authors/", headers=credentials).status_code == 401


@pytest.mark.parametrize("on", [True, False])
def test_the_steps_of_the_lab_are_linked_while_it_is_on(on, settings, client):
    settings.LAB = on
    page = client.get("/").content.decode()
    assert ('href="/lab/2.3.2/"' in page) is on


def test_the_front_page_costs_one_query_for_the_demo_people(
    client, django_assert_num_queries
):
    with django_assert_num_queries(1):
        client.get("/")
