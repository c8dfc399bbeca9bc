"""What a request leaves in the log: one line, the same whatever serves it."""

import logging
import sys

import pytest
from django.contrib.auth.models import User
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from rest_framework.decorators import api_view
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from api.models import Author
from api.tests.conftest import PASSWORD, SCHEMES, Actor
from project import urls
from project.logs import FORMATTERS, OTHER, TextFormatter

LOG = "project.access_log.LogMiddleware"
FORM = "application/x-www-form-urlencoded"


class Seldom(AnonRateThrottle):
    """Lets one request pass."""

    rate = "1/day"


class Throttled(APIView):
    """May be asked once."""

    throttle_classes = [Seldom]
    authentication_classes = permission_classes = []

    def get(self, request):
        raise RuntimeError


def broken(request):
    """A page that fails."""
    raise RuntimeError


def too_long(request):
    """A page that was sent more than a column holds."""
    raise DataError("value too long")


urlpatterns = [
    path("too-long/", too_long),
    path("api/too-long/", api_view()(too_long)),
    path("broken/", broken),
    path("api/throttled/", Throttled.as_view()),
    path("", include(urls.urlpatterns)),
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def author():
    """An author of nobody."""
    return Author.objects.create(name="Ann", email="ann@example.org")


@pytest.fixture
def user():
    """An ordinary user."""
    return User.objects.create_user("user", password=PASSWORD)


@pytest.fixture
def lines(caplog):
    """A function: the lines of the requests that an actor's one request makes."""

    def told(actor, *request, **headers):
        caplog.clear()
        actor.send(*request, **headers)
        return [record for record in caplog.records if record.name == "access"]

    return told


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_line_names_user_scheme_and_decision(scheme, user, author, lines):
    actor, url = Actor("user", scheme), f"/api/authors_generic/{author.pk}/"
    for method, status, decision in (
        ("GET", 200, "allowed"),
        ("DELETE", 403, "refused: permission_denied"),
    ):
        (line,) = lines(actor, method, url)
        assert (line.method, line.path, line.status) == (method, url, status)
        assert (line.user, line.scheme, line.decision) == ("user", scheme, decision)
        assert 0 < line.ms < 60_000


# The method, the path, the body, the headers, and the decision.
DECISIONS = [
    ("GET", "/", None, {}, "allowed"),
    ("GET", "/api/authors/", None, {}, "refused: not_authenticated"),
    ("DELETE", "/api/authors_generic/1/", None, {}, "refused: not_authenticated"),
    *[
        ("GET", "/api/whoami/", None, {"Authorization": sent}, f"refused: {code}")
        for sent, code in {
            "Basic dXNlcjp3cm9uZw==": "authentication_failed",
            "Token wrong": "authentication_failed",
            "Bearer wrong": "token_not_valid",
            "Nonsense": "not_authenticated",
        }.items()
    ],
    ("POST", "/api/token/", {"username": "u"}, {}, "refused: required"),
    (
        "POST",
        "/api/token/",
        {"username": "user", "password": "wrong"},
        {},
        "refused: no_active_account",
    ),
    (
        "POST",
        "/api/api-token-auth/",
        {"username": "user", "password": "wrong"},
        {},
        "refused: authorization",
    ),
    ("POST", "/api/token/refresh/", {"refresh": "x"}, {}, "refused: token_not_valid"),
    ("POST", "/api/token/", "{", {}, "refused: parse_error"),
    ("POST", "/api/token", {}, {}, "refused: not_found"),
    ("GET", "/api/token/", None, {}, "refused: method_not_allowed"),
    ("GET", "/api/", None, {"Accept": "image/png"}, "refused: not_acceptable"),
    (
        "POST",
        "/api/token/",
        "x",
        {"content_type": "a/b"},
        "refused: unsupported_media_type",
    ),
    (
        "POST",
        "/api/token/",
        None,
        {"Transfer-Encoding": "chunked"},
        "refused: length_required",
    ),
    ("POST", "/api/token/", None, {"Content-Length": "9999999"}, "refused: too_large"),
    ("GET", "/api/authors_generic/0/", None, {}, "refused: not_found"),
    ("GET", "/api/nothing/", None, {}, "refused: not_found"),
    ("GET", "/nothing/", None, {}, "refused: not_found"),
    ("GET", "/theme/", None, {}, "refused: method_not_allowed"),
    ("GET", "/", None, {"Host": "evil.example"}, "refused: DisallowedHost"),
    ("GET", "/api/", None, {"Host": "evil.example"}, "refused: DisallowedHost"),
    ("POST", "/theme/", None, {}, "refused: csrf (CSRF cookie not set)"),
    (
        "POST",
        "/theme/",
        None,
        {"Origin": "https://evil.example/?password=x"},
        "refused: csrf (Origin checking failed)",
    ),
    ("GET", "/admin/", None, {}, "redirected"),
    ("GET", "/static/nothing.css", None, {}, "refused: not_found"),
    ("GET", "/broken/", None, {}, "failed: error"),
    ("GET", "/api/throttled/", None, {}, "failed: error"),
]


@pytest.mark.parametrize(
    "request_", DECISIONS, ids=lambda row: f"{row[0]} {row[1]} {row[-1]}"
)
def test_each_decision_has_its_code_and_nobody_is_named(request_, user, lines):
    *request, headers, decision = request_
    (line,) = lines(Actor(), *request, **headers)
    assert line.decision == decision
    words = {"Basic": "Basic", "Token": "Token", "Bearer": "JWT"}
    sent = words.get(headers.get("Authorization", "").partition(" ")[0], "none")
    is_tried = decision.endswith(("authentication_failed", "token_not_valid"))
    assert (line.user, line.scheme) == ("anonymous", sent if is_tried else "none")


@pytest.mark.parametrize("url", ["/too-long/", "/api/too-long/"])
def test_what_the_database_could_not_hold_is_told_with_its_traceback(url, caplog):
    assert Actor().send("GET", url).status_code == 400
    told, line = [each for each in caplog.records if each.levelname == "WARNING"]
    assert (told.name, told.getMessage()) == ("api.guards.errors", f"GET {url}")
    assert told.exc_info[0] is DataError
    assert (line.name, line.decision) == ("access", "refused: parse_error")


def test_a_throttle_is_named(lines):
    anyone = Actor()
    anyone.send("GET", "/api/throttled/", REMOTE_ADDR="192.0.2.7")
    (line,) = lines(anyone, "GET", "/api/throttled/", REMOTE_ADDR="192.0.2.7")
    assert (line.status, line.decision) == (429, "refused: throttled")


def test_a_session_that_sends_no_csrf_token_is_told_so(user, author, lines):
    actor = Actor("user", "Session")
    del actor.headers["X-CSRFToken"]
    (line,) = lines(actor, "PUT", f"/api/authors/{author.pk}/", {})
    assert line.decision == "refused: csrf (CSRF token missing)"


def test_a_password_that_a_form_refuses_is_a_refusal(user, lines):
    anyone = Actor()
    token = anyone.client.get("/api-auth/login/").context["csrf_token"]
    form = f"username=user&password=wrong&csrfmiddlewaretoken={token}"
    for page in ("/api-auth/login/", "/admin/login/"):
        (line,) = lines(anyone, "POST", page, form, content_type=FORM)
        assert (line.status, line.decision) == (200, "refused: login_failed")
        assert line.user == "anonymous"


def test_signing_in_and_out_names_who_it_was_and_who_it_is(user, lines):
    actor = Actor("user", "Session")
    (line,) = lines(actor, "GET", "/")
    assert (line.user, line.scheme) == ("user", "Session")
    (line,) = lines(actor, "POST", "/api-auth/logout/")
    assert (line.status, line.user) == (302, "anonymous")


@pytest.mark.parametrize(
    ("url", "accept"),
    [("/nothing/", "*/*"), ("/api/nothing/", "*/*"), ("/api/authors/", "image/png")],
)
def test_the_line_asks_the_database_nothing(url, accept, user, settings):
    actor, counts = Actor("user", "Session"), []
    with_it = settings.MIDDLEWARE
    for names in (with_it, [name for name in with_it if name != LOG]):
        settings.MIDDLEWARE = names
        actor.client.handler.load_middleware()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            actor.send("GET", url, Accept=accept)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("/a%0A2026-11-20 GET /admin/", "/a%0A2026-11-20%20GET%20/admin/"),
        ("/%1B[2Jx%0D", "/%1B%5B2Jx%0D"),
        ("/%E2%80%A8%E2%80%AE", "/%E2%80%A8%E2%80%AE"),
        ("/%25%30A", "/%250A"),
        ("/%D0%98%D0%B2%D0%B0%D0%BD/", "/Иван/"),
        ("/%FF", "/%25FF"),
        ("/" + "x" * 5000, "/" + "x" * 299),
    ],
)
def test_a_path_cannot_forge_a_line(sent, told, lines):
    (line,) = lines(Actor(), "GET", sent)
    assert line.path == told


