"""What deploy/pythonanywhere.md says, done command by command, and what comes of it."""

import base64
import json
import os
import re
import subprocess
import sys

import pytest
from django.contrib.staticfiles.finders import AppDirectoriesFinder

from .fixtures import ROOT, manage
from .hosting import HOST, Account, available, page, shell
from .test_run import OFFLINE
from .visitor import Visitor

pytestmark = pytest.mark.servers

SET_UP = ("2", "3", "4", "5")
PAGES = ["pythonanywhere.md", "pythonanywhere.ru.md"]
PLATON = {"username": "platon27", "password": "#8X+DujR!B"}
# How the page quotes what goes wrong.
LOGGED = ["There is no manage.py in ...", "No module named ...", "SECRET_KEY is ..."]
COLLECT = "... without having set the STATIC_ROOT setting"
# What PythonAnywhere's own `pa django autoconfigure` does to a project's settings.
AUTOCONFIGURE = """
from pathlib import Path
from pythonanywhere.django_project import DjangoProject
project = DjangoProject("ann.pythonanywhere.com", "3.13")
project.project_path = Path.home() / "access-lab"
project.find_django_files()
project.update_settings_file()
"""


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    """The account when sections 2 to 5 of the page are done."""
    available()
    account = Account(tmp_path_factory.mktemp("account"), **OFFLINE)
    account.said = account.follow(*SET_UP)
    account.bash(
        f"{account.folder}/.venv/bin/python manage.py load_users --demo-passwords",
        account.folder,
    )
    return account


@pytest.fixture(scope="module")
def port(account):
    """Where the nginx of the web app listens."""
    with account.served() as port:
        yield port


@pytest.fixture
def visitor(port):
    """Somebody whom the site does not know."""
    return Visitor(port, HOST)


def test_both_pages_have_the_same_commands_steps_and_cures():
    def facts(name):
        text = page(name)
        steps = [shell(f"{number}", name) for number in range(2, 9)]
        cures = [re.findall("`.+?`", row) for row in re.findall(r"^\|.*", text, re.M)]
        return steps, cures

    assert facts(PAGES[0]) == facts(PAGES[1])
    assert all(len(re.findall(r"^## \d", page(name), re.M)) == 9 for name in PAGES)
    # test_update.py does section 7.
    done = "".join(map(shell, (*SET_UP, "7", "8")))
    assert done == "".join(re.findall(r"^```sh\n(.*?)^```$", page(), re.M | re.S))


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_to_a_file(name):
    links = re.findall(r"\]\(([^)]+)\)", page(name))
    assert {*PAGES} - {name} < {*links}
    assert not [one for one in links if not (ROOT / "deploy" / one).is_file()]


def test_the_site_is_up_and_knows_that_it_is_https(visitor):
    assert visitor.ask("GET", "/")[0] == 200
    assert visitor.get("/api/authors_viewset/")["next"].startswith(f"https://{HOST}/")


def test_nobody_but_nginx_serves_the_static_files(account, visitor):
    for path in ("site.css", "admin/css/base.css", "rest_framework/css/default.css"):
        assert visitor.ask("GET", f"/static/{path}")[0] == 200
        assert visitor.answer.headers["X-Served-By"] == "nginx"
    assert visitor.ask("GET", "/static/nothing.css")[0] == 404
    assert "/static/" not in account.log.read_text(encoding="utf-8")


def test_the_error_log_and_the_sizes_are_shown(account, visitor):
    assert visitor.ask("GET", "/nothing/")[0] == 404
    said = account.follow("8")
    assert "/nothing/" in said
    assert re.search(r"^\d+M\s.*/access-lab$", said, re.M)


def test_the_error_page_shows_neither_code_nor_settings(visitor):
    status, text = visitor.ask("GET", "/nothing/")
    assert status == 404
    assert not re.search(r"DEBUG|urlconf|settings|Traceback", text, re.I)


def test_all_four_schemes_are_known(visitor):
    pair = ":".join(PLATON.values()).encode()
    basic = f"Basic {base64.b64encode(pair).decode()}"
    token = json.loads(visitor.ask("POST", "/api/api-token-auth/", PLATON)[1])
    jwt = json.loads(visitor.ask("POST", "/api/token/", PLATON)[1])
    for scheme, header in {
        "Basic": basic,
        "Token": f"Token {token['token']}",
        "JWT": f"Bearer {jwt['access']}",
    }.items():
        found = visitor.get("/api/whoami/", Authorization=header)
        assert (found["scheme"], found["username"]) == (scheme, "platon27")
    assert visitor.sign_in("/api-auth/login/", **PLATON) == 302
    assert visitor.get("/api/whoami/")["scheme"] == "Session"
    author = {"name": "A", "email": "a@example.org"}
    assert visitor.ask("POST", "/api/authors/", author)[0] == 403
    csrf = {"X-CSRFToken": visitor.cookies["csrftoken"]}
    assert visitor.ask("POST", "/api/authors/", author, **csrf)[0] == 201


