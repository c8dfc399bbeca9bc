"""What the doctor finds in the settings, and that it finds nothing in a bare clone."""

import re
from pathlib import Path

import pytest
from django.core.checks import run_checks

from project import doctor, environment
from project.doctor import dotenv
from project.launch import tls

from .fixtures import copy_project, manage

KEY = "k" * 50
HOST = "ann.pythonanywhere.com"
PYTHONANYWHERE = {"PYTHONANYWHERE_DOMAIN": "pythonanywhere.com", "HOME": "/home/ann"}
IDS = re.compile(r"project\.[EWI]\d{3}")


@pytest.fixture
def found(settings, monkeypatch):
    """A function: id and text of what is found with some ALLOWED_HOSTS and settings;
    names with a prefix `env_` are of the environment."""

    def find(*hosts, deploy=True, **values):
        monkeypatch.setenv("PATH", "")  # git is for other tests, and takes its time
        settings.ALLOWED_HOSTS = [*hosts]
        settings.PUBLIC = not {*hosts} <= {*environment.LOCAL_HOSTS}
        monkeypatch.setenv("ALLOWED_HOSTS", ",".join(hosts))
        for name, value in values.items():
            if name.startswith("env_"):
                monkeypatch.setenv(name.removeprefix("env_"), value)
            else:
                setattr(settings, name, value)
        ours = run_checks(tags=["doctor"], include_deployment_checks=deploy)
        assert all(each.hint for each in ours)
        return {each.id: f"{each.msg} {each.hint}" for each in ours}

    return find


def test_every_id_has_a_test_and_a_number_of_its_own():
    code = "".join(map(Path.read_text, Path(doctor.__file__).parent.glob("*.py")))
    tests = "".join(map(Path.read_text, Path(__file__).parent.glob("test_doctor*.py")))
    used = {*re.findall(r'"(project\.[EWI]\d{3})"', code)}
    assert len(used) > 20
    assert used <= {*IDS.findall(tests)}
    assert len({each[-3:] for each in used}) == len(used)


def test_a_bare_clone_is_clean(tmp_path):
    done = manage(copy_project(tmp_path), "check", SECRET_KEY=KEY)
    assert done.returncode == 0
    assert "no issues (0 silenced)" in done.stdout
    assert done.stderr == ""
    assert not (tmp_path / "db.sqlite3").exists()


def test_without_dotenv_nothing_says_what_a_server_is(tmp_path):
    folder = copy_project(tmp_path)
    done = manage(folder, "check", "--deploy", "--database", "default", SECRET_KEY=KEY)
    assert [*IDS.findall(done.stderr)] == ["project.E041", "project.W001"]
    assert str(folder / ".env") in done.stderr
    assert "manage.py migrate" in done.stderr


@pytest.mark.parametrize(
    "name", ["DEBUG", "LAB", "LAB_TRUST_HEADERS", "TRUSTED_PROXY", "SSL_ENABLED"]
)
def test_a_word_that_is_neither_yes_nor_no_is_told_at_once(name, found):
    text = found("localhost", deploy=False, **{f"env_{name}": "ture"})
    assert [*text] == ["project.W002"]
    assert f"{name} is 'ture'" in text["project.W002"]


