"""deploy/server.md, in both languages: its commands are run, its claims are checked."""

import json
import re
import subprocess
import sys

import psycopg
import pytest

from .fixtures import ROOT, clean_environment, copy_project, template
from .proxies import HOST, Place, behind_nginx, certify

PAGES = ["server.md", "server.ru.md"]
both = pytest.mark.parametrize("name", PAGES)
# What no test can run: it belongs to a whole machine, or needs the network. What is
# copied there is run by test_proxies.py, and `.venv` is that of this suite.
CANNOT = [
    *("sudo apt install ", "sudo adduser ", "sudo -iu lab", "sudo certbot "),
    *("sudo systemctl ", "sudo cp ", "sudo ln ", "sudo nginx -t", "sudo ufw "),
    *("sudo a2enmod ", "sudo a2ensite ", "sudo apachectl ", "git clone ADDRESS ."),
    *("/usr/bin/python3 -m venv ", ".venv/bin/pip install ", "cd ", "exit"),
    *("sudo -u postgres ", "sudo -u lab git pull"),
]
PEOPLE = [{"username": "vera", "email": "vera@lab.test", "password": "No-one knows 7"}]
SHELL = """set -eu
curl() {{
    command curl --cacert tls/fullchain.pem \
        --connect-to {host}:80:127.0.0.1:{ports[80]} \
        --connect-to {host}:443:127.0.0.1:{ports[443]} "$@"
}}
"""


def text(name: str) -> str:
    """A page of deploy/."""
    return (ROOT / "deploy" / name).read_text(encoding="utf-8")


def fences(name: str, language: str) -> list[str]:
    """The fenced blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text(name), re.M | re.S)


def runnable(word: str = "") -> list[str]:
    """The commands of the page that can be run here and begin with a word."""
    lines = "".join(fences("server.md", "sh")).splitlines()
    lines = [line for line in lines if not line.startswith(tuple(CANNOT))]
    # What test_update.py does changes the environment, and here that is our own.
    lines = [line for line in lines if not line.endswith("run.py update")]
    lines = [line.removeprefix("sudo -u lab ") for line in lines]
    return [line for line in lines if line.startswith(word)]


def shell(folder, script: str) -> str:
    """The output of commands, none of which may fail."""
    done = subprocess.run(
        ["sh", "-euc", script],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The lab as the page leads to it, up to its proxy, and what its check says."""
    folder = copy_project(tmp_path_factory.mktemp("server"))
    certify(folder / "tls")
    (folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    (folder / "people.json").write_text(json.dumps(PEOPLE), encoding="utf-8")
    for line in runnable():
        if line.startswith("curl "):
            break
        said = shell(folder, line)
        if line.startswith("python3 -c "):
            write_settings(folder / ".env", said)
    return folder, said


def write_settings(path, key: str) -> None:
    """Write into .env what the page has there, and the line with the key."""
    (settings,) = fences("server.md", "ini")
    with path.open("a", encoding="utf-8") as file:
        file.write(key + settings.replace("example.org", HOST))


@pytest.mark.servers
def test_the_page_leads_to_a_site_that_answers_as_it_says(server):
    folder, said = server
    assert "no issues" in said
    for name in (".env", "db.sqlite3"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    with behind_nginx(folder) as place:
        prelude = SHELL.format(host=HOST, ports=place.ports)
        http, https = (
            shell(folder, prelude + line.replace("example.org", HOST))
            for line in runnable("curl ")
        )
        assert http.startswith("HTTP/1.1 308")
        assert https.startswith("HTTP/1.1 200")
        assert "strict-transport-security: max-age=3600" in https
        assert f'"https://{HOST}/' in https
        assert '"http://' not in https
        assert place.ask("GET", "/lab/1.2.3/").status == 404
        assert signed_in(place) == 200


def signed_in(place: Place) -> int:
    """The status of getting a token as the only person of people.json."""
    body = json.dumps(PEOPLE[0]).encode()
    headers = [("Content-Type", "application/json")]
    return place.ask("POST", "/api/token/", body, headers).status


@pytest.mark.servers
def test_the_page_leads_on_to_postgresql_and_redis(server, postgres, redis_url):
    folder, _said = server
    before = (folder / ".env").read_text(encoding="utf-8")
    with psycopg.connect(postgres, autocommit=True) as database:
        database.execute("CREATE DATABASE page")
    url = postgres.replace("/postgres", "/page")
    (lines,) = fences("server.md", "text")
    lines = lines.replace("postgresql://lab:PASSWORD@localhost/lab", url)
    lines = lines.replace("redis://localhost:6379/0", redis_url)
    (folder / ".env").write_text(before + lines, encoding="utf-8")
    *_first, move, check = runnable(".venv/bin/python ")
    assert "rows moved and compared" in shell(folder, move)
    assert "no issues" in shell(folder, check)
    with behind_nginx(folder) as place:
        assert signed_in(place) == 200
        assert json.loads(place.ask("GET", "/readyz").content)["cache"] == "ok"
    (folder / ".env").write_text(before, encoding="utf-8")


def test_every_command_is_run_here_or_named_as_one_that_cannot_be():
    words = {line.split()[0] for line in runnable()}
    assert words == {"cp", "chmod", "python3", ".venv/bin/python", "curl"}
    lines = "".join(fences("server.md", "sh")).splitlines()
    assert not [one for one in CANNOT if not any(one in line for line in lines)]


@pytest.mark.parametrize("language", ["sh", "ini", "text"])
def test_both_pages_have_the_same_commands_in_the_same_order(language):
    assert fences(PAGES[0], language) == fences(PAGES[1], language)


@both
def test_every_setting_of_the_page_is_one_that_there_is(name):
    settings = {line.split("=")[0] for line in template() if "=" in line}
    written = re.findall(r"^([A-Z_]+)=", "".join(fences(name, "ini")), re.M)
    named = re.findall(r"`([A-Z]+(?:_[A-Z]+)+)", text(name))
    assert {*written} | {*named} <= settings
    assert {"TRUSTED_PROXY", "SECURE_HSTS_SECONDS"} <= {*written}


@both
def test_every_link_of_the_page_leads_to_a_file(name):
    links = re.findall(r"\]\(([^)]+)\)", text(name))
    assert links
    assert not [link for link in links if not (ROOT / "deploy" / link).is_file()]


def test_what_an_admin_edits_is_marked():
    lines = text("nginx.conf").splitlines()
    values = ("example.org", "/srv/access-lab/")
    ours = [line for line in lines if not line.startswith("#")]
    edited = [line for line in ours if any(value in line for value in values)]
    assert edited == [line for line in ours if line.endswith("# EDIT")]
    assert len(edited) == 5
    defined = [line for line in text("apache.conf").splitlines() if "Define " in line]
    assert "example.org" not in re.sub(r"(?m)^Define .*", "", text("apache.conf"))
    assert len(defined) == 4