def test_the_admin_opens_to_the_password_that_the_page_shows(account, visitor):
    password = re.search(r'"password": "(.+)"', account.said)[1]
    assert visitor.sign_in("/admin/login/", "ann", "not it") == 200
    assert visitor.sign_in("/admin/login/", "ann", password) == 302
    assert visitor.ask("GET", "/admin/")[0] == 200
    assert not (account.home / "people.json").exists()


def test_where_the_proxy_does_not_tell_of_https_the_cure_of_the_page_helps(account):
    (cure,) = {*re.findall(r"`(CSRF_TRUSTED_ORIGINS=\S+)`", "".join(map(page, PAGES)))}
    env = account.folder / ".env"
    kept = env.read_text(encoding="utf-8")
    for text, expected in ((kept, 403), (f"{kept}{cure}\n", 302)):
        env.write_text(text, encoding="utf-8")
        with account.served(scheme="http") as port:
            visitor = Visitor(port, HOST)
            assert visitor.sign_in("/api-auth/login/", **PLATON) == expected
    env.write_text(kept, encoding="utf-8")


def test_published_passwords_have_to_be_asked_for(account):
    script = "cd access-lab; source .venv/bin/activate; python manage.py load_users"
    done = account.bash(script, check=False)
    assert done.returncode == 1
    assert "--demo-passwords" in done.stdout


def test_the_page_names_what_the_error_log_says():
    assert not [said for said in (*LOGGED, COLLECT) if f"`{said}`" not in page()]


def wsgi(account, text, env=None):
    """What the server gets from a WSGI file: the answer, and the lines of its log."""
    file = account.base / "wsgi.py"
    file.write_text(text, encoding="utf-8")
    code = (
        "import runpy; site = runpy.run_path('wsgi.py')['application'];"
        "print(site.__name__ == 'refuse' and [*site({}, print)])"
    )
    done = subprocess.run(
        [account.folder / ".venv" / "bin" / "python", "-c", code],
        cwd=account.base,
        env=account.environment if env is None else env,
        capture_output=True,
        text=True,
    )
    return done.stdout, done.stderr.splitlines()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("access-lab", "lab", LOGGED[0].strip(" .")),
        ("project.settings", "mysite.settings", "correct the line `settings =`"),
    ],
)
def test_a_wrong_line_in_the_wsgi_file_is_one_line_in_the_log(account, old, new, said):
    text = account.wsgi.read_text(encoding="utf-8")
    answer, log = wsgi(account, text.replace(old, new))
    assert answer.startswith("503")
    assert len(log) == 1
    assert said in log[0]
    assert str(account.home) not in answer, "the reason is for the owner alone"


def test_a_wrong_virtualenv_and_a_missing_env_are_one_line_in_the_log(account):
    text = account.wsgi.read_text(encoding="utf-8")
    bare = {"PATH": os.environ["PATH"]}
    answer, log = wsgi(account, text, env=bare)
    assert (answer[:3], len(log)) == ("503", 1)
    assert LOGGED[1].strip(" .") in log[0]
    assert "Virtualenv" in log[0]
    env = account.folder / ".env"
    env.rename(account.base / "env")
    answer, log = wsgi(account, text)
    (account.base / "env").rename(env)
    assert (answer[:3], len(log)) == ("503", 1)
    assert LOGGED[2].strip(" .") in log[0]


def test_the_wsgi_file_has_two_lines_to_edit():
    text = (ROOT / "deploy" / "pythonanywhere_wsgi.py").read_text(encoding="utf-8")
    assert re.findall(r"^(\w+) = \"", text, re.M) == ["path", "settings"]


def test_the_helper_of_pythonanywhere_changes_nothing_in_the_settings(account):
    packages = account.home / ".virtualenvs"
    packages.mkdir()
    (packages / HOST).symlink_to(account.folder / ".venv")
    environment = {**account.environment, "WORKON_HOME": str(packages)}
    subprocess.run(
        [sys.executable, "-c", AUTOCONFIGURE], env=environment, check=True, timeout=60
    )
    assert account.bash("cd access-lab; git status --porcelain") == ""


def test_collectstatic_leaves_git_clean_however_often(account):
    script = "cd ~/access-lab; source .venv/bin/activate; git status --porcelain;"
    script += "python manage.py collectstatic --no-input; git status --porcelain"
    said = account.bash(f"{script}; {script}").strip().splitlines()
    assert len([line for line in said if line]) == 2, said
    assert said[-1].startswith("0 static files copied to")


def test_with_localhost_among_the_hosts_nothing_is_collected(account):
    for hosts in (f"localhost,{HOST}", "localhost"):
        done = manage(
            account.folder, "collectstatic", "--no-input", ALLOWED_HOSTS=hosts
        )
        assert done.returncode == 1
        assert COLLECT.strip(" .") in done.stderr
    checked = manage(account.folder, "check")
    assert "staticfiles." not in checked.stderr


def test_git_ignores_each_folder_that_collectstatic_adds():
    added = {path.split("/")[0] for path, _storage in AppDirectoriesFinder().list([])}
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {f"static/{name}/" for name in added} <= {*lines}
    assert not [line for line in lines if line.startswith("static") and "*" in line]
