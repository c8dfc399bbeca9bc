"""What the trace tells, and that nothing but the header tells of it."""

import re

import pytest

from .conftest import Shared, ask, told, without_times

pytestmark = [pytest.mark.django_db, pytest.mark.urls("lab.tests.conftest")]

# A request as HTTP writes it, and indented below it all decisions that are told.
DECISIONS = """
GET /api/authors/
    SessionAuthentication not-mine.no-cookie
    BasicAuthentication not-mine.no-header
    IsAuthenticated no
    verdict verdict.403.anonymous SessionAuthentication

GET /api/authors/
Authorization: Basic {wrong_password}
    SessionAuthentication not-mine.no-cookie
    BasicAuthentication rejected.password
    IsAuthenticated not-asked
    verdict verdict.403.rejected SessionAuthentication

DELETE /lab/1-owner/authors/{pk}/
Authorization: Basic {user}
    SessionAuthentication not-mine.no-cookie
    BasicAuthentication recognised user
    IsAuthenticated yes
    IsOwner no.record
    verdict verdict.403.known

DELETE /lab/1-owner/authors/{pk}/
Authorization: Basic {owner}
    SessionAuthentication not-mine.no-cookie
    BasicAuthentication recognised owner
    IsAuthenticated yes
    IsOwner yes.record
    verdict verdict.allowed 204

GET /lab/1-owner/authors/999/
Cookie: sessionid={session}
    SessionAuthentication recognised user
    BasicAuthentication not-asked
    IsAuthenticated yes
    IsOwner not-asked.no-record
    AuthorViewSet error not_found
    verdict verdict.404

POST /lab/1.1-model/authors/
Authorization: Basic {user}
    SessionAuthentication not-mine.no-cookie
    BasicAuthentication recognised user
    DjangoModelPermissions no.right api.add_author
    verdict verdict.403.known

POST /lab/2.1/authors/
Authorization: Basic {user}
{"name": ""}
    BasicAuthentication recognised user
    IsAuthenticated yes
    AuthorGenericAPIView error name.blank email.required
    verdict verdict.400

POST /lab/2.1/authors/
Authorization: Basic {user}
Content-Type: text/plain
{"name": "Ann"}
    BasicAuthentication recognised user
    IsAuthenticated yes
    AuthorGenericAPIView error unsupported_media_type
    verdict verdict.415

PUT /lab/2.1/authors/
Authorization: Basic {user}
    BasicAuthentication recognised user
    IsAuthenticated yes
    AuthorGenericAPIView error method_not_allowed
    verdict verdict.405

GET /lab/2.1/authors/
Accept: image/png
    BasicAuthentication not-asked
    IsAuthenticated not-asked
    AuthorGenericAPIView error not_acceptable
    verdict verdict.406

POST /api/token/
{"username": "user", "password": "guess"}
    TokenObtainPairView rejected.password
    verdict verdict.401.door

POST /api/token/refresh/
{"refresh": "nonsense"}
    TokenRefreshView error token_not_valid
    verdict verdict.401.door

POST /api/api-token-auth/
{"username": "user", "password": "guess"}
    ObtainAuthToken rejected.password
    verdict verdict.400.door

GET /lab/1.2.3/authors/
Authorization: Token {token}
    SessionAuthentication not-mine.no-cookie
    BasicAuthentication not-mine.other-word Token
    CustomPermission yes
    verdict verdict.allowed.unread 200

GET /lab/2.2/authors/
Authorization: Basic {user}
    SessionAuthentication not-mine.no-cookie
    IsAuthenticated no
    verdict verdict.403.unread SessionAuthentication

GET /lab/2.1/authors/
Authorization: Basic admin:123
    BasicAuthentication rejected.not-base64
    IsAuthenticated not-asked
    verdict verdict.401.rejected BasicAuthentication

GET /probe/or/
    No no
    Yes yes
    verdict verdict.allowed 200

GET /probe/and/
    BasicAuthentication not-mine.no-header
    Yes yes
    No no
    verdict verdict.401.anonymous BasicAuthentication

GET /probe/and-first/
Authorization: Basic {wrong_password}
    BasicAuthentication rejected.password
    No not-asked
    Yes not-asked
    verdict verdict.401.rejected BasicAuthentication

GET /probe/not-yes/
    BasicAuthentication not-mine.no-header
    ~Yes no
    verdict verdict.401.anonymous BasicAuthentication

GET /probe/deep/
    ~No yes
    ~Yes no
    ~No yes
    Yes not-asked
    verdict verdict.allowed 200

GET /probe/record-or/
    NotThis yes
    This yes
    NotThis no.record
    This yes.record
    verdict verdict.allowed 200

GET /probe/record-and/
Authorization: Basic {user}
    BasicAuthentication recognised user
    This yes
    NotThis yes
    This yes
    This yes.record
    NotThis no.record
    This not-asked
    verdict verdict.403.known

GET /probe/record-not/
    ~~This yes
    ~~This yes.record
    verdict verdict.allowed 200

GET /probe/record-not-known/
    BasicAuthentication not-mine.no-header
    ~IsAuthenticated yes
    ~IsAuthenticated no.record
    verdict verdict.401.anonymous BasicAuthentication

GET /probe/hides/
    Hides raised not_found
    verdict verdict.404

GET /probe/fails/
    Fails raised error
    Yes not-asked
    verdict verdict.5xx 500

GET /probe/passes/
    Passes not-mine
    Yes yes
    verdict verdict.allowed.anonymous 200

GET /probe/strange/
    Strange unclear
    Yes yes
    verdict verdict.allowed.anonymous 200

GET /probe/refuses/
    Refuses rejected
    Yes not-asked
    verdict verdict.403.rejected Refuses

GET /probe/locks/
    Locks rejected.locked
    Yes not-asked
    verdict verdict.429.locked 1

GET /probe/never/
    Always yes.throttle
    Never throttle
    verdict verdict.429

GET /probe/large/
    Probe error too_large
    verdict verdict.413

GET /probe/sees/
Authorization: Basic {user}
    BasicAuthentication recognised user
    SeesBasic yes
    verdict verdict.allowed 200

GET /probe/viewset/extra/
    SessionAuthentication not-mine.no-cookie
    BasicAuthentication not-mine.no-header
    Yes yes
    verdict verdict.allowed.anonymous 200

GET /probe/refused/
    BasicAuthentication not-mine.no-header
    Probe error permission_denied
    verdict verdict.403.other

GET /probe/closed/
    No no
    verdict verdict.403.no-scheme

GET /probe/asks/
Authorization: Basic {user}
    BasicAuthentication recognised user
    Probe error not_authenticated
    verdict verdict.401.other

GET /probe/conflict/
    Probe error conflict
    verdict verdict.other 409

GET /probe/records/
    Once yes
    Once no.record
    verdict verdict.403.no-scheme

GET /probe/waits/
    Waits unavailable
    Yes not-asked
    verdict verdict.unavailable

GET /probe/counts/
    Counts unavailable
    verdict verdict.unavailable

GET /probe/busy/
    BasicAuthentication not-mine.no-header
    Probe unavailable
    verdict verdict.unavailable

GET /probe/broken/
    Probe error error
    verdict verdict.5xx 500
"""