def test_every_flag_of_the_settings_is_examined():
    files = [*Path(environment.__file__).parent.glob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    assert {*re.findall(r'\bflag\(\s*"(\w+)"', code), tls.ENABLED} == {*dotenv.FLAGS}


@pytest.mark.parametrize("value", ["True", "yes", "ON", "1", "off", "No", "0", ""])
def test_a_word_that_is_understood_is_not_told(value, found):
    assert found("localhost", deploy=False, env_SECURE_SSL_REDIRECT=value) == {}


@pytest.mark.parametrize(
    "host",
    [
        "https://ann.example.org/",
        "ann.example.org:8000",
        "ann.example.org/",
        "'ann.example.org'",
        "['ann.example.org']",
        "ann.example.org other.example.org",
        "*.example.org",
        "::1",
        "анна.рф",
    ],
)
def test_a_host_that_can_never_be_asked_for_is_told_at_once(host, found):
    text = found("localhost", host, deploy=False)
    assert [*text] == ["project.W010"]
    assert repr(host) in text["project.W010"]


def test_hosts_that_can_be_asked_for_are_not_told(found):
    hosts = ["Ann.example.org", ".example.org", "my_host", "192.0.2.1", "[fe80::1%e]"]
    assert found(*hosts, *environment.LOCAL_HOSTS, "*", deploy=False) == {}


def test_hosts_of_a_laptop_are_not_for_a_server(found):
    text = found("localhost")
    assert "ALLOWED_HOSTS=ann.pythonanywhere.com" in text["project.W011"]
    assert "project.W011" not in found("ann.example.org")


def test_any_host_is_too_many(found):
    assert "Name the hosts" in found("*")["project.W012"]


def test_localhost_beside_a_public_host_takes_the_static_files_away(found):
    assert "collectstatic fails" in found("localhost", HOST)["project.W014"]
    assert "project.W014" not in found(HOST, "127.0.0.1")


@pytest.mark.parametrize(
    "hosts", [["localhost"], ["yourname.pythonanywhere.com"], [f"https://{HOST}"]]
)
def test_the_host_of_a_pythonanywhere_account_is_missing(hosts, found, monkeypatch):
    for name, value in PYTHONANYWHERE.items():
        monkeypatch.setenv(name, value)
    text = found(*hosts)
    assert f"ALLOWED_HOSTS={HOST}" in text["project.W013"]
    assert "project.W011" not in text


@pytest.mark.parametrize(
    "hosts", [[HOST], [HOST.upper()], [".pythonanywhere.com"], ["*"], ["www.ann.org"]]
)
def test_the_host_of_a_pythonanywhere_account_is_there(hosts, found, monkeypatch):
    for name, value in PYTHONANYWHERE.items():
        monkeypatch.setenv(name, value)
    assert "project.W013" not in found(*hosts)


def test_the_european_pythonanywhere_has_hosts_of_its_own(found, monkeypatch):
    monkeypatch.setenv("PYTHONANYWHERE_SITE", "www.eu.pythonanywhere.com")
    monkeypatch.setenv("HOME", "/home/Ann")
    assert "project.W013" not in found("ann.eu.pythonanywhere.com")
    assert "=ann.eu.pythonanywhere.com" in found(HOST)["project.W013"]


def test_debug_on_a_public_host_is_an_error(found):
    assert "DEBUG=false" in found(HOST, DEBUG=True)["project.E003"]
    assert "project.E003" not in found("localhost")


def test_what_https_lacks_is_said_in_the_words_of_dotenv(found):
    text = found(HOST, SECURE_SSL_REDIRECT=False, SECURE_HSTS_SECONDS=0)
    lines = ".env: SECURE_SSL_REDIRECT=true, SECURE_HSTS_SECONDS=3600. "
    assert lines in text["project.W060"]
    text = found(HOST, SECURE_SSL_REDIRECT=True)
    assert ".env: SECURE_HSTS_SECONDS=3600. " in text["project.W060"]
    assert "project.W060" not in found(HOST, SECURE_HSTS_SECONDS=60)
    assert "project.W060" not in found("localhost", SECURE_HSTS_SECONDS=0)


def test_a_redirect_without_end_is_told_of_before_it_happens(found):
    text = found(HOST, SECURE_SSL_REDIRECT=True)
    assert "TRUSTED_PROXY=true" in text["project.W061"]
    assert "project.W061" not in found("localhost")
    assert "project.W061" not in found(HOST, env_SSL_ENABLED="true")
    header = ("HTTP_X_FORWARDED_PROTO", "https")
    trusting = found(HOST, env_SSL_ENABLED="", SECURE_PROXY_SSL_HEADER=header)
    assert "project.W061" not in trusting
    assert "project.W061" in found(HOST, SECURE_PROXY_SSL_HEADER=None)
    assert "project.W061" not in found(HOST, SECURE_SSL_REDIRECT=False)


def test_a_proxy_that_is_not_there_is_not_to_be_trusted(found):
    text = found(HOST, TRUSTED_PROXY=True, env_SSL_ENABLED="true")
    assert "Take TRUSTED_PROXY out" in text["project.W062"]
    assert "project.W062" not in found(HOST, TRUSTED_PROXY=False)
    without_tls = found(HOST, TRUSTED_PROXY=True, env_SSL_ENABLED="false")
    assert "project.W062" not in without_tls


def test_a_proxy_that_is_there_is_to_be_trusted(found, monkeypatch):
    assert "project.W063" not in found("ann.example.org")
    for name, value in PYTHONANYWHERE.items():
        monkeypatch.setenv(name, value)
    assert "TRUSTED_PROXY=true" in found(HOST)["project.W063"]
    assert "project.W063" not in found(HOST, SECURE_SSL_REDIRECT=True)
    assert "project.W061" in found(HOST)
    trusting = found(HOST, SECURE_SSL_REDIRECT=False, TRUSTED_PROXY=True)
    assert "project.W063" not in trusting
