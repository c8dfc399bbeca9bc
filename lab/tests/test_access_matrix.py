"""`manage.py access_matrix`, run as people run it, also while others are at work."""

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest

from lab.actors import ANONYMOUS, PEOPLE, SCHEMES
from lab.checks import COLUMNS
from lab.steps import ENDPOINTS, STEPS
from project.tests.fixtures import clean_environment, hash_fast, lack, manage, set_up
from project.tests.stores import contents, is_locked
from project.tests.terminal import read_until, started

from .test_checks import edited

POSIX = os.name == "posix"
SUMMARY = re.compile(r"(\d+) cells, (\d+) differences, \d+\.\d s")
ACCOUNT = {"username": "platon27", "password": "#8X+DujR!B"}
OF_ALL = 8 * (1 + len(PEOPLE) * len(SCHEMES))
OF_FOUR = 8 * (1 + len(PEOPLE) * 4)
ROW = "granted     200   200  200   200      201   200  200    204"
serial = itertools.count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project with people and authors in its database."""
    return hash_fast(set_up(tmp_path_factory.mktemp("matrix")))


def summary(done):
    """`(cells, differences)` of a finished run: its last line."""
    found = SUMMARY.fullmatch(done.stdout.splitlines()[-1])
    assert found, done.stdout + done.stderr
    return tuple(map(int, found.groups()))


def start(folder, *steps, **options):
    """A run that goes on by itself, and hears Ctrl+C wherever these tests run."""
    if POSIX:
        options["preexec_fn"] = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    return subprocess.Popen(
        [sys.executable, "manage.py", "access_matrix", *steps],
        cwd=folder,
        env=clean_environment(),
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options},
    )


def test_promise_stands_beside_observation(folder):
    before = contents(folder)
    assert len(before["api_author"]) == 26
    done = manage(folder, "access_matrix", "1.2.1", "2.2")
    assert done.returncode == 0
    # No bar where nobody sees it, and no refusals: they are what was asked for.
    assert done.stderr == ""
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[0] == "1.2.1 Only who is signed in (/lab/1.2.1/authors/)"
    assert lines[1].split() == COLUMNS
    assert lines[2] == f"{ANONYMOUS} {' '.join(['403=403'] * 8)}"
    in_ = "200=200 200=200 200=200 200=200 201=201 200=200 200=200 204=204"
    assert lines[3] == f"user {in_} Basic, Session"
    out = " ".join(["403=403"] * 8)
    assert lines[4] == f"user {out} not: Token, JWT, RemoteUser, XUsername"
    assert "2.2 Session and CSRF (/lab/2.2/authors/)" in lines
    assert summary(done) == (2 * OF_ALL, 0)
    assert contents(folder) == before


def test_json_is_one_object_of_a_stable_shape(folder):
    done = manage(folder, "access_matrix", "2.3.1", "drf-x-username", "--json")
    assert done.returncode == 0
    document = json.loads(done.stdout)
    assert [*document] == ["steps", "skipped", "cells", "differences", "seconds"]
    assert [*document["steps"]] == ["2.3.1", "drf-x-username"]
    assert (document["skipped"], document["differences"]) == ([], 0)
    assert document["cells"] == 2 * OF_ALL == sum(map(len, document["steps"].values()))
    assert isinstance(document["seconds"], float)
    cells = document["steps"]["2.3.1"]
    types = {"actor": str, "accepted": bool, "column": str}
    types |= {"promised": int, "observed": int}
    for cell in cells:
        assert {*cell} == {*types, "scheme"}
        assert all(type(cell[name]) is kind for name, kind in types.items())
    asked = {(c["actor"], c["scheme"], c["column"]) for c in cells}
    people = [(ANONYMOUS, None), *itertools.product(PEOPLE, SCHEMES)]
    assert asked == {(*who, column) for who in people for column in COLUMNS}
    assert {c["scheme"] for c in cells if c["accepted"]} == {None, "Token"}


@pytest.mark.parametrize("arguments", [["1.2.9"], ["1.2.1", "1.2.9", "--json"]])
def test_an_unknown_step_is_one_clear_line(arguments, folder):
    done = manage(folder, "access_matrix", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "1.2.9" in done.stderr
    assert all(step.id in done.stderr for step in [*STEPS, *ENDPOINTS])


def test_a_wrong_digit_is_marked_and_ends_with_1(folder):
    path = folder / "lab" / "steps.py"
    text = path.read_text(encoding="utf-8")
    start = text.index('id="2.3.1"')
    right = text[start : text.index(ROW, start) + len(ROW)]
    with edited(path, right, right.removesuffix(ROW) + ROW.replace("201", "200")):
        done = manage(folder, "access_matrix", "2.3.1", "2.3.2")
        as_json = manage(folder, "access_matrix", "2.3.1", "--json")
    assert done.returncode == as_json.returncode == 1
    assert summary(done) == (2 * OF_ALL, 1)
    (marked,) = [line.split() for line in done.stdout.splitlines() if "!" in line]
    assert (marked[0], marked[5], marked[-1]) == ("granted", "200!201", "Token")
    cells = json.loads(as_json.stdout)["steps"]["2.3.1"]
    (told,) = [cell for cell in cells if cell["promised"] != cell["observed"]]
    assert told == {
        **{"actor": "granted", "scheme": "Token", "accepted": True},
        **{"column": "POST", "promised": 200, "observed": 201},
    }


def test_header_steps_are_skipped_where_headers_are_not_trusted(folder):
    named = ["drf-x-username", "drf-remote-user"]
    run = ["access_matrix", *named, "2.3.1"]
    done = manage(folder, *run, LAB_TRUST_HEADERS="false")
    assert done.returncode == 0
    said = [line for line in done.stdout.splitlines() if "LAB_TRUST_HEADERS" in line]
    assert [line.split(":")[0] for line in said] == named
    assert "XUsername" not in done.stdout
    assert summary(done) == (OF_FOUR, 0)


def test_without_the_laboratory_the_endpoints_are_run_and_the_steps_named(folder):
    done = manage(folder, "access_matrix", LAB="false")
    assert done.returncode == 0
    said = [line for line in done.stdout.splitlines() if line.endswith("see LAB.")]
    assert [line.split(":")[0] for line in said] == [step.id for step in STEPS]
    assert all(f"({step.list_url})" in done.stdout for step in ENDPOINTS)
    assert "/lab/" not in done.stdout
    assert summary(done) == (3 * OF_FOUR, 0)


@pytest.mark.parametrize(
    ("hosts", "redirect"),
    [
        ("ann.example.org", "true"),
        ("ann.example.org, localhost", "false"),
        ("*", "true"),
        (".example.org", "true"),
        ("[::1]", "false"),
    ],
)
def test_it_speaks_as_an_allowed_host_and_over_https_where_forced(
    hosts, redirect, folder
):
    https = {"SECURE_SSL_REDIRECT": redirect, "TRUSTED_PROXY": redirect}
    public = {"ALLOWED_HOSTS": hosts, "LAB_TRUST_HEADERS": "false", **https}
    done = manage(folder, "access_matrix", "2.2", **public)
    assert done.returncode == 0, done.stderr
    assert summary(done) == (OF_FOUR, 0)


def test_hosts_that_are_only_a_comma_give_no_traceback(folder):
    done = manage(folder, "access_matrix", "2.2", ALLOWED_HOSTS=",")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not POSIX, reason="a terminal of its own needs POSIX")
def test_a_terminal_sees_a_bar(folder):
    run, terminal = started(folder, "access_matrix", "2.2")
    with terminal:
        seen = read_until(terminal, rf"2\.2: 100%.*{OF_ALL}/{OF_ALL}")
    assert run.wait(30) == 0
    assert "Traceback" not in seen


@pytest.fixture(scope="module")
def interrupted(folder):
    """`(before, after, exit code, stderr)` of a run with Ctrl+C in its middle."""
    if not POSIX:
        pytest.skip("Ctrl+C cannot be sent to one process on Windows")
    before = contents(folder)
    process = start(folder, "2.1", "1.2.1", text=True)
    while process.poll() is None and not is_locked(folder):
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _out, said = process.communicate(timeout=30)
    return before, contents(folder), process.returncode, said


def test_ctrl_c_leaves_nothing_behind(interrupted, folder):
    before, after, code, _said = interrupted
    assert code != 0
    assert after == before
    assert not is_locked(folder)


def test_ctrl_c_is_answered_in_one_line(interrupted):
    assert len(interrupted[3].splitlines()) == 1, interrupted[3]


def test_two_at_once_do_not_disturb_each_other(folder):
    before = contents(folder)
    runs = [start(folder, "2.2", "2.3.1", text=True) for _ in range(2)]
    for run in runs:
        out, said = run.communicate(timeout=60)
        assert run.returncode == 0, said
        assert SUMMARY.fullmatch(out.splitlines()[-1]).group(2) == "0"
    assert contents(folder) == before


def test_a_usual_refusal_is_still_logged(folder):
    code = (
        "from django.test import Client\n"
        "from lab.matrix import run\n"
        "from lab.steps import STEPS\n"
        "step = next(step for step in STEPS if step.id == '2.2')\n"
        "print(len(list(run(step))))\n"
        "print(Client().get('/lab/2.2/authors/', SERVER_NAME='localhost').status_code)"
    )
    done = manage(folder, "shell", "-v0", "-c", code)
    assert done.stdout.split() == [str(OF_ALL), "403"]
    (line,) = done.stderr.splitlines()
    assert "/lab/2.2/authors/" in line
    assert line.endswith("refused: not_authenticated")


def write_until(over, site, token):
    """`(status, seconds)` of authors posted one after another until a run is over."""
    headers = {"Authorization": f"Token {token}"}
    while not over.is_set():
        data = {"name": "A", "email": f"matrix{next(serial)}@example.org"}
        begun = time.monotonic()
        status, _body = site.ask("POST", "/api/authors_generic/", data, **headers)
        yield status, time.monotonic() - begun
        time.sleep(0.05)


def test_a_run_on_a_live_database_lets_writers_write(site, record_property):
    if sys.platform == "win32":
        lack("gunicorn does not run on Windows")
    token = site.ask("POST", "/api/api-token-auth/", ACCOUNT)[1]["token"]
    # Nothing holds the database longer than Basic, which hashes for each request.
    ids = ["2.1", "authors"]
    over = Event()
    with ThreadPoolExecutor(4) as pool:
        writers = [
            pool.submit(lambda: list(write_until(over, site, token))) for _ in range(4)
        ]
        try:
            done = manage(site.folder, "access_matrix", *ids)
        finally:
            over.set()
    written = [each for writer in writers for each in writer.result()]
    longest = max(seconds for _status, seconds in written)
    record_property("longest write in seconds", longest)
    print(f"{len(written)} writes, the longest took {longest:.1f} s")
    assert done.returncode == 0, done.stderr
    assert summary(done) == (len(ids) * OF_ALL, 0)
    assert {status for status, _seconds in written} == {201}
