"""The report for people: what stands where, in how many columns, in which colours."""

import io
from dataclasses import replace

import pytest
from django.utils import translation

from lab.checker.catalogue import catalogue
from lab.checker.check import State
from lab.checker.graded import WORDS
from lab.checker.look import ASCII, COLOURS, MARKS, Look, look
from lab.checker.spreadsheet import as_table

from .test_checker_output import GOOD, LOST, REPORT, graded, result, shown


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_wider_than_the_terminal(language, width):
    with translation.override(language):
        told = [*shown(REPORT, 2, width), *shown(LOST, 2, width)]
        style = Look(width=width, marks=MARKS)
        told += as_table([graded(REPORT, "Ann"), graded(LOST)], style)
    # What 80 columns hold, 40 need not.
    assert max(map(len, told)) <= max(width, 80)
    if width == 100:
        assert max(map(len, told)) > 80
    assert not any(line != line.rstrip() for line in told)


def test_each_state_has_a_mark_and_a_word():
    told = shown(REPORT)
    for state, mark in MARKS.items():
        assert any(f"  {mark} {WORDS[state]}" in line for line in told), state
    assert len({*MARKS.values()}) == len({*ASCII.values()}) == len(State)


def test_what_failed_says_expected_observed_why_and_its_name():
    told = "\n".join(shown(REPORT))
    start = told.index("Title of 1.2.3.user-changes")
    block = told[start : told.index("Section 2.3.1")].splitlines()
    labels = [line.split()[0] for line in block[1:] if line[6:7].strip()]
    assert labels == ["expected", "observed", "why", "hint", "name"]


def test_sections_follow_the_lab_and_carry_its_titles():
    heads = [line for line in shown(REPORT) if line.startswith("Section")]
    assert heads[0] == "Section 1.2"
    assert heads[1] == "Section 1.2.3. A role decides"
    assert len(heads) == 4


def test_it_says_where_each_endpoint_stands():
    told = shown(REPORT)
    assert "/api/authors_generic/ stands at step 2.3.2." in told
    assert "/api/authors_viewset/ stands at no step of the lab." in told
    same = "/api/authors/ stands at step 1.2.1 (the same over HTTP: drf-session-first)."
    assert same in " ".join(told)
    own = replace(REPORT, standing={"authors": ["authors"]})
    told = "/api/authors/ is as in the reference solution, beyond the lab."
    assert told in shown(own)


def test_it_says_where_an_endpoint_differs_from_the_step_it_is_near_to():
    near = replace(REPORT, differing={"authors_generic": ["user DELETE"]})
    told = "/api/authors_generic/ stands at step 2.3.2. It differs in: user DELETE."
    assert told in shown(near)


def test_it_ends_with_what_is_left_and_the_sums():
    *_rest, left, blank, sums = shown(REPORT)
    assert (left, blank) == ("  /api/authors/27/", "")
    told = "passed: 1, failed: 1, not checked: 1, replaced: 1; requests: 210, "
    assert sums == f"{told}3.2 s"


def test_advice_is_apart_and_only_where_there_is_some():
    told = "\n".join(shown(REPORT))
    assert told.index("Advice, beyond the lab") > told.index("stands at step 2.3.2")
    assert "Title of advice.head" in told
    assert "Title of advice.quiet" not in told
    assert "Advice" not in "\n".join(shown(GOOD))


@pytest.mark.parametrize("width", [40, 80])
def test_a_long_name_in_the_list_is_apart_from_its_title(width):
    checks = [result(f"2.3.2.{'x' * times}", State.PASSED).check for times in (3, 50)]
    told = [*catalogue(checks, Look(width=width, marks=MARKS))]
    columns = {line.index("Title") for line in told if line.startswith("  2.3.2.")}
    assert columns == {len(checks[1].name) + 4}


def test_a_label_never_touches_its_text():
    (line,) = Look(width=80, marks=MARKS).hang("a label", "text", 5)
    assert line == "  a label text"


class Terminal(io.StringIO):
    """A terminal with the letters of an encoding."""

    def __init__(self, encoding="utf-8"):
        super().__init__()
        self.encoded = encoding

    encoding = property(lambda self: self.encoded)

    def isatty(self):
        return True


def test_colour_is_only_for_a_terminal_where_nobody_said_no(monkeypatch):
    monkeypatch.setattr("lab.checker.look.supports_color", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert look(Terminal()).coloured
    assert not look(io.StringIO()).coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert not look(Terminal()).coloured
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setenv("TERM", "dumb")
    assert not look(Terminal()).coloured


def test_colour_is_around_the_word_and_changes_nothing_else():
    coloured = "\n".join(shown(REPORT, coloured=True))
    assert f"\033[{COLOURS[State.FAILED]}m✗ failed\033[0m  " in coloured
    for code in (1, *COLOURS.values()):
        coloured = coloured.replace(f"\033[{code}m", "")
    assert coloured.replace("\033[0m", "").splitlines() == shown(REPORT)


def test_a_console_without_the_marks_gets_plain_ones():
    assert look(Terminal("cp1251")).marks == ASCII
    assert look(Terminal()).marks == MARKS
