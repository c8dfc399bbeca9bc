"""What `manage.py check` finds in the table of steps, each with an id and a hint."""

import re
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.checks import run_checks
from django.utils import translation
from rest_framework.authentication import BaseAuthentication
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny

from api.views import AuthorAPIView, AuthorViewSet
from lab.checks import faults
from lab.step import Difference
from lab.steps import ENDPOINTS, STEPS
from project.tests.fixtures import copy_project, manage

STEP = STEPS[0]
KEY = "k" * 50
LAST_ROW = "superuser   200   200  200   200      201   200  200    204"
CYRILLIC = re.compile(r"[\u0400-\u04ff]{4}")


class OwnPermissions(AuthorAPIView):
    """Ignores the permissions of its step."""

    def get_permissions(self):
        return [AllowAny()]


class OwnAuthenticators(AuthorViewSet):
    """Ignores the schemes of its step."""

    def get_authenticators(self):
        return []


class OpenAction(AuthorViewSet):
    """Has a side door."""

    @action(detail=False, permission_classes=[AllowAny])
    def newest(self, request):
        """Never called here."""


class NamelessAction(AuthorViewSet):
    """Has a side door of another kind."""

    @action(detail=True, authentication_classes=[])
    def copies(self, request, pk):
        """Never called here."""


class ObedientAction(AuthorViewSet):
    """Has one more door, under the policy of the step."""

    @action(detail=False, url_path="oldest")
    def oldest(self, request):
        """Never called here."""


def with_table(old: str, new: str):
    """The first step with another table."""
    assert old in STEP.access
    return replace(STEP, access=STEP.access.replace(old, new))


def proven_by(cell: str, at: str = ""):
    """The first step with a difference that a cell is to prove."""
    told = Difference(says="one thing", shows="another", proof=(cell,), at=at)
    return replace(STEP, differences=(told,))


def in_both_languages(find) -> list[tuple[str, str]]:
    """`(id, English text with its hint)` of what is found, and found in Russian too."""
    with translation.override("en"):
        english = find()
    with translation.override("ru"):
        russian = find()
    assert [found.id for found in english] == [found.id for found in russian]
    for found in english:
        assert found.msg
        assert found.hint
        assert not CYRILLIC.search(f"{found.msg} {found.hint}")
    for found in russian:
        assert CYRILLIC.search(found.msg), found.msg
        assert CYRILLIC.search(found.hint), found.hint
    return [(found.id, f"{found.msg} {found.hint}") for found in english]


FAULTY = {
    "an id twice": ([STEP, STEP], "lab.E001", STEP.id),
    "a status too few": ([with_table("    204\n", "\n")], "lab.E002", "not be read"),
    "a status too many": (
        [with_table("204", "204  204")],
        "lab.E002",
        "cannot be read",
    ),
    "a word for a status": ([with_table("204", "yes")], "lab.E002", "a number below"),
    "no table": ([replace(STEP, access="")], "lab.E002", "1-owner"),
    "another method": ([with_table("HEAD", "TRACE")], "lab.E003", "Missing: HEAD"),
    "a wrong order": ([with_table("LIST  GET", "GET  LIST")], "lab.E003", "LIST, GET"),
    "another actor": ([with_table("granted", "guest")], "lab.E004", "Missing: granted"),
    "an actor too many": (
        [with_table(LAST_ROW, f"{LAST_ROW}\n{LAST_ROW.replace('super', 'power')}")],
        "lab.E004",
        "Superfluous: poweruser",
    ),
    "no scheme": ([replace(STEP, authentication_classes=[])], "lab.E011", "1-owner"),
    "an unknown scheme": (
        [replace(STEP, authentication_classes=[BaseAuthentication])],
        "lab.E011",
        "SessionAuthentication",
    ),
    "own permissions": (
        [replace(STEP, view=OwnPermissions)],
        "lab.E005",
        "OwnPermissions of step 1-owner overrides get_permissions",
    ),
    "own authenticators": (
        [replace(STEP, view=OwnAuthenticators)],
        "lab.E005",
        "OwnAuthenticators of step 1-owner overrides get_authenticators",
    ),
    "an open action": ([replace(STEP, view=OpenAction)], "lab.E006", "newest"),
    "the name of a page": ([replace(STEP, id="matrix")], "lab.E008", "step matrix"),
    "no such cell": ([proven_by("guest GET")], "lab.E009", "guest GET"),
    "a cell of no step": ([proven_by("user GET", at="9.9")], "lab.E009", "user GET"),
    "no such page": (
        [replace(STEP, differences=(Difference(says="a", shows="b", page="moon"),))],
        "lab.E010",
        "leads to moon",
    ),
    "a nameless action": ([replace(STEP, view=NamelessAction)], "lab.E006", "copies"),
}


