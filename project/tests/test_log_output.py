"""What servers print of requests: text or JSON, one line each, and no secrets."""

import base64
import contextlib
import http.client
import json
import re
import socket
import ssl
from datetime import datetime, timedelta

import pytest

from .commands import COMMANDS, command
from .fixtures import hash_fast, manage, served, set_up
from .stores import connect

# A password, a token, a cookie: whoever finds it in a log has found a secret.
SECRET = "S3cr3t"
BASIC = "Basic " + base64.b64encode(f"platon27:{SECRET}".encode()).decode()
ACCOUNT = {"username": "platon27", "password": "#8X+DujR!B"}
RIGHT = "Basic " + base64.b64encode(":".join(ACCOUNT.values()).encode()).decode()
BROKEN = """

from rest_framework.decorators import api_view


def broken(request):
    raise RuntimeError("first\\n2026-11-20 00:00:00 GET /forged/")


urlpatterns.append(path("broken/", broken))
urlpatterns.append(path("api/broken/", api_view()(broken)))
"""
LINE = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (\S+) +(\S+) +(\d{3}) +(\d+\.\d) ms  "
    r"127\.0\.0\.1 +(\S+) +(\S+) +(\S.*)"
)

# The method, the path, the body, the headers, and the line without its time.
REQUESTS = [
    ("GET", "/", None, {}, "/ 200 anonymous none allowed"),
    (
        "GET",
        f"/api/whoami/?password={SECRET}",
        None,
        {"Authorization": RIGHT},
        "/api/whoami/ 200 platon27 Basic allowed",
    ),
    (
        "DELETE",
        "/api/authors_generic/3/",
        None,
        {"Authorization": RIGHT, "X-Api-Key": SECRET},
        "/api/authors_generic/3/ 403 platon27 Basic refused: permission_denied",
    ),
    *[
        (
            "GET",
            "/api/whoami/",
            None,
            {"Authorization": sent, "Cookie": f"sessionid={SECRET}"},
            f"/api/whoami/ 401 anonymous {refused}",
        )
        for sent, refused in {
            BASIC: "Basic refused: authentication_failed",
            f"Token {SECRET}": "Token refused: authentication_failed",
            f"Bearer {SECRET}": "JWT refused: token_not_valid",
            SECRET: "none refused: not_authenticated",
        }.items()
    ],
    (
        "POST",
        "/api/token/",
        {"username": SECRET, "password": SECRET},
        {},
        "/api/token/ 401 anonymous none refused: no_active_account",
    ),
    ("POST", "/api/token/", ACCOUNT, {}, "/api/token/ 200 anonymous none allowed"),
    (
        "POST",
        "/theme/",
        {"theme": SECRET},
        {"Cookie": f"csrftoken={SECRET}", "Referer": f"http://x/?a={SECRET}"},
        "/theme/ 403 anonymous none refused: csrf (CSRF cookie has incorrect length)",
    ),
    (
        "POST",
        "/theme/",
        None,
        {"Origin": f"http://{SECRET}"},
        "/theme/ 403 anonymous none refused: csrf (Origin checking failed)",
    ),
    (
        "GET",
        "/x%0A2026%20forged",
        None,
        {},
        "/x%0A2026%20forged 404 anonymous none refused: not_found",
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project with two views that fail."""
    folder = hash_fast(set_up(tmp_path_factory.mktemp("logs")))
    with (folder / "project" / "urls.py").open("a") as file:
        file.write(BROKEN)
    return folder


def forgive(folder) -> None:
    """Forget the wrong passwords of the servers before, which share the database."""
    with connect(folder) as database:
        database.execute("DELETE FROM lockout_failures")
        database.commit()


def printed(folder, server, *requests, **environment) -> str:
    """What a server prints while it answers some requests."""
    path = folder / f"{server}.log"
    forgive(folder)
    with (
        path.open("w") as output,
        served(folder, *command(server), output=output, **environment) as site,
    ):
        for request in requests:
            send(site.port, *request[:4])
    return path.read_text(encoding="utf-8")


def send(port, method, path, body=None, headers=None):
    """One request; the answer is not looked at."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/json", **(headers or {})}
    with contextlib.closing(connection):
        connection.request(method, path, json.dumps(body) if body else None, headers)
        connection.getresponse().read()


def lines(output) -> list[str]:
    """The lines of requests in a log, as in REQUESTS."""
    found = map(LINE.fullmatch, output.splitlines())
    return [" ".join(match.group(3, 4, 6, 7, 8)) for match in found if match]


@pytest.mark.parametrize("server", COMMANDS)
def test_each_request_has_one_line_and_no_secret_is_in_it(server, folder):
    debug = {"DEBUG": "true"} if server == "runserver" else {}
    output = printed(folder, server, *REQUESTS, **debug)
    assert lines(output) == [line for *_request, line in REQUESTS], output
    assert SECRET not in output
    assert ACCOUNT["password"] not in output
    assert not re.search(r"HTTP/1|Forbidden|Unauthorized|Not Found|Traceback", output)


def test_the_log_is_the_same_without_the_laboratory(folder):
    told = [printed(folder, "gunicorn", *REQUESTS, LAB=lab) for lab in ("true", "")]
    assert lines(told[0]) == lines(told[1]) != []


def test_in_json_each_line_is_an_object_with_the_same_words(folder):
    output = printed(folder, "granian-asgi", *REQUESTS, LOG_FORMAT="json")
    told = [json.loads(line) for line in output.splitlines() if line[0] == "{"]
    assert SECRET not in output
    names = ("path", "status", "user", "scheme", "decision")
    assert [" ".join(str(line[name]) for name in names) for line in told] == [
        line for *_request, line in REQUESTS
    ]
    for line in told:
        time = datetime.fromisoformat(line.pop("time"))
        assert time.utcoffset() == timedelta(0)
        assert line.pop("message").startswith(line.pop("method"))
        assert line.pop("ms") > 0
        assert line.pop("address") == "127.0.0.1"
        assert {*line} == {"level", "logger", *names}


@pytest.mark.parametrize("url", ["/broken/", "/api/broken/"])
def test_a_fault_is_told_with_its_traceback_which_forges_no_line(url, folder):
    output = printed(folder, "runserver", ("GET", url), DEBUG="true")
    assert lines(output) == [f"{url} 500 anonymous none failed: error"]
    assert output.count("Traceback") == 1
    assert "\n    RuntimeError: first\n    2026-11-20 00:00:00 GET /forged/\n" in output
    output = printed(folder, "gunicorn", ("GET", url), LOG_FORMAT="json")
    fault, line = [json.loads(one) for one in output.splitlines() if one[0] == "{"]
    assert "RuntimeError: first\n" in fault["traceback"]
    assert (fault["level"], line["decision"]) == ("ERROR", "failed: error")


def test_a_wrong_host_is_explained_without_a_traceback(folder):
    request = ("GET", "/", None, {"Host": "evil.example"})
    output = printed(folder, "gunicorn", request)
    assert lines(output) == ["/ 400 anonymous none refused: DisallowedHost"]
    assert "You may need to add 'evil.example' to ALLOWED_HOSTS." in output
    assert "Traceback" not in output


def test_of_static_files_only_missing_ones_are_told(folder):
    urls = ("/static/site.css", "/static/nothing.css")
    asked = [("GET", url) for url in (*urls, f"/static/x.css?password={SECRET}")]
    output = printed(folder, "runserver", *asked, DEBUG="true")
    assert SECRET not in output
    assert [url for url in urls if url in output] == ["/static/nothing.css"]
    output = printed(folder, "gunicorn", *[("GET", url) for url in urls])
    assert lines(output) == [
        "/static/nothing.css 404 anonymous none refused: not_found"
    ]


def test_https_to_runserver_is_answered_in_words(folder):
    path = folder / "https.log"
    server = command("runserver")
    with path.open("w") as output, served(folder, *server, output=output) as site:
        context = ssl.create_default_context()
        with (
            pytest.raises(ssl.SSLError),
            socket.create_connection(("127.0.0.1", site.port)) as plain,
        ):
            context.wrap_socket(plain, server_hostname="localhost")
    told = [line for line in path.read_text().splitlines() if " ERROR " in line]
    assert len(told) == 1
    assert "over HTTPS, but it only supports HTTP" in told[0]
    assert "code 400" not in path.read_text()


def test_another_format_is_refused_in_one_line(folder):
    done = manage(folder, "check", LOG_FORMAT="xml")
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "LOG_FORMAT must be text or json, not 'xml'. Correct it."
    ]
