"""What ends manage.py before the doctor can speak, and the language it speaks."""

import os
import re
import sys

import pytest

from .fixtures import copy_project, lack, manage, python

KEY = "k" * 50
CYRILLIC = re.compile("[а-яё]{4}")
UNREADABLE = """
import os
from project import environment
os.seteuid({user})
environment.read(environment.DOTENV)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project."""
    return copy_project(tmp_path_factory.mktemp("start"))


@pytest.fixture
def dotenv(folder):
    """The path of a .env that is not there yet, and is gone afterwards."""
    path = folder / ".env"
    yield path
    path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)


def refusal(done) -> str:
    """The one line that a process ended with."""
    assert done.returncode == 1
    (line,) = done.stderr.strip().splitlines()
    return line


def test_without_a_key_the_line_says_where_it_was_looked_for(folder, dotenv):
    line = refusal(manage(folder, "check"))
    assert line.startswith("SECRET_KEY is neither in the environment nor in")
    assert f"{dotenv}, which is not there" in line
    assert "run.py" in line
    dotenv.write_text("SECRET_KEY='  '\n")
    assert f"in {dotenv}. " in refusal(manage(folder, "check", SECRET_KEY=" "))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SECRET KEY=1\n", 1),
        ("# all is well\n\n\nDEBUG: true\n", 4),
        ("A=1\r\nSECRET_KEY='never closed\r\nB=2\r\n", 2),
        ('ALLOWED_HOSTS="one.example.org","two.example.org"', 1),
        ("DEBUG='true' if laptop else 'false'", 1),
    ],
)
def test_a_line_that_sets_nothing_is_named(text, number, folder, dotenv):
    dotenv.write_bytes(text.encode())
    line = refusal(manage(folder, "check", SECRET_KEY=KEY))
    assert f"{dotenv}, line {number}: this is not NAME=value" in line
    assert "closed" not in line


def test_a_file_that_is_none_or_in_another_encoding_is_named(folder, dotenv):
    dotenv.write_bytes("# ключ".encode("cp1251"))
    assert f"{dotenv} is not in UTF-8" in refusal(manage(folder, "check"))
    dotenv.unlink()
    dotenv.mkdir()
    line = refusal(manage(folder, "check", SECRET_KEY=KEY))
    assert f"{dotenv} cannot be read" in line


def test_a_file_that_may_not_be_read_is_named(folder, dotenv):
    if sys.platform == "win32":
        lack("this machine has no modes of files")
    dotenv.write_text(f"SECRET_KEY={KEY}")
    dotenv.chmod(0)
    user = 65534 if os.geteuid() == 0 else os.geteuid()
    line = refusal(python(folder, "-c", UNREADABLE.format(user=user), SECRET_KEY=KEY))
    assert "cannot be read" in line


@pytest.mark.parametrize("module", ["dotenv", "pythonjsonlogger", "django"])
def test_a_venv_that_lacks_a_module_is_told_of(module, folder, tmp_path):
    (tmp_path / f"{module}.py").write_text(
        f"raise ModuleNotFoundError('No module named {module}', name='{module}')"
    )
    line = refusal(manage(folder, "check", SECRET_KEY=KEY, PYTHONPATH=str(tmp_path)))
    assert "Django is not installed" in line if module == "django" else module in line
    assert ".venv" in line


@pytest.mark.parametrize(
    ("environment", "is_russian"),
    [
        ({"LANGUAGE": "", "LC_ALL": "ru_RU.UTF-8"}, True),
        (
            {"LANGUAGE": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "ru_RU.UTF-8"},
            True,
        ),
        ({"LANGUAGE": "tt:ru:en", "LANG": "en_US.UTF-8"}, True),
        ({"LANGUAGE": "en:ru", "LANG": "ru_RU.UTF-8"}, False),
        ({"LANGUAGE": "", "LC_ALL": "C"}, False),
        ({"LANGUAGE": "ru", "PYTHONIOENCODING": "latin-1"}, False),
    ],
)
def test_a_command_speaks_the_language_of_the_terminal(environment, is_russian, folder):
    public = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "ann.example.org"}
    done = manage(folder, "check", "--deploy", **public, **environment)
    assert "(project.W060)" in done.stderr
    assert bool(CYRILLIC.search(done.stderr)) == is_russian


def test_what_is_stored_and_what_is_answered_have_no_such_language(folder):
    russian = {"SECRET_KEY": KEY, "LANGUAGE": "ru"}
    assert manage(folder, "makemigrations", "--check", **russian).returncode == 0
    assert manage(folder, "migrate", "-v0", **russian).returncode == 0
    code = "\n".join(
        [
            "from django.contrib.auth.models import Permission",
            "from django.test import Client",
            "print(*Permission.objects.values_list('name', flat=True), sep='\\n')",
            "print(Client().get('/api/authors/', SERVER_NAME='localhost').content)",
        ]
    )
    done = manage(folder, "shell", "-v0", "-c", code, **russian)
    assert "Can add author\n" in done.stdout
    assert "credentials were not provided" in done.stdout
    assert not CYRILLIC.search(done.stdout)