@pytest.mark.parametrize(("steps", "code", "named"), FAULTY.values(), ids=[*FAULTY])
def test_a_fault_of_the_table_is_found_and_said_in_both_languages(steps, code, named):
    ((found, text),) = in_both_languages(lambda: list(faults(steps)))
    assert found == code
    assert named in text


def test_a_table_without_rows_lacks_methods_and_actors():
    header = STEP.access.strip().splitlines()[0]
    found = in_both_languages(lambda: list(faults([replace(STEP, access=header)])))
    assert [code for code, _text in found] == ["lab.E003", "lab.E004"]


def test_an_actor_that_has_two_rows_is_found():
    twice = with_table(LAST_ROW, f"{LAST_ROW}\n        {LAST_ROW}")
    assert [found.id for found in faults([twice])] == ["lab.E002"]


def test_a_method_that_has_two_columns_is_found():
    lines = STEP.access.strip().splitlines()
    twice = "\n".join(f"{line}  {line.split()[-1]}" for line in lines)
    assert [found.id for found in faults([replace(STEP, access=twice)])] == ["lab.E002"]


def test_a_sound_table_has_no_faults():
    assert list(faults([*STEPS, *ENDPOINTS])) == []
    assert list(faults([replace(STEP, view=ObedientAction)])) == []
    assert run_checks() == []


def test_header_steps_on_a_public_host_are_an_error(settings):
    settings.PUBLIC = True
    settings.LAB_TRUST_HEADERS = True
    ((code, text),) = in_both_languages(run_checks)
    assert code == "lab.E007"
    assert "LAB_TRUST_HEADERS" in text


def test_a_laboratory_on_a_public_host_is_warned_of_by_check_deploy(settings):
    settings.PUBLIC = True
    settings.LAB_TRUST_HEADERS = False

    def find():
        found = run_checks(include_deployment_checks=True)
        return [each for each in found if each.id.startswith("lab.")]

    ((code, text),) = in_both_languages(find)
    assert code == "lab.W001"
    assert "LAB=false" in text
    assert run_checks() == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the project, whose table may be edited."""
    return copy_project(tmp_path_factory.mktemp("checks"))


@contextmanager
def edited(path, old: str, new: str):
    """A file with one text replaced where it comes first."""
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(before, encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ('id="1.1-model-or-read"', 'id="1.1-model"', "lab.E001", "an id of its own"),
        ("    204\n", "\n", "lab.E002", "a number below each method"),
    ],
)
@pytest.mark.parametrize("command", ["check", "access_matrix"])
def test_a_fault_stops_each_command_with_id_and_hint(
    command, old, new, code, hint, folder
):
    with edited(folder / "lab" / "steps.py", old, new):
        done = manage(folder, command, SECRET_KEY=KEY, LAB="true")
    assert done.returncode == 1
    assert f"({code})" in done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr


def test_check_refuses_header_steps_on_a_public_host(folder):
    public = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "ann.example.org", "LAB": "true"}
    done = manage(folder, "check", LAB_TRUST_HEADERS="true", **public)
    assert done.returncode == 1
    assert "(lab.E007)" in done.stderr
    assert "HINT" in done.stderr
    assert manage(folder, "check", **public).returncode == 0


def test_check_warns_of_a_public_laboratory_only_with_deploy(folder):
    public = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "ann.example.org", "LAB": "true"}
    assert "(lab.W001)" in manage(folder, "check", "--deploy", **public).stderr
    assert "lab.W001" not in manage(folder, "check", **public).stderr
    public["LAB"] = "false"
    assert "lab.W001" not in manage(folder, "check", "--deploy", **public).stderr
