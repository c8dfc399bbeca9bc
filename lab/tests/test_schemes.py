"""What each scheme says of what it was sent: a row is a request and all decisions."""

import ast
import re
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User

from api.tests.conftest import PASSWORD
from lab.matrix import rolled_back
from lab.words import WORDS

from .conftest import LAB, ask, told, without_times
from .test_trace import cases

pytestmark = [pytest.mark.django_db, pytest.mark.urls("lab.tests.conftest")]

# The steps that have one scheme alone, with IsAuthenticated behind it.
JUDGES = {
    "2.1": "BasicAuthentication",
    "2.2": "SessionAuthentication",
    "2.3.1": "TokenAuthentication",
    "2.3.2": "JWTAuthentication",
    "drf-remote-user": "HeaderRemoteUserAuthentication",
    "drf-x-username": "XUsernameAuthentication",
}
TRACE = "lab.trace.TraceMiddleware"
HAVE_A_CHALLENGE = {"2.1", "2.3.1", "2.3.2"}

# The step, what its scheme says of the request, and the headers that were sent.
ROWS = """
2.1              not-mine.no-header
2.1              not-mine.no-header               Authorization:
2.1              not-mine.other-word Token        Authorization: Token {token}
2.1              not-mine.other-word Bearer       Authorization: bearer {access}
2.1              not-mine.unknown-word Basic      Authorization: {wrong_password}
2.1              not-mine.colon Basic             Authorization: Basic: {user}
2.1              not-mine.no-space Basic          Authorization: Basic{user}
2.1              recognised user                  Authorization: Basic {user}
2.1              recognised user                  Authorization: basic {user}
2.1              rejected.no-value Basic          Authorization: Basic
2.1              rejected.spaces Basic            Authorization: Basic user secret
2.1              rejected.not-base64              Authorization: Basic a
2.1              rejected.no-colon                Authorization: Basic {no_colon}
2.1              rejected.password                Authorization: Basic {wrong_password}
2.1              rejected.password                Authorization: Basic {wrong_name}
2.1              rejected.password                Authorization: Basic {idle_basic}
2.2              not-mine.no-cookie
2.2              not-mine.no-cookie               Authorization: Basic {user}
2.2              not-mine.session-ended           Cookie: sessionid=over
2.2              recognised user                  Cookie: sessionid={session}
2.2              csrf.no-cookie user              Cookie: sessionid={session}
2.2              csrf.no-header user              Cookie: {cookies}
2.2              csrf.mismatch user               Cookie: {cookies}
                                                  X-CSRFToken: {other_csrf}
2.2              csrf.mismatch user               Cookie: {cookies}
                                                  X-CSRFToken: short
2.2              csrf.origin user                 Cookie: {cookies}
                                                  X-CSRFToken: {csrf}
                                                  Origin: http://evil.example
2.2              csrf.referer user                Cookie: {cookies}
                                                  X-CSRFToken: {csrf}
2.2              csrf.referer user                Cookie: {cookies}
                                                  X-CSRFToken: {csrf}
                                                  Referer: https://evil.example/
2.2              csrf.referer user                Cookie: {cookies}
                                                  X-CSRFToken: {csrf}
                                                  Referer: http://testserver/
2.2              csrf.referer user                Cookie: {cookies}
                                                  X-CSRFToken: {csrf}
                                                  Referer: nonsense
2.3.1            not-mine.no-header
2.3.1            not-mine.other-word Basic        Authorization: Basic {user}
2.3.1            not-mine.other-word Bearer       Authorization: Bearer {token}
2.3.1            not-mine.other-word JWT          Authorization: JWT {access}
2.3.1            not-mine.unknown-word Token      Authorization: {token}
2.3.1            not-mine.colon Token             Authorization: Token: {token}
2.3.1            not-mine.no-space Token          Authorization: Token{token}
2.3.1            recognised user                  Authorization: Token {token}
2.3.1            recognised user                  Authorization: token {token}
2.3.1            rejected.no-value Token          Authorization: Token
2.3.1            rejected.spaces Token            Authorization: Token {token} {token}
2.3.1            rejected.unknown-token           Authorization: Token 0123456789
2.3.1            rejected.unknown-token           Authorization: Token \u00ff\u00fe
2.3.1            rejected.jwt-as-token            Authorization: Token {access}
2.3.1            rejected.inactive                Authorization: Token {idle_token}
2.3.2            not-mine.no-header
2.3.2            not-mine.other-word Token        Authorization: Token {access}
2.3.2            not-mine.other-word JWT          Authorization: JWT {access}
2.3.2            not-mine.unknown-word Bearer     Authorization: {access}
2.3.2            not-mine.case Bearer             Authorization: bearer {access}
2.3.2            not-mine.colon Bearer            Authorization: Bearer: {access}
2.3.2            not-mine.no-space Bearer         Authorization: Bearer{access}
2.3.2            recognised user                  Authorization: Bearer {access}
2.3.2            rejected.no-value Bearer         Authorization: Bearer
2.3.2            rejected.spaces Bearer           Authorization: Bearer {access} x
2.3.2            rejected.malformed               Authorization: Bearer nonsense
2.3.2            rejected.malformed               Authorization: Bearer a.b.c
2.3.2            rejected.token-as-bearer         Authorization: Bearer {token}
2.3.2            rejected.refresh-as-access       Authorization: Bearer {refresh}
2.3.2            rejected.expired                 Authorization: Bearer {expired}
2.3.2            rejected.not-yet                 Authorization: Bearer {not_yet}
2.3.2            rejected.signature               Authorization: Bearer {forged}
2.3.2            rejected.algorithm               Authorization: Bearer {hs512}
2.3.2            rejected.issuer                  Authorization: Bearer {foreign}
2.3.2            rejected.issuer                  Authorization: Bearer {homeless}
2.3.2            rejected.claims                  Authorization: Bearer {nameless}
2.3.2            rejected.claims                  Authorization: Bearer {sliding}
2.3.2            rejected.claims                  Authorization: Bearer {endless}
2.3.2            rejected.user-gone               Authorization: Bearer {gone}
2.3.2            rejected.inactive                Authorization: Bearer {idle}
2.3.2            rejected.password-changed        Authorization: Bearer {changed}
drf-remote-user  not-mine.no-name X-Remote-User
drf-remote-user  not-mine.unknown-name X-Remote-User  X-Remote-User: nobody
drf-remote-user  not-mine.unknown-name X-Remote-User  X-Remote-User: idle
drf-remote-user  recognised user                  X-Remote-User: user
drf-x-username   not-mine.no-name X-Username
drf-x-username   rejected.unknown-name X-Username  X-Username: nobody
drf-x-username   rejected.unknown-name X-Username  X-Username: idle
drf-x-username   recognised user                  X-Username: user
"""


