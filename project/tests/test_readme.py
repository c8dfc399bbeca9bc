"""Both READMEs: every command in them is run, every claim that can be checked is."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands, load_command_class

from api.urls import urlpatterns
from project import settings as project_settings
from project.views import endpoints

from .fixtures import (
    ROOT,
    clean_environment,
    copy_project,
    hash_fast,
    lack,
    manage,
    needs_lab,
    template,
)

pytestmark = needs_lab("README")

READMES = ["README.md", "README.ru.md"]
HERE = "http://127.0.0.1:8000"
# What the tests start, with its options.
RUN = [f"python3 run.py{rest}" for rest in ("", " --ssl", " test", " reset", " update")]
MANAGE = "python manage.py "
TESTS = "project/tests"

# Of each block of curl commands: the statuses of its requests, the schemes that whoami
# names, and what else must be in the answers.
ANSWERS = [
    ([403, 401], [], "WWW-Authenticate: Bearer"),
    ([200, 403], ["Basic"], '"claims":null'),
    ([200, 302, 200, 200], ["Session"], '"name":"maxim_writer"'),
    ([200, 200], ["Token"], '"claims":null'),
    ([200, 200, 200, 401], ["JWT"], '"detail":"Token is blacklisted"'),
    ([403], [], 'desc="verdict.403.known"'),
    ([], [], "failed: 0, not checked: 0"),
]

# The first failure ends it all; curl tells each status, and nothing else, on stderr.
PRELUDE = """set -eu
curl() { command curl -sS -w '%{stderr}%{http_code}\\n' "$@"; }
"""
MARK = "\necho =====; echo ===== >&2\n"

both = pytest.mark.parametrize("name", READMES)


def text(name: str) -> str:
    """A file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


def fences(name: str) -> list[tuple[str, str]]:
    """Language and content of each fenced block of a README."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", text(name), re.M | re.S)


def blocks(name: str) -> list[str]:
    """The fenced blocks of a README that are for a shell."""
    return [content for language, content in fences(name) if language == "sh"]


def prose(name: str) -> str:
    """A README without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text(name), flags=re.M | re.S)


def codes(markdown: str) -> list[str]:
    """The code spans of a piece of Markdown."""
    return re.findall(r"`([^`\n]+)`", markdown)


def table(name: str, number: int) -> list[list[str]]:
    """The rows of a table of a README, without its head."""
    found = re.findall(r"^\|[-|]+\|\n((?:\|.*\n)+)", text(name), re.M)
    rows = found[number].splitlines()
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def commands(name: str) -> list[str]:
    """The lines of the blocks that are not made of requests."""
    plain = [block for block in blocks(name) if HERE not in block]
    return "".join(plain).splitlines()


@both
def test_every_command_is_one_that_a_test_runs(name):
    assert [line for line in commands(name) if not line.startswith(MANAGE)] == RUN
    tests = "".join(path.read_text("utf-8") for path in (ROOT / TESTS).glob("*.py"))
    for word in " ".join(RUN).replace("python3 run.py", "").split():
        assert f'"{word}"' in tests
    assert len([block for block in blocks(name) if HERE in block]) == len(ANSWERS)
    assert {language for language, _content in fences(name)} == {"sh", "text"}


def test_both_readmes_have_the_same_commands_in_the_same_order():
    assert blocks("README.md") == blocks("README.ru.md")


