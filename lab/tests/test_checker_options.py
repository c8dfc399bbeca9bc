"""What the command line of the checker means, and what is said where it means nothing.

In this process: nothing of this gets as far as a request.
"""

import io
import json
from argparse import ArgumentParser

import pytest

from lab.checker.accounts import HOLDERS, Account
from lab.checker.options import add_arguments
from lab.checker.plan import planned
from lab.checker.program import run
from lab.checker.requirements import CHECKS
from lab.checker.solutions import Solution
from lab.management.commands.check_lab import Command


def helped(parser):
    """The options of a parser, and all that it says of them in one line."""
    text = " ".join(parser.format_help().split())
    return {word for word in text.split() if word.startswith("--")}, text


def test_both_commands_have_the_same_options():
    parser = ArgumentParser()
    add_arguments(parser)
    options, text = helped(parser)
    assert {"--file", "--hints", "--only", "--users", "--at", "--junit"} <= options
    assert options <= helped(Command().create_parser("manage.py", "check_lab"))[0]
    assert {f"--{holder}" for holder in HOLDERS.values()} <= options
    assert "CHECK_LAB_SUPERUSER" in text
    assert "can be seen by everybody" in text


def told(*arguments):
    """`(exit code, stdout, stderr)` of a run."""
    parser = ArgumentParser()
    add_arguments(parser)
    out, err = io.StringIO(), io.StringIO()
    code = run(parser.parse_args(arguments), out, err)
    return code, out.getvalue(), err.getvalue()


def refusal(*arguments):
    """What is said of a command line that cannot be used, and nothing is sent."""
    code, out, err = told(*arguments)
    assert (code, out) == (2, "")
    return err


# Were it asked, this address would give another error.
THERE = "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "No address was given"),
        (["ftp://a.example"], "a.example"),
        ([THERE, "--only", "1.9"], "There is no check '1.9'"),
        (["--only", "1.2", THERE], "Write addresses before --only"),
        ([THERE, "--at", "books=/api/books/"], "authors_generic"),
        ([THERE, "--at", "authors=books/"], "/path/"),
        ([THERE, "--token", "boss=abc"], "ACTOR=KEY"),
        ([THERE, "--session", "user"], "ACTOR=SESSIONID"),
        ([THERE, "http://127.0.0.1:2", "--jwt", "user=a.b.c"], "good for one site"),
        ([THERE, "--users", "/no/such/file.json"], "/no/such/file.json"),
        ([THERE, "--file", "/no/such/file.txt"], "/no/such/file.txt"),
        ([THERE, "--output", "/no/such/folder/file"], "/no/such/folder/file"),
        (["--list", "--only", "9.9"], "There is no check '9.9'"),
        (["--list", "--output", "/no/such/folder/file"], "/no/such/folder/file"),
    ],
)
def test_a_command_line_that_cannot_be_used_is_one_line(arguments, told):
    said = refusal(*arguments)
    assert told in said
    assert said.count("\n") == 1


def listed(out):
    """The words below each check of a list, by its name; no line is too wide."""
    assert max(map(len, out.splitlines())) <= 80
    found = {}
    for line in out.splitlines():
        if line.startswith("  ") and line[2] != " ":
            found[line.split()[0]] = below = set()
        elif line.startswith("  "):
            below |= {*line.replace(",", " ").split()}
    return found


def test_the_list_names_every_check_with_what_it_comes_after():
    code, out, err = told("--list")
    assert (code, err) == (0, "")
    found = listed(out)
    assert [*found] == [check.name for check in CHECKS]
    for check in CHECKS:
        assert found[check.name] >= {*check.after}


def test_the_list_has_what_is_chosen_and_goes_into_a_file(tmp_path):
    kept = tmp_path / "checks.txt"
    given = ("--only", "2.3.2.refresh", "1.2")
    assert told("--list", *given, "--output", str(kept)) == (0, "", "")
    chosen = [check.name for check in plan_of(*given).checks]
    assert [*listed(kept.read_text(encoding="utf-8"))] == chosen != []


@pytest.mark.parametrize(
    "arguments", [["--hints", "3"], ["--timeout", "-1"], ["--json", "--csv"], ["--at"]]
)
def test_an_option_that_cannot_be_read_ends_with_2(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        refusal(THERE, *arguments)
    assert end.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_faults_of_a_file_are_told_by_line(tmp_path):
    file = tmp_path / "group.txt"
    file.write_text("# names\nhttp://a.example  Ann\nftp://b\n\nhttp:// C # c\n")
    said = refusal("--file", str(file)).splitlines()
    assert [line.split(": ")[0] for line in said] == [
        f"{file}, line 3",
        f"{file}, line 5",
    ]


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_password_without_its_colon_is_not_repeated(by, monkeypatch):
    if by == "environment":
        monkeypatch.setenv("CHECK_LAB_STAFF", "hunter2")
    said = refusal(THERE, *(["--staff", "hunter2"] if by == "option" else []))
    assert "NAME:PASSWORD" in said
    assert "CHECK_LAB_STAFF" in said
    assert "hunter2" not in said


def plan_of(*arguments):
    """What is made of a command line."""
    parser = ArgumentParser()
    add_arguments(parser)
    return planned(parser.parse_args([THERE, *arguments]))


def test_options_come_before_the_environment_and_that_before_the_lab(monkeypatch):
    monkeypatch.setenv("CHECK_LAB_USER", "eve:of:environment")
    monkeypatch.setenv("CHECK_LAB_TOKEN", "user=first staff=second")
    target = plan_of("--staff", "sam:1", "--token", "user=own").target(Solution(url=""))
    assert target.accounts["user"] == Account("eve", "of:environment")
    assert target.accounts["staff"] == Account("sam", "1")
    assert target.accounts["superuser"] == Account("admin", "123")
    assert target.given == {("user", "Token"): "own", ("staff", "Token"): "second"}
    target = plan_of("--user", "a:b").target(Solution(url=""))
    assert target.accounts["user"] == Account("a", "b")


def test_a_file_of_users_takes_the_place_of_the_lab(tmp_path):
    file = tmp_path / "people.json"
    people = [
        {"username": "one", "email": "", "password": "1"},
        {"username": "two", "email": "", "password": "2", "is_staff": True},
    ]
    file.write_text(json.dumps(people))
    target = plan_of("--users", str(file)).target(Solution(url=""))
    assert target.accounts == {
        "user": Account("one", "1"),
        "staff": Account("two", "2"),
    }


def test_only_takes_a_section_or_a_name_with_what_it_comes_after():
    names = [each.name for each in CHECKS]
    chosen = [each.name for each in plan_of("--only", "2.3.2.refresh", "1.2").checks]
    before = [name for name in names if name.startswith("1.2.")]
    assert chosen == [*before, "2.3.2.obtain", "2.3.2.refresh"]
    assert [each.name for each in plan_of().checks] == names


def test_endpoints_may_be_elsewhere():
    paths = plan_of("--at", "authors=/api/writers").endpoints
    assert paths["authors"] == "/api/writers/"
    assert paths["authors_generic"] == "/api/authors_generic/"
