"""The laboratory switched off, or taken away: what stays is the solution itself."""

import json
import shutil
import subprocess
import sys

import pytest
from django.contrib.auth.models import User
from django.test import Client

from lab.headers import KnownRemoteUserBackend
from lab.steps import STEPS
from project.tests.fixtures import clean_environment, copy_project, database, manage

KEY = "k" * 50
OFF = {"SECRET_KEY": KEY, "LAB": "false"}
HEADER_STEPS = {
    "/lab/drf-remote-user/authors/": "X-Remote-User",
    "/lab/drf-x-username/authors/": "X-Username",
}

# Asks a server in a process of its own, after its settings; the requests come as JSON.
ASK = """
import json
from django.conf import settings
from django.test import Client
client = Client(raise_request_exception=False, SERVER_NAME={host!r})
told = []
for method, path, headers in {requests!r}:
    answer = client.generic(method, path, headers=headers)
    told.append([answer.status_code, answer.headers.get("Server-Timing")])
loaded = [name for name in settings.MIDDLEWARE if name.startswith("lab.")]
backends = [n for n in settings.AUTHENTICATION_BACKENDS if n.startswith("lab.")]
names = ["LAB", "LAB_TRUST_HEADERS"]
flags = [getattr(settings, name) for name in names]
print(json.dumps([told, loaded, backends, flags]))
"""

