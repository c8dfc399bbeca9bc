"""run.py, as a student starts it: real processes, a real .venv, without a network.

pip finds what it is to install through PYTHONPATH, among the packages that run these
tests, and has no index to ask.
"""

import ast
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import sysconfig
import time
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import polib
import pytest

from .fixtures import (
    ROOT,
    clean_environment,
    copy_project,
    free_port,
    hash_fast,
    wait_until_open,
)

POSIX = os.name == "posix"
posix = pytest.mark.skipif(not POSIX, reason="Windows has no such signals and programs")

OFFLINE = {
    "PYTHONPATH": sysconfig.get_path("purelib"),
    "PIP_NO_INDEX": "1",
    "PIP_CONFIG_FILE": os.devnull,
    "LANGUAGE": "en",
}
NO_NETWORK = {
    "PIP_NO_INDEX": "",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
}
BROWSER = {"DISPLAY": ":0", "BROWSER": "sh -c 'echo $0 >opened' %s"}
RUN = (sys.executable, "run.py")


class Run:
    """A run of run.py, whose output grows in a file."""

    def __init__(self, process, file):
        self.process, self.file = process, file

    @property
    def output(self):
        """All that was printed until now, errors too."""
        return self.file.read_text(encoding="utf-8")

    def wait_for(self, text, seconds=60):
        """Wait until a text is printed."""
        end = time.monotonic() + seconds
        while text not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() < end, self.output
            time.sleep(0.02)

    def interrupt(self):
        """Press Ctrl+C, of which a terminal tells all its programs; the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(30)


def kill(process):
    """End a process and all that it started."""
    if POSIX:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        command = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(command, capture_output=True, check=False)
    process.wait(10)


@contextmanager
def started(folder, *arguments, command=RUN, **environment):
    """A run of run.py; nothing of it is left after the block."""
    file = folder.parent / f"{folder.name}-{time.monotonic_ns()}.txt"
    with file.open("wb") as output:
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=folder,
            env=clean_environment(**{**OFFLINE, **environment}),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Run(process, file)
    finally:
        kill(process)


def run(folder, *arguments, **options):
    """Run run.py to its end; the exit code and what was printed."""
    with started(folder, *arguments, **options) as it:
        return it.process.wait(60), it.output


@contextmanager
def served(folder, *arguments, **environment):
    """The site of a copy, from when it answers; `port` is where."""
    port = free_port()
    with started(folder, "--port", str(port), *arguments, **environment) as it:
        it.port = port
        wait_until_open(port, it.process, 60)
        yield it


def status(port, path="/api/", host="localhost"):
    """The status with which the site answers for a path, to a name."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        return connection.getresponse().status


