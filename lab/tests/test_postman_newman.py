"""The collection, run by newman against a server of its own, over http and https."""

import contextlib
import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from lab.postman.files import COLLECTION, ENVIRONMENT
from lab.steps import STEPS
from project.tests.certificates import write_pair
from project.tests.commands import command
from project.tests.fixtures import hash_fast, manage, served, set_up
from project.tests.servers import program
from project.tests.stores import contents

from .test_checks import edited
from .test_postman import CELLS, code_of, requests

pytestmark = pytest.mark.servers

# Those that a run counts: one of the request, one that cleans up after it.
SCRIPTS = 2
ROW = "granted     200   200  200   200      201   200  200    204"
COUNT = re.compile(r"(requests|test-scripts|assertions)\W+(\d+)\W+(\d+)")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project with people and authors in its database."""
    return hash_fast(set_up(tmp_path_factory.mktemp("postman")))


@pytest.fixture(scope="module")
def site(folder):
    """The copy over http."""
    with serving(folder) as site:
        yield site


def serving(folder: Path, *arguments: str, **environment: str):
    """The copy under granian, whose connections stay open."""
    granian = (*command("granian-wsgi"), *arguments)
    return served(folder, *granian, output=subprocess.DEVNULL, **environment)


def newman(folder: Path, url: str, *options: str, base: Path | None = None):
    """A finished run of the collection, as people run it; its output is text."""
    base = base or folder / "postman"
    sent = ["-e", base / ENVIRONMENT, "--env-var", f"baseUrl={url}"]
    plain = ["--color", "off", "--reporter-cli-no-success-assertions"]
    return subprocess.run(
        [program("newman"), "run", base / COLLECTION, *sent, *plain, *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "NO_PROXY": "*"},
        timeout=600,
    )


def counts(done) -> dict[str, tuple[int, int]]:
    """How many there were of each, and how many of them failed."""
    return {
        name: (int(all_), int(bad)) for name, all_, bad in COUNT.findall(done.stdout)
    }


def authors(folder: Path) -> list[str]:
    """All authors of a copy."""
    return contents(folder)["api_author"]


@contextlib.contextmanager
def unchanged(folder: Path):
    """No author is made, changed or lost in the block."""
    before = authors(folder)
    assert len(before) == 26
    yield
    assert authors(folder) == before


def document(folder: Path) -> dict:
    """The committed collection."""
    return json.loads((folder / "postman" / COLLECTION).read_text(encoding="utf-8"))


def found(folder: Path, *names: str) -> dict:
    """A request of the committed collection, by the folders on the way and its name."""
    every = requests(document(folder))
    (one,) = [one for path, one in every if (*path, one["name"]) == names]
    return one


def whole(folder: Path, url: str, *options: str) -> float:
    """Run all of it, all of it green; the seconds that it took."""
    start = time.monotonic()
    with unchanged(folder):
        done = newman(folder, url, *options)
    seconds = time.monotonic() - start
    assert done.returncode == 0, done.stdout[-3000:]
    ran = counts(done)
    walked = len([*requests(document(folder)["item"][0])])
    assert ran["test-scripts"][0] == SCRIPTS * (CELLS + walked)
    # Status, challenge and shape of each, and that what was made is deleted.
    assert ran["assertions"][0] > 3 * (CELLS + walked)
    assert {bad for _all, bad in ran.values()} == {0}
    print(f"{url}: {seconds:.1f} s, {ran}")
    return seconds


def test_all_of_it_is_green_over_http_and_once_more_over_https(
    folder, site, tmp_path, record_property
):
    cert, key = write_pair(tmp_path)
    record_property("seconds over http", whole(folder, site.url))
    files = ("--ssl-certificate", str(cert), "--ssl-keyfile", str(key))
    with serving(folder, *files, SSL_ENABLED="true") as secure:
        trust = ("--ssl-extra-ca-certs", str(cert))
        seconds = whole(folder, f"https://localhost:{secure.port}/", *trust)
    record_property("seconds over https", seconds)


def test_the_steps_that_trust_headers_run_where_the_server_has_them(
    folder, site, tmp_path
):
    done = manage(folder, "export_postman", "--output", str(tmp_path))
    assert done.returncode == 0, done.stderr
    made = json.loads((tmp_path / COLLECTION).read_text(encoding="utf-8"))
    ids = {step.id for step in STEPS if step.trusts_headers}
    names = [n for n in (one["name"] for one in made["item"]) if n.split()[0] in ids]
    options = [option for name in names for option in ("--folder", name)]
    with unchanged(folder):
        done = newman(folder, site.url, *options, base=tmp_path)
    assert done.returncode == 0, done.stdout[-3000:]
    assert counts(done)["test-scripts"] == (SCRIPTS * 48 * len(ids), 0)


def test_a_cell_that_is_changed_is_red_and_named(folder, site, tmp_path):
    path = folder / "lab" / "steps.py"
    text = path.read_text(encoding="utf-8")
    start = text.index('id="2.3.1"')
    right = text[start : text.index(ROW, start) + len(ROW)]
    with edited(path, right, right.removesuffix(ROW) + ROW.replace("201", "403")):
        made = manage(folder, "export_postman", "--output", str(tmp_path))
    assert made.returncode == 0, made.stderr
    with unchanged(folder):
        done = newman(folder, site.url, "--folder", "2.3.1 Token", base=tmp_path)
    assert done.returncode == 1
    named = re.findall(r'inside "(.+?)"', done.stdout.replace("\n", " "))
    assert {" ".join(name.split()) for name in named} == {"2.3.1 Token / granted POST"}
    assert "granted POST: 403" in done.stdout
    assert counts(done)["test-scripts"] == (SCRIPTS * 48, 0)


@pytest.mark.parametrize(
    "wanted",
    [
        ("authors_viewset", "Session", "owner PUT"),
        ("1.2-generic Open to all, on GenericAPIView", "anonymous POST"),
        ("The lab's walk", "2.3.2", "POST /api/token/refresh/"),
    ],
    ids=lambda wanted: wanted[-1],
)
def test_a_single_request_works_alone(folder, site, wanted):
    one = found(folder, *wanted)
    with unchanged(folder):
        done = newman(folder, site.url, "--folder", one["id"])
    assert done.returncode == 0, done.stdout
    assert counts(done)["test-scripts"] == (SCRIPTS, 0)
    assert counts(done)["assertions"][0] >= code_of(one).count("pm.test(")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("superuserPassword=", "superuserPassword is empty"),
        ("superuserPassword=wrong", "/api/token/ 401"),
        ("userPassword=wrong", "refuses this name and password"),
        ("baseUrl=http://127.0.0.1:9", "ECONNREFUSED"),
        ("baseUrl=", "baseUrl is empty"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_made(folder, site, value, told):
    one = found(folder, "2.2 Session and CSRF", "user PUT")
    with unchanged(folder):
        done = newman(folder, site.url, "--env-var", value, "--folder", one["id"])
    assert done.returncode == 1
    assert told in " ".join(done.stdout.split())