# What the solution answers to without the laboratory, and STATUSES what it answers.
EVERYWHERE = [
    ("GET", "/", {}),
    ("GET", "/api/", {}),
    ("GET", "/api/authors/", {}),
    ("GET", "/api/authors_generic/", {}),
    ("OPTIONS", "/api/authors_viewset/", {"Accept": "text/html"}),
    ("GET", "/api/whoami/", {"Authorization": "Bearer x"}),
    ("POST", "/api/token/", {}),
    ("GET", "/api/nowhere/", {}),
    ("GET", "/api-auth/login/", {}),
]
STATUSES = [200, 200, 403, 200, 200, 401, 400, 404, 200]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project without .env, but with people and authors."""
    folder = copy_project(tmp_path_factory.mktemp("off"))
    (folder / "db.sqlite3").write_bytes(database())
    return folder


def ask(folder, requests, host="localhost", **environment):
    """`(answers, middleware of lab, backends of lab, (LAB, LAB_TRUST_HEADERS))`.

    An answer is its status and its Server-Timing.
    """
    code = ASK.format(requests=requests, host=host)
    done = manage(folder, "shell", "-v0", "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("debug", ["true", "false"])
def test_switched_off_nothing_is_mounted_traced_or_loaded(debug, folder):
    steps = [("GET", step.list_url, {}) for step in STEPS] + [("GET", "/lab/", {})]
    environment = {**OFF, "DEBUG": debug, "LAB_TRUST_HEADERS": "true"}
    answers, *loaded = ask(folder, [*EVERYWHERE, *steps], **environment)
    assert loaded == [[], [], [False, False]]
    statuses = [status for status, _timing in answers]
    assert statuses == STATUSES + [404] * len(steps)
    assert {timing for _status, timing in answers} == {None}


@pytest.mark.parametrize("debug", ["true", "false"])
def test_switched_on_the_same_requests_are_traced(debug, folder):
    environment = {**OFF, "LAB": "true", "DEBUG": debug}
    answers, middleware, _backends, flags = ask(folder, EVERYWHERE, **environment)
    assert middleware == ["lab.trace.TraceMiddleware"]
    assert flags == [True, False]
    assert [status for status, _timing in answers] == STATUSES
    is_view = [False, True, True, True, True, True, True, False, False]
    assert [timing is not None for _status, timing in answers] == is_view


@pytest.mark.parametrize(
    ("environment", "is_on"),
    [
        ({"DEBUG": "true"}, True),
        ({"DEBUG": "false"}, False),
        ({}, False),
        ({"DEBUG": "true", "LAB": ""}, True),
        ({"DEBUG": "true", "LAB": "no"}, False),
        ({"LAB": "yes"}, True),
        ({"ALLOWED_HOSTS": "ann.example.org"}, False),
        ({"ALLOWED_HOSTS": "ann.example.org", "DEBUG": "false", "LAB": ""}, False),
    ],
)
def test_by_default_it_is_on_where_debug_is(environment, is_on, folder):
    requests = [("GET", "/lab/1.2.3/authors/", {})]
    host = environment.get("ALLOWED_HOSTS", "localhost")
    environment = {**environment, "SECRET_KEY": KEY}
    ((status, timing),), _middleware, _backends, flags = ask(
        folder, requests, host, **environment
    )
    assert flags == [is_on, False]
    assert status == (200 if is_on else 404)
    assert (timing is not None) == is_on


def test_headers_mean_nothing_unless_they_are_trusted(folder):
    names = ["X-Username", "X-Remote-User", "Remote-User"]
    named = dict.fromkeys(names, "admin")
    others = [step for step in STEPS if not step.trusts_headers]
    urls = [*HEADER_STEPS, *(s.list_url for s in others), "/api/authors/"]
    requests = [
        (method, url, headers)
        for url in [*urls, "/api/whoami/"]
        for method in ("GET", "POST")
        for headers in (named, {})
    ]
    environment = {"SECRET_KEY": KEY, "LAB": "true"}
    answers, _middleware, backends, flags = ask(folder, requests, **environment)
    assert (backends, flags) == ([], [True, False])
    assert [status for status, _timing in answers[:8]] == [404] * 8
    statuses = [status for status, _timing in answers]
    assert statuses[::2] == statuses[1::2]
    # What is open to anonymous users stops at the body; nothing else is reached.
    assert {400, 401, 403} < set(statuses)


def test_with_trust_the_header_steps_are_there(folder):
    requests = [("GET", url, {name: "admin"}) for url, name in HEADER_STEPS.items()]
    environment = {"SECRET_KEY": KEY, "LAB": "true", "LAB_TRUST_HEADERS": "true"}
    answers, _middleware, backends, _flags = ask(folder, requests, **environment)
    assert [status for status, _timing in answers] == [200, 200]
    assert backends == ["lab.headers.KnownRemoteUserBackend"]


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "header"), HEADER_STEPS.items())
def test_a_header_signs_in_only_who_is_there_and_active(url, header):
    User.objects.create_user("ann")
    User.objects.create_user("idle", is_active=False)
    status = {
        name: Client().get(url, headers={header: name}).status_code
        for name in ("ann", "idle", "nobody", "ANN", "")
    }
    assert status == {"ann": 200, "idle": 403, "nobody": 403, "ANN": 403, "": 403}
    assert set(User.objects.values_list("username", flat=True)) == {"ann", "idle"}


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "header"), HEADER_STEPS.items())
def test_a_name_that_no_column_holds_signs_in_nobody(url, header):
    for name in ("a\0b", "x" * 3000):
        answer = Client().get(url, headers={header: name})
        assert answer.status_code in {400, 403}
        assert answer.json()["detail"]


@pytest.mark.django_db
def test_the_backend_creates_nobody_and_takes_no_password():
    backend = KnownRemoteUserBackend()
    User.objects.create_user("ann", password="secret")
    assert backend.authenticate(None, "nobody") is None
    assert backend.authenticate(None, "ann").username == "ann"
    assert User.objects.count() == 1
    with pytest.raises(TypeError):
        backend.authenticate(None, username="ann", password="secret")


@pytest.fixture(scope="module")
def without(tmp_path_factory):
    """A copy of the project from which the folder lab/ was deleted."""
    folder = copy_project(tmp_path_factory.mktemp("without"))
    shutil.rmtree(folder / "lab")
    # Tests copy what git lists.
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    (folder / "db.sqlite3").write_bytes(database())
    return folder


@pytest.mark.parametrize("debug", ["true", "false"])
def test_without_its_folder_the_solution_is_sound(debug, without):
    environment = {"SECRET_KEY": KEY, "DEBUG": debug}
    done = manage(without, "check", "--fail-level", "WARNING", **environment)
    assert done.returncode == 0, done.stderr
    answers, *loaded = ask(without, EVERYWHERE, **environment)
    assert loaded == [[], [], [False, False]]
    statuses = [status for status, _timing in answers]
    assert statuses == STATUSES


def run_tests(folder, *arguments):
    """A finished run of pytest in a copy; nothing of this run of pytest reaches it."""
    inherited = clean_environment().items()
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        cwd=folder,
        env={name: v for name, v in inherited if not name.startswith("PYTEST_")},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )


def test_without_its_folder_all_other_tests_can_be_read(without):
    done = run_tests(without, "api", "project", "--collect-only", "-n", "0")
    assert done.returncode == 0, done.stdout[-3000:]


def test_without_its_folder_the_tests_of_the_whole_site_pass(without):
    # Those of them that ask the whole site, and take no long time.
    of_api = ["access", "browsable", "schema", "tokens"]
    others = ["catalogues", "docs", "headers", "home", "logs"]
    whole = [f"api/tests/test_{name}.py" for name in of_api]
    whole += [f"project/tests/test_{name}.py" for name in others]
    done = run_tests(without, *whole, "-n", "0")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert int(done.stdout.splitlines()[-1].split()[0]) > 400, done.stdout[-300:]