def query(folder, sql):
    """Rows from the database of a copy; what the statement changes is kept."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database, database:
        return database.execute(sql).fetchall()


def refused(folder, *arguments, **options):
    """The one line with which a run ends that can do nothing."""
    code, output = run(folder, *arguments, **options)
    assert (code, output.count("\n")) == (1, 1), output
    return output


@pytest.fixture
def bare(tmp_path):
    """A fresh clone."""
    return hash_fast(copy_project(tmp_path / "bare"))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """The first start in a fresh clone: what it printed and what the site answered."""
    folder = hash_fast(copy_project(tmp_path_factory.mktemp("run") / "lab"))
    with served(folder, "--no-browser", **BROWSER) as it:
        it.folder, it.status, it.printed = folder, status(it.port), it.output
        time.sleep(0.5)  # in which a browser would be opened
    it.opened = (folder / "opened").exists()
    return it


@pytest.fixture(scope="module")
def lab(first):
    """A clone in which everything is ready."""
    return first.folder


@pytest.fixture(scope="module")
def second(lab):
    """The next start, with a browser, and Ctrl+C in the end: what came of it all."""
    query(lab, "DELETE FROM api_author WHERE id = 5")
    before, opened = state(lab), lab / "opened"
    with served(lab, **BROWSER) as it:
        it.status, it.printed = status(it.port), it.output
        it.files = {path: status(it.port, path) for path in FILES}
        for _ in range(100):
            if opened.exists() and opened.read_text():
                break
            time.sleep(0.05)
        it.exit_code = it.interrupt() if POSIX else None
    it.before, it.after = before, state(lab)
    return it


FILES = {
    "/static/site.css": 200,
    "/static/admin/css/base.css": 200,
    "/static/../.env": 404,
    "/static/%2e%2e/.env": 404,
    "/static/..%2f.env": 404,
}


def state(folder):
    """What a start may not touch: .env, what pip did, how many authors there are."""
    touched = [(folder / name).stat().st_mtime_ns for name in (".env", ".venv/pip.log")]
    return [*touched, query(folder, "SELECT count(*) FROM api_author")]


def test_the_first_start_ends_with_an_answered_request(first):
    assert first.status == 200
    assert {".venv", ".env", "db.sqlite3"} <= {
        each.name for each in first.folder.iterdir()
    }
    assert f"http://127.0.0.1:{first.port}/" in first.printed
    assert not first.opened, "--no-browser"


def test_the_accounts_of_the_lab_are_shown(first):
    people = json.loads((ROOT / "users.json").read_text(encoding="utf-8"))
    passwords = {each["username"]: each["password"] for each in people}
    for name in ("platon27", "admin"):
        assert f"{name:<10}{passwords[name]}" in first.printed


def test_env_is_the_template_with_a_key_of_its_own(lab, bare):
    text = (lab / ".env").read_text(encoding="utf-8")
    key = text.split("\nSECRET_KEY=")[1].split("\n")[0]
    assert len(key) > 60
    expected = (bare / "template.env").read_text(encoding="utf-8")
    expected = expected.replace("\nDEBUG=", "\nDEBUG=true", 1)
    expected = expected.replace("_HOSTS=", "_HOSTS=localhost,127.0.0.1,[::1]", 1)
    assert text.replace(key, "", 1) == expected


def test_the_second_start_installs_and_loads_nothing_again(second):
    assert second.status == 200
    assert "requirements.txt is installed already." in second.printed
    assert "Nothing to load." in second.printed
    assert second.before == second.after


def test_static_files_are_served_and_nothing_beside_them(second):
    assert second.files == FILES


@posix
def test_the_browser_is_opened_once_the_site_answers(second, lab):
    assert (lab / "opened").read_text() == f"http://127.0.0.1:{second.port}/\n"


@posix
def test_ctrl_c_ends_the_site_without_a_traceback(second):
    assert second.exit_code == 0
    assert "Traceback" not in second.output
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", second.port))


@posix
@pytest.mark.parametrize("is_killed", [False, True], ids=["Ctrl+C", "kill -9"])
def test_a_first_start_may_be_interrupted_anywhere_and_goes_on(is_killed, bare):
    for moment in ("Making .venv", "  Django", "Writing .env", "Migrations", "Users"):
        with started(bare, "reset") as it:
            it.wait_for(moment)
            if is_killed:
                kill(it.process)
            else:
                assert it.interrupt() == 130
            assert "Traceback" not in it.output
        if moment == "Writing .env":
            # pip was cut off before that, and what it left is not to be trusted.
            assert it.output.startswith("Making .venv anew: it does not work.")
    code, output = run(bare, "reset")
    assert code == 0, output
    assert query(bare, "SELECT count(*) FROM api_author") == [(26,)]


def test_reset_brings_the_26_authors_back_and_the_next_gets_id_27(lab):
    query(lab, "DELETE FROM api_author WHERE id > 3")
    query(lab, "INSERT INTO api_author (id, name, email) VALUES (90, 'x', 'x@y.org')")
    code, output = run(lab, "reset")
    assert code == 0, output
    sql = "INSERT INTO api_author (name, email) VALUES ('y', 'y@y.org') RETURNING id"
    assert query(lab, sql) == [(27,)]
    assert query(lab, "SELECT count(*) FROM api_author") == [(27,)]


def test_changed_requirements_are_installed_once(lab):
    pins = (lab / "requirements-dev.txt").read_text(encoding="utf-8").splitlines()
    polib_pin = next(line for line in pins if line.startswith("polib"))
    with (lab / "requirements.txt").open("a") as file:
        file.write(f"\n{polib_pin}\n")
    code, output = run(lab, "reset")
    assert code == 0, output
    assert "Installing requirements.txt:" in output
    assert polib_pin.split()[0] in output
    assert "requirements.txt is installed already." in run(lab, "reset")[1]


def test_without_a_network_one_line_says_so_and_it_goes_on_later(lab):
    good = (lab / "requirements.txt").read_text(encoding="utf-8")
    (lab / "requirements.txt").write_text(f"{good}\nno-such-package==1.0\n")
    code, output = run(lab, **NO_NETWORK)
    assert code == 1
    assert output.splitlines()[-1] == (
        "requirements.txt was not installed: no answer from the package index. "
        f"Check the network, run this again. Log: {Path('.venv/pip.log')}"
    )
    log = (lab / ".venv" / "pip.log").read_text(encoding="utf-8")
    assert log.count("Retrying (") == 1, "each more would double the time"
    (lab / "requirements.txt").write_text(good)
    code, output = run(lab, "reset")
    assert code == 0, output
    assert output.startswith("Installing requirements.txt:"), "the same .venv will do"


def test_a_venv_without_pip_is_made_anew(lab):
    for folder in (lab / ".venv").rglob("site-packages/pip*"):
        shutil.rmtree(folder)
    code, output = run(lab, "reset")
    assert code == 0, output
    assert output.startswith("Making .venv anew: it does not work.\n")
    assert "Installing requirements.txt:" in output


@pytest.mark.parametrize("content", [None, b"half of a program"])
def test_a_venv_whose_python_does_not_run_is_made_anew(bare, content):
    python = bare / ".venv" / ("bin/python" if POSIX else "Scripts/python.exe")
    python.parent.mkdir(parents=True)
    if content:
        python.write_bytes(content)
        python.chmod(0o755)
    with started(bare) as it:
        it.wait_for("Making .venv anew: it does not work.")


def test_a_python_that_cannot_make_venv_is_told_what_to_install(bare):
    code = "import runpy, sys; sys.modules['ensurepip'] = None; sys.argv[0] = 'run.py';"
    code += "runpy.run_path('run.py', run_name='__main__')"
    line = refused(bare, command=(sys.executable, "-c", code))
    assert "python{}.{}-venv".format(*sys.version_info) in line
    assert not (bare / ".venv").exists()


def old_pythons():
    """Interpreters of this machine that are too old, but can read run.py."""
    names = [f"python3.{minor}" for minor in range(6, 10)]
    pyenv = sorted((Path.home() / ".pyenv" / "versions").glob("3.[6-9].*/bin/python"))
    for found in filter(None, [*map(shutil.which, names), *map(str, pyenv)]):
        # The shims of pyenv stand for interpreters that may be switched off.
        if (
            subprocess.run([found, "-V"], capture_output=True, check=False).returncode
            == 0
        ):
            yield found


def test_an_old_python_is_refused_in_one_line(bare):
    found = [*old_pythons()]
    if not found:
        pytest.skip("no Python from 3.6 to 3.9 on this machine")
    for python in found:
        line = refused(bare, command=(python, "run.py"), PYTHONPATH="")
        assert line.endswith("is too old. Install 3.10 or newer.\n")


def test_an_old_python_can_read_run_py():
    for file in (ROOT / "run.py", *(ROOT / "project" / "launch").glob("*.py")):
        ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_newer_python_is_warned_of_and_goes_on(bare):
    code = "import runpy, sys; sys.version_info = (3, 99, 0); sys.argv[0] = 'run.py';"
    code += "runpy.run_path('run.py', run_name='__main__')"
    code, output = run(bare, "--help", command=(sys.executable, "-c", code))
    assert code == 0
    assert output.startswith("Warning: this has not been tried on Python")


def test_a_busy_port_is_told_before_anything_is_made(bare):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        line = refused(bare, "--port", str(port))
    assert line.startswith(f"Port {port} is busy: try --port ")
    assert not (bare / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "70000", "-1", "http", "80.5"])
def test_what_is_no_port_is_refused(bare, port):
    code, output = run(bare, f"--port={port}")
    assert code == 2
    assert output.endswith("argument --port: a port is a number from 1 to 65535\n")


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid", "a..b", "::zz"])
def test_a_host_that_is_not_this_machine_is_refused(bare, host):
    line = refused(bare, "--host", host)
    assert line == f"{host} is no address of this machine: leave --host out.\n"


def test_on_all_addresses_the_hosts_of_env_are_kept_and_a_warning_is_given(lab):
    kept = (lab / ".env").read_text(encoding="utf-8")
    own = "\nexport ALLOWED_HOSTS = 'localhost, school.example' # ours\n"
    (lab / ".env").write_text(kept + own, encoding="utf-8")
    with served(lab, "--host", "0.0.0.0") as it:
        assert "Warning: everybody in your network can sign in" in it.output
        for host in ("localhost", "school.example", "127.0.0.1", "0.0.0.0"):
            assert status(it.port, host=host) == 200, host
        assert status(it.port, host="evil.example") == 400
    (lab / ".env").write_text(kept, encoding="utf-8")


def test_an_env_without_a_key_is_kept_and_said(lab):
    kept = (lab / ".env").read_bytes()
    (lab / ".env").write_bytes(b"# mine\r\nSECRET_KEY=\r\n")
    code, output = run(lab)
    assert code == 1
    assert output.splitlines()[-1].startswith(".env has no SECRET_KEY.")
    assert (lab / ".env").read_bytes() == b"# mine\r\nSECRET_KEY=\r\n"
    (lab / ".env").write_bytes(kept)


def test_what_manage_py_refuses_is_told_in_its_one_line(lab):
    kept = (lab / "users.json").read_bytes()
    (lab / "users.json").write_text('[\n{"username": "x"\n]')
    code, output = run(lab)
    (lab / "users.json").write_bytes(kept)
    assert code == 1
    assert "Traceback" not in output
    assert "users.json, line 3" in output.splitlines()[1]
    assert len(output.splitlines()) == 2


def test_the_suite_gets_the_arguments_and_gives_its_exit_code(lab):
    nothing = ["-n0", "-q", "project/tests/test_wall.py", "-k", "no_such_name"]
    (lab / ".env").rename(lab / "env")
    code, output = run(lab, "test", *nothing)
    assert code == pytest.ExitCode.NO_TESTS_COLLECTED, output
    (lab / "env").rename(lab / ".env")


def test_it_speaks_the_language_of_the_system_on_any_console(bare):
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    words = "Sets the lab up and serves it."
    catalogue.append(polib.POEntry(msgid=words, msgstr="Готовит работу"))
    folder = bare / "locale" / "ru" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalogue.save_as_mofile(folder / "django.mo")
    assert "Готовит работу" in run(bare, "--help", LANGUAGE="ru")[1]
    assert words in run(bare, "--help", LANGUAGE="en:ru")[1]
    code, output = run(bare, "--help", LANGUAGE="ru", PYTHONIOENCODING="ascii")
    assert code == 0
    assert "??????? ??????" in output
    shutil.rmtree(bare / "locale")
    assert words in run(bare, "--help", LANGUAGE="ru")[1]