@both
def test_the_requests_are_answered_as_the_readme_says_however_often(
    name, site, tmp_path
):
    for program in ("sh", "curl"):
        if not shutil.which(program):
            lack(f"there is no {program} on this machine")
    requests = [block for block in blocks(name) if HERE in block]
    script = PRELUDE + MARK.join(requests).replace(HERE, site.url)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    for _again in range(2):
        done = subprocess.run(
            ["sh", "-c", script],
            cwd=tmp_path,
            env=clean_environment(PATH=path, PYTHONPATH=str(ROOT)),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        answers = done.stdout.replace("\r", "").split("=====\n")
        told = done.stderr.split("=====\n")
        statuses = [re.findall(r"^\d{3}$", block, re.M) for block in told]
        for number, (expected, schemes, words) in enumerate(ANSWERS):
            assert statuses[number] == [*map(str, expected)]
            assert re.findall(r'"scheme":"(\w+)"', answers[number]) == schemes
            assert words in answers[number]
        assert not [*tmp_path.iterdir()]


def rows(folder: Path, name: str) -> int:
    """How many rows a table of a copy's database has."""
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        return database.execute(f"SELECT count(*) FROM {name}").fetchone()[0]


SERVER = {
    "SECRET_KEY": 50 * "k",
    "DEBUG": "false",
    "ALLOWED_HOSTS": "127.0.0.1",
    "LAB": "true",
}


def test_a_server_is_set_up_and_kept_with_the_commands_of_the_readme(tmp_path):
    hash_fast(copy_project(tmp_path))
    run = [line for line in commands("README.md") if line.startswith(MANAGE)]
    assert len(run) == 8
    for line in sorted(run, key=lambda line: "access_matrix" in line):
        done = manage(tmp_path, *line.removeprefix(MANAGE).split(), **SERVER)
        assert done.returncode == 0, f"{line}: {done.stderr}"
    assert rows(tmp_path, "api_author") == 26
    assert rows(tmp_path, "auth_user") == len(people())
    assert (tmp_path / "static" / "admin").is_dir()
    assert (tmp_path / "static" / "site.css").is_file()


def people() -> list[dict]:
    """The people of users.json."""
    return json.loads(text("users.json"))


@both
def test_the_accounts_are_those_of_users_json(name):
    lab = [one for one in people() if one["username"] in {"platon27", "admin"}]
    shown = [[f"`{one['username']}`", f"`{one['password']}`"] for one in lab]
    assert [row[:2] for row in table(name, 0)] == shown
    roles = {"README.md": ["ordinary user", "superuser"]}
    roles["README.ru.md"] = ["обычный пользователь", "суперпользователь"]
    assert [row[2] for row in table(name, 0)] == roles[name]
    assert [bool(one.get("is_superuser")) for one in lab] == [False, True]
    assert re.search(rf"\b{len(people()) - len(lab)}\b.*users\.json", text(name))


@both
def test_the_endpoints_are_those_that_are_served(name):
    served = ["/api/" + re.sub(r"<\w+:", "<", str(url.pattern)) for url in urlpatterns]
    assert codes("".join(row[0] for row in table(name, 1))) == served


@both
def test_the_endpoints_authenticate_as_the_readme_says(name):
    nobody = "nobody" if name == "README.md" else "никого"
    shown = [[codes(row[1])[0], row[2]] for row in table(name, 1)]
    assert shown == [
        [row["view"], ", ".join(row["authenticates"]) or nobody] for row in endpoints()
    ]


@both
@pytest.mark.django_db
def test_every_address_in_the_readme_is_served(name, client):
    call_command("loaddata", "authors", verbosity=0)
    found = {span for span in codes(prose(name)) if re.fullmatch(r"/[\w/<>-]*", span)}
    assert {"/", "/admin/", "/api-auth/login/", "/api/authors/<pk>/"} <= found
    statuses = {url: client.get(url.replace("<pk>", "3")).status_code for url in found}
    assert not {url: code for url, code in statuses.items() if code in {404, 500}}


@both
def test_every_setting_is_explained_and_no_other(name):
    names = [line.split("=")[0] for line in template() if re.match(r"\w+=", line)]
    assert codes("".join(row[0] for row in table(name, 2))) == names
    spans = {
        one for one in codes(prose(name)) if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", one)
    }
    known = {*names, *re.findall(r"CHECK_LAB_\w+", help_of("check_lab"))}
    assert not {one for one in spans - known if not hasattr(project_settings, one)}


@both
def test_the_lifetimes_of_tokens_are_those_of_the_settings(name):
    lifetimes = project_settings.SIMPLE_JWT
    assert lifetimes["ACCESS_TOKEN_LIFETIME"] == timedelta(minutes=15)
    assert lifetimes["REFRESH_TOKEN_LIFETIME"] == timedelta(days=1)
    assert re.search(r"15 (minutes|минут)", text(name))
    assert re.search(r"(one|один)\s+(day|день)", text(name))


@both
def test_every_link_leads_to_a_file(name):
    links = re.findall(r"\]\(([^)#]+)\)", text(name))
    assert {*READMES} - {name} < {*links}
    assert not [link for link in links if not (ROOT / link).is_file()]


def test_the_picture_is_small():
    picture = (ROOT / "static" / "screenshot.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 120_000


@both
def test_every_file_that_the_house_names_is_there(name):
    (house,) = [content for language, content in fences(name) if language == "text"]
    found = re.findall(r"[\w./]+/(?=\s)|[\w./]+\.\w+(?=\s)", house)
    assert {"run.py", "template.env", "api/guards/", "locale/"} <= {*found}
    assert not [path for path in found if not (ROOT / path).exists()]


@both
def test_what_is_to_be_changed_stands_where_the_readme_says(name):
    for _what, where in table(name, 4):
        files = [span for span in codes(where) if "." in span or "/" in span]
        source = "".join(text(one) for one in files if (ROOT / one).is_file())
        assert files
        assert all((ROOT / one).exists() for one in files)
        assert not [one for one in codes(where) if one not in [*files, *source.split()]]


def help_of(command: str) -> str:
    """What manage.py tells of a command."""
    found = load_command_class(get_commands()[command], command)
    return found.create_parser("manage.py", command).format_help()


@both
def test_every_option_is_one_that_the_programs_have(name):
    helps = [
        subprocess.check_output(
            [sys.executable, "run.py", "--help"], cwd=ROOT, text=True
        ),
        help_of("load_users"),
        help_of("access_matrix"),
        help_of("check_lab"),
        help_of("unlock"),
        help_of("makemessages"),
    ]
    options = {*re.findall(r"--[a-z-]+", " ".join(codes(prose(name))))}
    assert {"--port", "--ssl", "--ssl-config", "--demo-passwords"} <= options
    options -= {"--stores", "--cacert", "--folder"}  # of pytest here, curl and newman
    assert not [option for option in options if option not in "".join(helps)]