def rows():
    """`(step, said, headers)` of each row; a line that is indented adds a header."""
    whole = re.sub(r"\n\s+", "  ", ROWS.strip())
    for row in whole.splitlines():
        step, said, *headers = re.split(r"\s{2,}", row)
        yield step, said, headers


def decisions(step, said, headers):
    """All that the trace tells where the one scheme of a step says something."""
    is_sent = any(re.match(r"Authorization: *\S", header) for header in headers)
    nobody = "unread" if is_sent else "anonymous"
    judge, family = JUDGES[step], re.split(r"[. ]", said)[0]
    status = 401 if step in HAVE_A_CHALLENGE else 403
    after = {
        "not-mine": ["IsAuthenticated no", f"verdict.{status}.{nobody} {judge}"],
        "recognised": ["IsAuthenticated yes", "verdict.allowed 200"],
        "rejected": ["IsAuthenticated not-asked", f"verdict.{status}.rejected {judge}"],
        "csrf": ["IsAuthenticated not-asked", "verdict.403.csrf"],
    }
    permission, verdict = after[family]
    return [f"{judge} {said}", permission, f"verdict {verdict}"]


def request_of(step, said, headers):
    """The request of a row, and whether it is https; only what writes asks for CSRF."""
    method = "POST" if said.startswith("csrf.") else "GET"
    text = "\n".join([f"{method} /lab/{step}/authors/", *headers])
    return {"text": text, "secure": said.startswith("csrf.referer")}


@pytest.mark.parametrize(
    "row", [*rows()], ids=lambda row: " ".join([*row[:2], *row[2]])
)
def test_a_scheme_tells_what_it_found(row, world):
    assert told(ask(**request_of(*row), world=world)) == decisions(*row)


REQUESTS = [
    *(request_of(*row) for row in rows()),
    *({"text": text} for text, _decisions in cases()),
    {"text": "GET /api/authors_viewset/\nAccept: text/html\nCookie: {cookies}"},
    {"text": "GET /api/whoami/\nAuthorization: Bearer {access}"},
    {"text": "TRACE /api/authors/{pk}/\nAuthorization: Basic {user}"},
]


def answered(request, world):
    """The response to a request whose changes are undone."""
    with rolled_back():
        return ask(**request, world=world)