def test_a_username_cannot_forge_a_line(lines):
    User.objects.create_user("a b\nforged", password=PASSWORD)
    (line,) = lines(Actor("a b\nforged", "Basic"), "GET", "/api/whoami/")
    assert (line.user, line.status) == ("a%20b%0Aforged", 200)


def test_a_record_of_another_logger_may_have_fields_of_the_line(caplog):
    logging.getLogger("another").warning("a word", extra={"decision": "mine"})
    formatter = TextFormatter(OTHER, style="{")
    assert formatter.format(caplog.records[0]).endswith("WARNING another: a word")


@pytest.mark.parametrize("url", ["/healthz", "/readyz", "/static/site.css"])
def test_what_goes_well_with_probes_and_files_is_not_told(url, lines, caplog):
    assert lines(Actor(), "GET", url) == []
    with caplog.at_level(logging.DEBUG, "access"):
        (line,) = lines(Actor(), "GET", url)
    assert (line.levelname, line.status) == ("DEBUG", 200)


@pytest.mark.parametrize(
    ("url", "level"),
    [
        ("/", "INFO"),
        ("/admin/", "INFO"),
        ("/nothing/", "WARNING"),
        ("/broken/", "ERROR"),
    ],
)
def test_the_level_follows_the_decision(url, level, lines):
    (line,) = lines(Actor(), "GET", url)
    assert line.levelname == level


@pytest.mark.parametrize("form", FORMATTERS)
def test_a_traceback_leaves_out_the_row_that_postgresql_adds(form):
    told = "null value\nDETAIL:  Failing row contains (secret)."
    try:
        raise ValueError(told)
    except ValueError:
        record = logging.makeLogRecord({"msg": "x", "exc_info": sys.exc_info()})
    made = dict(FORMATTERS[form])
    written = made.pop("()")(**made).format(record)
    assert "null value" in written
    assert "secret" not in written
