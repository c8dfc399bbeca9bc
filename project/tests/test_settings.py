"""Settings from the environment and from .env, each read in a process of its own."""

import json
import re

import pytest

from .fixtures import ROOT, copy_project, manage, python, template

SHOW = """
import json
from django.conf import settings
names = %r
print(json.dumps({name: getattr(settings, name, None) for name in names}, default=str))
"""
KEY = "k" * 50
STORES = "DATABASES CACHES SESSION_ENGINE"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "project.settings"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project without .env."""
    return copy_project(tmp_path_factory.mktemp("settings"))


@pytest.fixture
def settings_of(folder):
    """A function: the settings that a .env and an environment give."""

    def show(names, dotenv=None, **environment):
        write(folder, dotenv)
        code = SHOW % names.split()
        done = python(folder, "-c", code, **SETTINGS, **environment)
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout).values())

    return show


def write(folder, dotenv):
    """Make .env hold a text, or take it away for None."""
    path = folder / ".env"
    path.unlink(missing_ok=True)
    if dotenv is not None:
        path.write_bytes(dotenv if isinstance(dotenv, bytes) else dotenv.encode())


def test_without_dotenv_the_secret_key_of_the_environment_is_enough(settings_of):
    names = "SECRET_KEY DEBUG ALLOWED_HOSTS PUBLIC"
    local = ["localhost", "127.0.0.1", "[::1]"]
    assert settings_of(names, SECRET_KEY=KEY) == [KEY, False, local, False]


def test_the_environment_wins_over_dotenv_unless_it_is_empty(settings_of):
    dotenv = f"SECRET_KEY={KEY}\nTIME_ZONE=Europe/Moscow\nDEBUG=true\n"
    assert settings_of("TIME_ZONE DEBUG", dotenv) == ["Europe/Moscow", True]
    assert settings_of("TIME_ZONE", dotenv, TIME_ZONE="Asia/Tokyo") == ["Asia/Tokyo"]
    assert settings_of("TIME_ZONE", dotenv, TIME_ZONE="") == ["Europe/Moscow"]


@pytest.mark.parametrize("value", ["true", "True", "TRUE", "1", "yes", "on", "'true'"])
def test_debug_is_on(value, settings_of):
    assert settings_of("DEBUG", f"SECRET_KEY={KEY}\nDEBUG={value}") == [True]


@pytest.mark.parametrize("value", ["false", "False", "0", "no", "", "''", "maybe"])
def test_debug_is_off(value, settings_of):
    assert settings_of("DEBUG", f"SECRET_KEY={KEY}\nDEBUG={value}") == [False]


@pytest.mark.parametrize(
    ("value", "hosts", "public"),
    [
        ("'localhost,127.0.0.1'", ["localhost", "127.0.0.1"], False),
        ("localhost, 127.0.0.1 ,,", ["localhost", "127.0.0.1"], False),
        (" ann.example.org ", ["ann.example.org"], True),
        ("localhost,ann.example.org", ["localhost", "ann.example.org"], True),
        ("*", ["*"], True),
    ],
)
def test_hosts_are_told_apart(value, hosts, public, settings_of):
    dotenv = f"SECRET_KEY={KEY}\nALLOWED_HOSTS={value}"
    assert settings_of("ALLOWED_HOSTS PUBLIC", dotenv) == [hosts, public]


def test_a_secret_is_taken_as_it_is_written(settings_of):
    key = "django-insecure-$x${HOME}#%" + KEY
    assert settings_of("SECRET_KEY", f"SECRET_KEY={key}") == [key]


def test_a_mark_that_windows_puts_first_does_no_harm(settings_of):
    dotenv = b"\xef\xbb\xbf" + f"SECRET_KEY={KEY}\r\nDEBUG=true\r\n".encode()
    assert settings_of("SECRET_KEY DEBUG", dotenv) == [KEY, True]


@pytest.mark.parametrize(
    ("hosts", "debug", "redirect", "secure"),
    [
        ("localhost", "", "", False),
        ("localhost", "", "true", True),
        ("ann.example.org", "", "", True),
        ("ann.example.org", "true", "", False),
        ("ann.example.org,localhost", "", "false", True),
    ],
)
def test_cookies_are_secure_on_a_public_host(
    hosts, debug, redirect, secure, settings_of
):
    dotenv = (
        f"SECRET_KEY={KEY}\nALLOWED_HOSTS={hosts}\nDEBUG={debug}\n"
        f"SECURE_SSL_REDIRECT={redirect}\n"
    )
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE"
    assert settings_of(names, dotenv) == [secure, secure]


def test_the_static_switch(settings_of, folder):
    names = "STATICFILES_DIRS STATIC_ROOT"
    static = str(folder / "static")
    laptop = settings_of(names, SECRET_KEY=KEY, ALLOWED_HOSTS="localhost")
    assert laptop == [[static], None]
    server = settings_of(names, SECRET_KEY=KEY, ALLOWED_HOSTS="ann.example.org")
    assert server == [[], static]
    lines = (ROOT / "project" / "settings.py").read_text().splitlines()
    assert any(line.startswith("STATIC_ROOT =") for line in lines)


def test_optional_settings(settings_of):
    dotenv = (
        f"SECRET_KEY={KEY}\nJWT_SIGNING_KEY={KEY}jwt\nSECURE_HSTS_SECONDS=60\n"
        "CSRF_TRUSTED_ORIGINS=https://a.example, https://b.example\nTRUSTED_PROXY=yes\n"
    )
    names = "SECURE_HSTS_SECONDS CSRF_TRUSTED_ORIGINS SECURE_PROXY_SSL_HEADER"
    seconds, origins, header = settings_of(names, dotenv)
    assert seconds == 60
    assert origins == ["https://a.example", "https://b.example"]
    assert header == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert settings_of("SIMPLE_JWT", dotenv)[0]["SIGNING_KEY"] == f"{KEY}jwt"
    without = settings_of("SECURE_PROXY_SSL_HEADER SIMPLE_JWT", f"SECRET_KEY={KEY}")
    assert without[0] is None
    assert without[1]["SIGNING_KEY"] == KEY


@pytest.mark.parametrize(
    ("dotenv", "named"),
    [
        (None, "SECRET_KEY"),
        ("", "SECRET_KEY"),
        ("SECRET_KEY=\n", "SECRET_KEY"),
        ("SECRET_KEY\n", "SECRET_KEY"),
        ((ROOT / "template.env").read_text(encoding="utf-8"), "SECRET_KEY"),
        (f"SECRET_KEY={KEY}".encode("utf-16"), ".env"),
        (f"SECRET_KEY={KEY}\nJWT_SIGNING_KEY=short\n", "JWT_SIGNING_KEY"),
        (f"SECRET_KEY={KEY}\nSECURE_HSTS_SECONDS=a day\n", "SECURE_HSTS_SECONDS"),
        (f"SECRET_KEY={KEY}\nTIME_ZONE=Moscow\n", "TIME_ZONE"),
    ],
)
def test_what_cannot_be_used_is_one_line_that_names_it(dotenv, named, folder):
    write(folder, dotenv)
    done = manage(folder, "check")
    assert done.returncode == 1
    assert named in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "url",
    [
        *("postgres://h", "postgresql://h/", "postgresql:name", "mysql://h/name"),
        *("postgresql://u:p/hunter2@h/name", "postgresql://u:p#hunter2@h/name"),
        *("postgresql://u:hunter2@h:port/name", "postgresql://u:hunter2@h:99999/name"),
        *("postgresql://u:hunter2@[::1/name", "sqlite://", "sqlite://:memory:"),
        *("sqlite:///:memory:", "db.sqlite3"),
    ],
)
def test_a_wrong_url_of_a_database_is_one_line_without_its_password(url, folder):
    line = refusal(folder, DATABASE_URL=url)
    assert line.startswith("DATABASE_URL ")
    assert "hunter2" not in line


@pytest.mark.parametrize(
    "url",
    [
        *("http://h", "redis:h", "localhost:6379", "redis://u:hunter2@h:port/0"),
        *("redis://:hunter2@h:99999/0", "redis://:hunter2@h/name", "redis://h/0/1"),
        *("redis://:p/hunter2@h/0", "redis://:12/hunter2@h/0", "redis://h/-1"),
        *("redis://:12#hunter2@h/0", "redis://:hunter2@[::1/0", "redis://h?db=name"),
        "rediss://:hunter2@h/0?no_such_option=1",
    ],
)
def test_a_wrong_url_of_a_cache_is_one_line_without_its_password(url, folder):
    line = refusal(folder, CACHE_URL=url)
    assert line.startswith("CACHE_URL ")
    assert "hunter2" not in line


def refusal(folder, **environment) -> str:
    """The one line that a process says which cannot read its settings."""
    done = python(
        folder, "-c", "import project.settings", SECRET_KEY=KEY, **environment
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    return line


def test_without_urls_the_data_are_in_one_file(settings_of, folder):
    databases, caches, sessions = settings_of(STORES, SECRET_KEY=KEY)
    assert databases["default"]["NAME"] == str(folder / "db.sqlite3")
    assert databases["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert caches["default"]["BACKEND"].endswith("DatabaseCache")
    assert sessions == "django.contrib.sessions.backends.db"


@pytest.mark.parametrize(
    ("url", "name"),
    [("sqlite:///other.db", "{folder}/other.db"), ("sqlite:////srv/x.db", "/srv/x.db")],
)
def test_another_file_may_be_named(url, name, settings_of, folder):
    (databases,) = settings_of("DATABASES", SECRET_KEY=KEY, DATABASE_URL=url)
    assert databases["default"]["NAME"] == name.format(folder=folder)
    assert databases["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_is_pooled_and_a_password_may_hold_anything(settings_of):
    url = "postgresql://ann:p%40%2F%23@db.example:5433/lab?sslmode=require"
    (databases,) = settings_of("DATABASES", SECRET_KEY=KEY, DATABASE_URL=url)
    found = databases["default"]
    assert [found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        *("ann", "p@/#", "db.example", 5433, "lab")
    ]
    # The pool keeps the connections, and asks each whether it is still alive.
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (0, True)
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] > 1


def test_redis_keeps_sessions_beside_the_database(settings_of):
    url = "rediss://ann:a,b;c@cache.example:6380/2"
    _databases, caches, sessions = settings_of(STORES, SECRET_KEY=KEY, CACHE_URL=url)
    # Not cut at the comma, where Django would see two servers.
    assert caches["default"]["LOCATION"] == [url]
    assert sessions == "django.contrib.sessions.backends.cached_db"


@pytest.mark.parametrize("name", ["DATABASE_URL", "CACHE_URL"])
def test_what_is_not_installed_is_named(name, folder):
    url = {"DATABASE_URL": "postgresql://h/lab", "CACHE_URL": "redis://h/0"}[name]
    # Without the packages of this environment but those of requirements.txt.
    code = (
        "import importlib.util, sys\n"
        "found = importlib.util.find_spec\n"
        "hidden = {'psycopg', 'redis'}\n"
        "importlib.util.find_spec = lambda n: None if n in hidden else found(n)\n"
        "import project.settings"
    )
    done = python(folder, "-c", code, SECRET_KEY=KEY, **{name: url})
    assert done.returncode == 1
    assert done.stderr == f"{name} needs more: pip install -r requirements-server.txt\n"


def test_template_env_names_variables_and_holds_no_values():
    lines = (ROOT / "template.env").read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line and not line.startswith("#")]
    assert all(line.endswith("=") and line[:-1].isupper() for line in named)
    assert len(named) == len(set(named))


def test_template_env_names_all_that_the_code_reads():
    named = {line.split("=")[0] for line in template() if "=" in line}
    code = "".join(path.read_text("utf-8") for path in (ROOT / "project").glob("*.py"))
    read = re.findall(r"\b(?:flag|items|number|required|text)\(\s*\"([A-Z_]+)\"", code)
    assert {"SECRET_KEY", "DATABASE_URL", "TIME_ZONE"} <= {*read} <= named


def test_a_deployment_has_nothing_left_to_mend(folder):
    write(folder, f"SECRET_KEY={KEY * 2}\nALLOWED_HOSTS=ann.example.org\n")
    done = manage(folder, "check", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_a_short_key_for_jwts_is_warned_of(folder):
    write(folder, "SECRET_KEY=short\n")
    done = manage(folder, "check")
    assert done.returncode == 0
    assert "(api.W001)" in done.stderr
    assert "HINT" in done.stderr


def test_the_command_of_django_runs_the_suite_too(folder):
    write(folder, f"SECRET_KEY={KEY}\nSECURE_SSL_REDIRECT=true\n")
    alone = {"PYTEST_ADDOPTS": "-n0"}
    done = manage(folder, "test", "project/tests/test_wall.py", **alone)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    missing = manage(folder, "test", "project/tests/no_such_test.py", **alone)
    assert missing.returncode == 1
