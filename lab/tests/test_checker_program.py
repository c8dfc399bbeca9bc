"""The checker as people start it: both commands, their exit codes, their last words.

A process of its own only where that is what is tested: each takes a second.
"""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lab.checker import options, program
from lab.checker.requirements import CHECKS
from project.tests.fixtures import (
    clean_environment,
    copy_project,
    free_port,
)
from project.tests.terminal import read_until, started

POSIX = os.name == "posix"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
MODULE = ("-m", "lab.checker")


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The project as a teacher clones it: no .env, no database."""
    return copy_project(tmp_path_factory.mktemp("clone"))


@contextmanager
def serving(answer):
    """The address of a server that answers each request by `answer(handler)`."""
    answers = {f"do_{name}": answer for name in METHODS}
    quiet = {"log_message": lambda *_args: None}
    handler = type("Handler", (BaseHTTPRequestHandler,), {**answers, **quiet})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def hardly_anything(handler):
    """Read a request, and know one list, which is empty, and no other address."""
    handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    is_list = (handler.command, handler.path) == ("GET", "/api/authors_viewset/")
    handler.send_response(200 if is_list else 404)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "2")
    handler.end_headers()
    handler.wfile.write(b"" if handler.command == "HEAD" else b"[]")


@pytest.fixture(scope="module")
def empty():
    """The address of a solution in which hardly anything of the lab is done."""
    with serving(hardly_anything) as url:
        yield url


@pytest.fixture(scope="module")
def closed():
    """An address at which nobody listens."""
    return f"http://127.0.0.1:{free_port()}"


def start(folder, *arguments, python=(), **environment):
    """The checker as a process of its own, which hears Ctrl+C wherever tests run."""
    hears = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [sys.executable, *python, *MODULE, *arguments],
        cwd=folder,
        env=clean_environment(**environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        preexec_fn=hears if POSIX else None,
    )


def check(folder, *arguments, **environment):
    """`(exit code, stdout, stderr)` of a run of the checker."""
    process = start(folder, *arguments, **environment)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    return process.returncode, out, err


def told(*arguments, out=None):
    """The same, of a run in this process; what `out` got is not read."""
    parser, to, err = ArgumentParser(), out or io.StringIO(), io.StringIO()
    options.add_arguments(parser)
    code = program.run(parser.parse_args([*map(str, arguments)]), to, err)
    return code, None if out else to.getvalue(), err.getvalue()


def files(folder):
    """The files of a folder, but for what Python keeps for itself."""
    return {path for path in folder.rglob("*") if "__pycache__" not in path.parts}


def test_our_own_server_passes_from_a_clone_without_env_and_database(clone, site):
    before = files(clone)
    code, out, err = check(clone, site.url, "--only", "2.3.2.obtain")
    assert code == 0, out + err
    assert "failed: 0" in out.splitlines()[-1]
    assert len(err.splitlines()) == 1
    assert f"all of them to 127.0.0.1:{site.port}." in err
    assert files(clone) == before


@pytest.mark.skipif(not POSIX, reason="a terminal of its own needs POSIX")
def test_manage_py_does_the_same_and_shows_a_bar_without_a_database(site):
    lost = {"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:1/nothing"}
    chosen = ("check_lab", site.url, "--only", "1.2")
    run, terminal = started(site.folder, *chosen, **lost)
    with terminal:
        read_until(terminal, rf"127\.0\.0\.1:{site.port}: +\d+%.*/\d+")
        run.wait(60)
    assert run.returncode == 0


def test_a_solution_with_failures_ends_with_1(empty):
    code, out, err = told(empty, "--json", "--hints", "2")
    document = json.loads(out)
    assert code == 1
    assert document["slug"] == empty
    assert [each["name"] for each in document["results"]] == [
        each.name for each in CHECKS if not each.is_advice
    ]
    first = document["results"][0]
    assert (first["name"], first["passed"]) == ("1.2.authors", False)
    assert "api/urls.py" in first["cause"]["help"]
    most = int(err.split("requests: ")[1].split()[0])
    assert 0 < document["requests"] <= most


@pytest.fixture
def addresses(tmp_path, empty, closed):
    """A teacher's file: one that is unreachable, and one that two people have named,
    the first of them twice."""
    file = tmp_path / "group.txt"
    lines = ["# group 1", f"{closed} =Bob # absent", "", f"{empty} Иванова Анна"]
    text = "\n".join([*lines, f"{empty}/ Иванова Анна", f"{empty} Carol"])
    file.write_text(text, encoding="utf-8-sig")
    return file


def test_one_that_is_unreachable_does_not_stop_the_others(addresses):
    code, out, err = told("--file", addresses, "--only", "1.2.authors")
    assert code == 2
    announced = [line[:5] for line in err.splitlines() if line.startswith("[")]
    assert announced == ["[1/3]", "[2/3]", "[3/3]"]
    table = out.rpartition("solution\n")[2]
    assert "Иванова Анна" in table
    assert "=Bob" in table
    assert (table.count("Анна"), table.count("Carol")) == (1, 1)


def test_several_as_csv_in_a_file_for_a_spreadsheet(addresses, tmp_path):
    kept = tmp_path / "marks.csv"
    given = ("--file", addresses, "--only", "1.2.authors")
    code, out, _err = told(*given, "--csv", "--output", kept)
    assert (code, out) == (2, "")
    assert kept.read_bytes().startswith(b"\xef\xbb\xbf")
    text = kept.read_text(encoding="utf-8-sig")
    bob, anna, _carol = csv.DictReader(io.StringIO(text))
    assert (anna["name"], anna["failed"]) == ("Иванова Анна", "1")
    assert anna["failed_names"] == "1.2.authors"
    assert (bob["name"], bob["failed"]) == ("'=Bob", "")


def test_the_addresses_are_not_written_over(addresses):
    before = addresses.read_bytes()
    code, _out, err = told("--file", addresses, "--csv", "--output", addresses)
    assert (code, len(err.splitlines())) == (2, 1)
    assert addresses.read_bytes() == before


def test_without_the_requirements_it_says_what_to_do(clone):
    process = start(clone, python=("-S",))
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "django is not installed here: activate .venv" in err


def test_it_runs_from_anywhere_past_a_broken_env_on_an_old_console(
    clone, tmp_path, closed
):
    copy = tmp_path / "copy"
    shutil.copytree(clone, copy)
    (copy / ".env").write_bytes(b"\xff\xfe no such thing")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    old = {"LANGUAGE": "ru", "PYTHONIOENCODING": "ascii"}
    code, out, err = check(elsewhere, closed, "--json", PYTHONPATH=str(copy), **old)
    error = json.loads(out)["error"]
    assert (code, error["type"], error["code"]) == (2, "CheckerError", "unreachable")
    announced, last = err.splitlines()
    assert announced.startswith("Checks: ")
    assert last.startswith(f"{closed}: ")
    assert not [*elsewhere.iterdir()]


@pytest.mark.skipif(not POSIX, reason="a pipe that is closed is another error there")
def test_a_reader_who_goes_away_is_no_fault():
    ours, theirs = os.pipe()
    os.close(ours)
    # What could not be written is tried once more when it is closed.
    with os.fdopen(theirs, "w") as out:
        assert told("--list", out=out) == (141, None, "")


def authors(site):
    """How many authors a site has."""
    return site.ask("GET", "/api/authors_viewset/")[1]["count"]


@pytest.mark.skipif(not POSIX, reason="Ctrl+C cannot be sent to one process there")
def test_ctrl_c_again_and_again_tidies_up_and_is_answered_in_one_line(clone, site):
    before = authors(site)
    process = start(clone, site.url)
    while process.poll() is None and authors(site) == before:
        time.sleep(0.02)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert len(err.splitlines()) == 2, err
    assert err.splitlines()[1].startswith("Stopped.")
    assert authors(site) == before