# What differs in a page: its CSRF tokens, and the headers that DRF shows in it.
# Keys and tokens, and the header itself as DRF's pages print it.
VARIES = re.compile(
    rb"\b[A-Za-z0-9]{64}\b|<b>Server-Timing:</b>[^<]*<span[^<]*</span>\n"
)


def outcome(response):
    """All that a client gets but the trace."""
    headers = {**response.headers}
    for varies in ("Server-Timing", "Content-Length"):
        headers.pop(varies, None)
    body = VARIES.sub(b"", response.content)
    return response.status_code, body, headers, [*response.cookies]


def test_without_the_trace_all_answers_are_the_same(world, settings):
    traced = [answered(request, world) for request in REQUESTS]
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if m != TRACE]
    for request, response in zip(REQUESTS, traced, strict=True):
        plain = answered(request, world)
        assert "Server-Timing" in response.headers
        assert "verdict" not in plain.headers.get("Server-Timing", "")
        assert outcome(plain) == outcome(response), request["text"]


def test_equal_requests_give_equal_headers_but_for_the_time(world):
    for request in REQUESTS:
        first, second = (without_times(answered(request, world)) for _time in "12")
        assert first == second, request["text"]


def secrets(world):
    """What no header may hold: all that proves who somebody is, whole and in parts."""
    values = [value for name, value in world.items() if name != "pk"]
    hashes = User.objects.values_list("password", flat=True)
    parts = {
        part for value in [*values, *hashes] for part in re.split(r"[.$;=]", value)
    }
    whole = {*values, *hashes, PASSWORD, "guess", "secret", "0123456789", "nonsense"}
    return {value for value in whole | parts if len(value) > 4} - {"sessionid"}


def test_no_secret_is_told_neither_plain_nor_quoted(world):
    hidden = secrets(world)
    assert len(hidden) > 60
    for request in REQUESTS:
        header = answered(request, world).headers["Server-Timing"]
        shown = [s for s in hidden if s in header or quote(s, safe="") in header]
        assert not shown, request["text"]


@pytest.mark.parametrize("path", ["/lab/2.1/authors/", "/api/authors_viewset/"])
def test_a_wrong_name_looks_like_a_wrong_password(path, world):
    request = f"POST {path}\nAuthorization: Basic "
    whole = [request + who for who in ("{wrong_name}", "{wrong_password}")]
    name, password = (without_times(ask(text, world)) for text in whole)
    assert "rejected.password" in name
    assert name == password


def test_a_wrong_name_looks_like_a_wrong_password_at_the_doors(world):
    for door in ("token", "api-token-auth"):
        bodies = (f'{{"username": "{n}", "password": "guess"}}' for n in ("user", "no"))
        texts = [f"POST /api/{door}/\n{body}" for body in bodies]
        name, password = (without_times(ask(text, world)) for text in texts)
        assert name == password


def test_every_code_has_a_case():
    told_in_rows = [line for row in rows() for line in decisions(*row)]
    told_in_cases = [line for _request, lines in cases() for line in lines]
    assert {line.split()[1] for line in told_in_rows + told_in_cases} == set(WORDS)


def strings(tree):
    """Patterns of the strings in a module; `{}` of an f-string is anything."""
    parts = {
        id(p) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for p in f.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            values = [getattr(part, "value", None) for part in node.values]
            yield "".join(re.escape(v) if isinstance(v, str) else ".+" for v in values)
        elif isinstance(node, ast.Constant) and id(node) not in parts:
            yield re.escape(str(node.value))


def heads(tree):
    """The first strings of the tuples that a module's functions return: codes."""
    for answer in (node for node in ast.walk(tree) if isinstance(node, ast.Return)):
        for node in ast.walk(answer):
            if isinstance(node, ast.Tuple) and isinstance(node.elts[0], ast.Constant):
                yield node.elts[0].value


def test_every_code_that_is_written_has_words_and_every_word_is_written():
    names = ("reasons", "recorder", "rejections", "schemes")
    modules = [LAB / f"{name}.py" for name in names]
    trees = [ast.parse(module.read_text(encoding="utf-8")) for module in modules]
    written = {pattern for tree in trees for pattern in strings(tree)} - {".+"}
    with_dots = re.compile(r"[a-z-]+(\\\.([a-z0-9\\-]|\.\+)+)+").fullmatch
    dotted = {pattern for pattern in written if with_dots(pattern)}
    whole = {head for tree in trees for head in heads(tree)}
    assert len(dotted) > 10
    assert len(whole) > 5
    assert whole <= set(WORDS)
    assert [p for p in dotted if not any(re.fullmatch(p, word) for word in WORDS)] == []
    assert [w for w in WORDS if not any(re.fullmatch(p, w) for p in written)] == []