def cases():
    """`(request, decisions)` of each block of the table."""
    for block in DECISIONS.strip().split("\n\n"):
        request, *decisions = re.split(r"\n {4}", block)
        yield request, decisions


def name(case) -> str:
    """The first line of a request, which pytest shows."""
    return case[0].splitlines()[0]


@pytest.mark.parametrize("case", [*cases()], ids=name)
def test_each_decision_is_told_in_the_order_it_was_made(case, world):
    request, decisions = case
    assert told(ask(request, world)) == decisions


def test_a_permission_that_all_requests_share_is_left_as_it_was(world):
    for _time in range(3):
        response = ask("GET /probe/shared/", world)
        assert response.status_code == 200, response.content
        assert told(response)[:-1] == ["This yes", "This yes.record"]
    assert vars(Shared.shared) == {}


def test_what_a_view_itself_tells_of_time_stays_in_front(world):
    response = ask("GET /probe/function/", world)
    header = response.headers["Server-Timing"]
    own, _comma, traced = header.partition(", ")
    assert own == "db;dur=53"
    assert traced.startswith("SessionAuthentication;desc=")


@pytest.mark.parametrize("name", ["stamped", "cached"])
def test_a_decorated_view_keeps_its_decorator_and_goes_without_a_trace(name, world):
    response = ask(f"GET /probe/{name}/", world)
    assert response.status_code == 200
    effects = {
        "stamped": ("X-Stamp", "stamped"),
        "cached": ("Cache-Control", "max-age=60"),
    }
    header, value = effects[name]
    assert response.headers[header] == value
    assert "Server-Timing" not in response.headers


ADDRESSES = ["/api/authors/", "/api/authors_generic/{pk}/", "/lab/1-owner/authors/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_method_trace_is_not_there(address, world):
    credentials = "\nAuthorization: Basic {superuser}"
    answer = ask(f"TRACE {address}{credentials}", world)
    options = ask(f"OPTIONS {address}{credentials}", world)
    assert (answer.status_code, options.status_code) == (405, 200)
    assert "GET" in options.headers["Allow"]
    assert "TRACE" not in answer.headers["Allow"] + options.headers["Allow"]


def test_what_options_asks_of_other_methods_is_no_decision(world):
    request = "OPTIONS /lab/1-owner-or-read/authors/{pk}/\nAuthorization: Basic "
    mine, other = (ask(request + who, world) for who in ("{owner}", "{user}"))
    assert "PUT" in mine.json()["actions"]
    assert "actions" not in other.json()
    assert told(other) == [
        "SessionAuthentication not-mine.no-cookie",
        "BasicAuthentication recognised user",
        "IsAuthenticatedOrReadOnly yes",
        "IsOwnerOrReadOnly not-asked.no-record",
        "verdict verdict.allowed 200",
    ]


@pytest.mark.parametrize(
    "path", ["/api/authors_viewset/{pk}/", "/lab/1.1-model/authors/"]
)
def test_a_page_for_people_tells_the_same_as_json(path, world):
    request = f"GET {path}\nAuthorization: Basic {{user}}\nAccept: "
    page, data = (ask(request + kind, world) for kind in ("text/html", "*/*"))
    assert page.headers["Content-Type"].startswith("text/html")
    assert without_times(page) == without_times(data)
