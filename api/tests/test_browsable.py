"""The pages of DRF and the admin: a person is shown what that person may do."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import include, path, resolve
from rest_framework.authtoken.models import Token
from rest_framework.response import Response

from api import views
from api.models import Author
from api.urls import urlpatterns as api_urls

from .conftest import PASSWORD, Actor


class Explained(views.AuthorGenericAPIView):
    """A view that has a page of its own."""

    page = "/why/"


class Timed(views.Root):
    """A view that tells how long it took."""

    def get(self, request):
        return Response({}, headers={"Server-Timing": 'a;desc="1", b;dur=2'})


urlpatterns = [
    path("why/authors/", Explained.as_view()),
    path("why/authors/<int:pk>/", Explained.as_view()),
    path("timed/", Timed.as_view()),
    path("", include("project.urls")),
]
pytestmark = pytest.mark.urls(__name__)


def page(actor, target):
    """The HTML of a page."""
    answer = actor.send("GET", target, Accept="text/html")
    assert answer.headers["Content-Type"].startswith("text/html")
    return answer.content.decode()


def offers(actor, target):
    """POST, PUT, PATCH, DELETE: those that the page has a button for."""
    html = page(actor, target)
    buttons = set(re.findall(r'data-method="(PUT|PATCH|DELETE)"', html))
    if re.search(r"<button[^>]*>\s*POST\s*</button>", html):
        buttons.add("POST")
    return buttons


ALL = {"PUT", "PATCH", "DELETE"}


@pytest.mark.parametrize(
    ("name", "url", "on_list", "on_record"),
    [
        (None, "/api/authors/", set(), set()),
        (None, "/api/authors_generic/", set(), set()),
        (None, "/api/authors_viewset/", set(), set()),
        ("user", "/api/authors/", {"POST"}, ALL),
        ("user", "/api/authors_generic/", {"POST"}, set()),
        ("user", "/api/authors_viewset/", {"POST"}, set()),
        ("owner", "/api/authors_viewset/", {"POST"}, ALL),
        ("superuser", "/api/authors_generic/", {"POST"}, ALL),
        ("superuser", "/api/authors_viewset/", {"POST"}, ALL),
    ],
)
def test_the_buttons_are_what_the_person_may_do(name, url, on_list, on_record, author):
    actor = Actor(name, "Session") if name else Actor()
    assert offers(actor, url) == on_list
    assert offers(actor, f"{url}{author.pk}/") == on_record


def test_an_author_is_made_with_the_form_of_the_page(people):
    actor = Actor("user", "Session")
    html = page(actor, "/api/authors_generic/")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    form = {"name": "A", "email": "a@example.org", "csrfmiddlewaretoken": token}
    answer = actor.client.post(
        "/api/authors_generic/", form, headers={"Accept": "text/html"}
    )
    assert answer.status_code == 201
    assert Author.objects.get().owner.username == "user"


@pytest.mark.parametrize(
    "target", ["/api/", "/api/token/", "/api/whoami/", "/api/authors_viewset/?page=99"]
)
def test_other_pages_are_drawn_too(target, people):
    assert "· Access lab</title>" in page(Actor("user", "Session"), target)


PAGES = ["/api/", "/api/authors/", "/api/authors_viewset/", "/api/token/"]


@pytest.mark.parametrize("target", [*PAGES, "/api/authors_viewset/{pk}/"])
@pytest.mark.parametrize("name", [None, "superuser"])
def test_a_page_has_no_inline_script_or_style(target, name, author):
    actor = Actor(name, "Session") if name else Actor()
    html = page(actor, target.format(pk=author.pk))
    assert "<style" not in html
    assert not re.findall(r"<[^>]* (?:style|on\w+)=", html)
    scripts = [tag for tag in re.findall(r"<script[^>]*>", html) if "/json" not in tag]
    files = re.findall(r'<(?:script|link|img)[^>]* (?:src|href)="([^"]*)"', html)
    assert len(files) > len(scripts) > 0
    assert all('src="' in tag for tag in scripts)
    assert not [file for file in files if not file.startswith("/static/")]


def test_what_users_write_is_shown_as_it_is(author, anyone):
    Author.objects.update(name='<html> <b style="x">')
    html = page(anyone, "/api/authors_generic/")
    assert "&lt;html&gt; &lt;b style=" in html
    assert "&quot;x\\&quot;&gt;" in html


def test_a_page_tells_its_language(anyone):
    anyone.headers = {"Accept-Language": "ru"}
    assert '<html lang="ru" ' in page(anyone, "/api/")


def trail(actor, target):
    """The path at the top of a page: `[(name, address)]`."""
    html = page(actor, target)
    crumbs = html[html.index("<ol") : html.index("</ol>")]
    return [
        (name, url) for url, name in re.findall(r'href="([^"]*)"[^>]*>([^<]*)<', crumbs)
    ]


def test_a_record_is_called_by_its_key_in_the_path(anyone, author):
    assert trail(anyone, f"/api/authors_generic/{author.pk}/") == [
        ("Access lab", "/"),
        ("Root", "/api/"),
        ("Author Generic Api", "/api/authors_generic/"),
        (str(author.pk), f"/api/authors_generic/{author.pk}/"),
    ]


def test_the_path_leads_through_the_page_of_a_view(anyone, author):
    on_list = [
        ("Access lab", "/"),
        ("Explained", "/why/"),
        ("Authors", "/why/authors/"),
    ]
    record = f"/why/authors/{author.pk}/"
    assert trail(anyone, "/why/authors/") == on_list
    assert trail(anyone, record) == [*on_list, (str(author.pk), record)]


def test_a_page_leads_back_to_the_page_of_its_view_alone(anyone, author):
    back = '<a class="back" href="/why/">'
    assert back in page(anyone, f"/why/authors/{author.pk}/")
    assert 'class="back"' not in page(anyone, "/api/authors_generic/")


def test_a_page_shows_each_entry_of_server_timing_on_its_own_line(anyone):
    lines = [line.strip() for line in page(anyone, "/timed/").splitlines()]
    assert any(line.endswith("a;desc=&quot;1&quot;,") for line in lines)
    assert any(line.startswith("b;dur=2") for line in lines)
    answer = anyone.send("GET", "/timed/", Accept="text/html")
    assert answer.headers["Server-Timing"].startswith('a;desc="1", b;dur=2')


@pytest.mark.parametrize(
    "target",
    ["/api/", "/api/authors/", "/api/authors_generic/", "/api/authors_viewset/"],
)
def test_a_page_says_what_it_is_in_the_readers_language(target, people):
    actor = Actor("user", "Session")
    english = page(actor, target)
    actor.headers = {"Accept-Language": "ru"}
    assert str(resolve(target).func.cls.about) in english
    assert str(resolve(target).func.cls.about) not in page(actor, target)


@pytest.mark.parametrize("target", ["/api/authors/", "/api/whoami/"])
def test_a_page_says_what_it_is_to_those_whom_it_refuses(target, anyone, db):
    assert str(resolve(target).func.cls.about) in page(anyone, target)


def test_the_root_links_every_address_without_parameters(anyone):
    links = anyone.send("GET", "/api/").json()
    assert len(links) == len([u for u in api_urls if not u.pattern.converters]) - 1
    for target in links.values():
        status = anyone.send("OPTIONS", target.replace("http://testserver", ""))
        assert status.status_code in {200, 401, 403}


def test_the_session_is_replaced_when_somebody_signs_in(people):
    client = Client()
    client.cookies["sessionid"] = "0" * 32
    client.post("/api-auth/login/", {"username": "user", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie.value != "0" * 32
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("door", ["/api-auth/login/", "/admin/login/"])
def test_signing_in_without_a_csrf_token_is_403(door, people):
    client = Client(enforce_csrf_checks=True)
    form = {"username": "superuser", "password": PASSWORD}
    assert client.post(door, form).status_code == 403


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example/"])
def test_signing_in_leads_nowhere_else(evil, people):
    form = {"username": "user", "password": PASSWORD}
    answer = Client().post(f"/api-auth/login/?next={evil}", form)
    assert answer.headers["Location"] == "/"


def test_signing_out_takes_a_post_and_ends_the_session(people):
    actor = Actor("user", "Session")
    assert actor.client.get("/api-auth/logout/").status_code == 405
    answer = actor.client.post("/api-auth/logout/", headers=actor.headers)
    assert answer.headers["Location"] == "/"
    assert actor.send("GET", "/api/whoami/").status_code == 401


def test_the_session_of_an_inactive_user_is_over(people):
    actor = Actor("user", "Session")
    assert actor.send("GET", "/api/whoami/").status_code == 200
    User.objects.filter(username="user").update(is_active=False)
    assert actor.send("GET", "/api/whoami/").status_code == 401


@pytest.fixture
def admin(people):
    """The superuser in the admin."""
    client = Client()
    assert client.login(username="superuser", password=PASSWORD)
    return client


ADMIN = [
    "auth/user",
    "api/author",
    "authtoken/tokenproxy",
    "lockout/failures",
    "token_blacklist/blacklistedtoken",
    "token_blacklist/outstandingtoken",
]


@pytest.mark.parametrize("model", ADMIN)
def test_the_admin_lists_and_finds(model, admin, author, people):
    Token.objects.create(user=people["user"])
    assert admin.get(f"/admin/{model}/").status_code == 200
    assert admin.get(f"/admin/{model}/?q=a").status_code == 200


@pytest.mark.parametrize("model", ["api/author", "authtoken/tokenproxy"])
def test_a_form_of_the_admin_does_not_list_all_users(model, admin, people):
    html = admin.get(f"/admin/{model}/add/").content.decode()
    assert "vForeignKeyRawIdAdminField" in html


def test_the_admin_is_not_for_ordinary_users(people):
    client = Client()
    client.login(username="user", password=PASSWORD)
    assert client.get("/admin/").status_code == 302


def test_an_author_deleted_while_its_form_was_open_stays_deleted(admin, author):
    form = {"name": "B", "email": "b@example.org", "owner": ""}
    Author.objects.all().delete()
    answer = admin.post(f"/admin/api/author/{author.pk}/change/", form)
    assert answer.status_code == 302
    assert not Author.objects.exists()
