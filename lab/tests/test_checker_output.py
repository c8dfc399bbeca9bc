"""The forms in which the checker tells what it found, on reports made by hand."""

import csv
import io
import json
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from lab.checker.check import Check, Finding, Report, Result, State
from lab.checker.document import as_json
from lab.checker.faults import CheckerError
from lab.checker.graded import Graded
from lab.checker.junit import as_junit
from lab.checker.look import MARKS, Look
from lab.checker.solutions import Solution
from lab.checker.spreadsheet import as_csv, as_table
from lab.checker.text import lines
from lab.steps import ENDPOINTS

URL = "http://ann.example.org/lab"
PATHS = {each.id: each.list_url for each in ENDPOINTS}
# A colour, a bell, a line that looks like one of ours, text that runs backwards,
# half of a pair, what is no character, and letters that are nothing special.
HOSTILE = "\x1b[31m\a\r\n  ✓ passed\u202e\ud800\uffff\0]]><&\"' Ж"
LONG = "This is said in more words than a line of a terminal can hold at once, " * 2


def result(name, state, after=(), **told):
    """What came of a check with this name."""
    check = Check(
        name=name,
        title=f"Title of {name}",
        why=f"Why {LONG}",
        hints=("Look there", "Write this"),
        run=None,
        after=after,
    )
    return Result(check=check, finding=Finding(state=state, **told))


RESULTS = [
    result("1.2.authors", State.PASSED),
    result(
        "1.2.3.user-changes",
        State.FAILED,
        ("1.2.authors", "1.2.generic"),
        expected="DELETE: refused",
        observed=f"DELETE: 204 {HOSTILE}",
    ),
    result("2.3.1.token", State.REPLACED, because="replaced by 2.3.2"),
    result("2.3.2.bearer", State.UNCHECKED, ("2.3.2.obtain",), because="waits for it"),
    result("advice.head", State.FAILED, expected="HEAD", observed="403"),
    result("advice.quiet", State.PASSED),
]
STANDING = {
    "authors": ["1.2.1", "drf-session-first", "authors"],
    "authors_generic": ["2.3.2"],
    "authors_viewset": [],
}
REPORT = Report(
    url=URL,
    results=RESULTS,
    standing=STANDING,
    requests=210,
    seconds=3.2049,
    left=["/api/authors/27/"],
    notes=[f"The site moved {HOSTILE}"],
)
GOOD = replace(REPORT, results=RESULTS[:1], left=[], notes=[])
UNKNOWN = replace(REPORT, results=[RESULTS[0], RESULTS[3]])
FAULT = CheckerError(f"Nothing answers {HOSTILE}", code="unreachable")
LOST = Report(url="http://127.0.0.1:1", error=FAULT)
SUMS = {"passed": 1, "failed": 1, "unchecked": 1, "replaced": 1}


def graded(report, name=""):
    return Graded(solution=Solution(url=report.url, name=name), report=report)


def parsed(text):
    """The root of some XML."""
    return ET.fromstring(text)


def shown(report, hints=1, width=80, **rest):
    """The lines of a report on a terminal without colours."""
    style = Look(hints=hints, width=width, **{"marks": MARKS, **rest})
    return [*lines(graded(report), PATHS, style)]


@pytest.mark.parametrize(
    ("report", "code"),
    [(GOOD, 0), (REPORT, 1), (LOST, 2), (UNKNOWN, 2)],
    ids=["good", "failed", "error", "unchecked"],
)
def test_the_exit_code_says_what_came_of_it(report, code):
    assert graded(report).code == code


def test_advice_fails_nothing():
    report = replace(REPORT, results=[RESULTS[0], RESULTS[4]])
    assert graded(report).code == 0
    assert graded(report).sums[State.FAILED] == 0


def test_json_of_one_solution_has_these_keys():
    document = json.loads(as_json([graded(REPORT, "Ann")], 1))
    kinds = {"slug": str, "name": str, "results": list, "advice": list}
    kinds |= {"standing": dict, "differing": dict, "requests": int, "seconds": float}
    kinds |= {"left": list, "notes": list, "version": str}
    assert {key: type(value) for key, value in document.items()} == kinds
    assert [*document] == [*kinds]
    assert (document["slug"], document["name"]) == (URL, "Ann")
    assert document["standing"] == STANDING
    assert (document["requests"], document["seconds"]) == (210, 3.2)
    assert document["left"] == REPORT.left


def test_json_of_a_check_has_the_keys_of_check50():
    results = json.loads(as_json([graded(REPORT)], 1))["results"]
    keys = ["name", "description", "passed", "state", "log", "cause", "data"]
    assert all([*each] == [*keys, "dependency"] for each in results)
    passed, failed, replaced, unchecked = results
    assert [each["passed"] for each in results] == [True, False, None, None]
    assert [each["state"] for each in results] == [*map(str, STATES)]
    assert passed["cause"] is None
    assert passed["dependency"] is None
    assert failed["cause"]["expected"] == "DELETE: refused"
    assert failed["cause"]["actual"].startswith("DELETE: 204")
    assert failed["cause"]["rationale"].startswith("Why This")
    assert failed["dependency"] == "1.2.authors"
    after = ["1.2.authors", "1.2.generic"]
    assert failed["data"] == {"section": "1.2.3", "after": after}
    keys = ["rationale", "help", "expected", "actual"]
    assert replaced["cause"] == dict.fromkeys(keys) | {"rationale": "replaced by 2.3.2"}
    assert unchecked["cause"] == dict.fromkeys(keys) | {"rationale": "waits for it"}


STATES = ["passed", "failed", "replaced", "unchecked"]


@pytest.mark.parametrize(
    ("hints", "told"), [(0, None), (1, "Look there"), (2, "Look there Write this")]
)
def test_hints_are_graduated_in_every_form(hints, told):
    found = json.loads(as_json([graded(REPORT)], hints))
    for document in (found["results"][1], found["advice"][0]):
        assert document["cause"]["help"] == told
    failure = parsed(as_junit([graded(REPORT)], hints)).find(".//failure")
    for text in ("\n".join(shown(REPORT, hints)), failure.text):
        assert ("Look there" in text, "Write this" in text) == (hints > 0, hints > 1)


def test_json_of_several_is_a_list_and_an_error_takes_the_place_of_results():
    good, lost = json.loads(as_json([graded(GOOD), graded(LOST, "Bob")], 1))
    assert good["results"][0]["passed"] is True
    assert {*good} - {*lost} == {"results"}
    assert {*lost} - {*good} == {"error"}
    assert [*lost["error"]] == ["type", "code", "value", "traceback", "data"]
    assert lost["error"]["type"] == "CheckerError"
    assert lost["error"]["code"] == "unreachable"
    assert lost["error"]["value"].startswith("Nothing answers [31m")


def test_a_fault_of_the_checker_is_kept_apart_and_told_in_one_line():
    with pytest.raises(KeyError) as caught:
        {}["x\ny"]
    # As the runner notes which check it was.
    caught.value.__notes__ = ["1.2.authors"]
    broken = Report(url=URL, error=caught.value)
    error = json.loads(as_json([graded(broken)], 1))["error"]
    assert (error["type"], error["code"]) == ("KeyError", "internal")
    assert "a fault of the checker itself" in error["value"]
    assert re.search(
        r"KeyError: .+, tests/test_checker_output\.py:\d+$", error["value"]
    )
    assert graded(broken).code == 2


def test_junit_is_xml_with_a_case_for_each_requirement():
    root = parsed(as_junit([graded(REPORT, "Ann"), graded(LOST)], 1))
    assert root.tag == "testsuites"
    suite, lost = root
    sums = {"tests": "4", "failures": "1", "errors": "0", "skipped": "2"}
    assert {key: suite.get(key) for key in sums} == sums
    assert (suite.get("name"), suite.get("time")) == (f"{URL} Ann", "3.205")
    kinds = [[child.tag for child in case] for case in suite.iter("testcase")]
    assert kinds == [[], ["failure"], ["skipped"], ["skipped"]]
    assert suite[1].get("classname") == f"{URL} 1.2.3"
    assert suite[1].get("name") == "1.2.3.user-changes"
    assert suite[2][0].get("message") == "replaced by 2.3.2"
    assert suite.findtext("system-out").splitlines()[-1] == "/api/authors/27/"
    assert (lost.get("errors"), lost.get("failures"), lost.get("tests")) == tuple("101")
    assert lost.find("testcase/error").get("message").startswith("Nothing answers")


def test_csv_has_a_row_for_each_solution():
    text = as_csv([graded(REPORT, "Ann"), graded(LOST, "Bob")])
    ann, bob = csv.DictReader(io.StringIO(text))
    sums = {name: str(times) for name, times in SUMS.items()}
    assert ann == {
        **{"name": "Ann", "url": URL, **sums},
        **{"authors": "step 1.2.1 or drf-session-first"},
        **{"authors_generic": "step 2.3.2", "authors_viewset": ""},
        **{"failed_names": "1.2.3.user-changes", "error": ""},
    }
    assert {name: bob[name] for name in SUMS} == dict.fromkeys(SUMS, "")
    assert bob["error"].startswith("Nothing answers")


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\uff1d1", "\x1b=1"]
)
def test_no_cell_is_a_formula(name):
    (row,) = csv.DictReader(io.StringIO(as_csv([graded(GOOD, name)])))
    assert row["name"].startswith("'")
    assert row["name"][1:] == name.replace("\x1b", "").strip()


def test_what_a_hostile_solution_says_steers_nothing():
    both = [graded(REPORT, HOSTILE), graded(LOST, HOSTILE)]
    style = Look(marks=MARKS)
    forms = ["\n".join(lines(each, PATHS, style)) for each in both]
    forms += ["\n".join(as_table(both, style)), as_csv(both), as_junit(both, 2)]
    for text in forms:
        assert not {*text} & {*"\x1b\a\r\0\u202e\ud800\uffff"}
    assert not any(line.lstrip().startswith("✓") for line in forms[1].splitlines())
    assert parsed(forms[-1])[0].get("name").endswith("]]><&\"' Ж")
    document = json.loads(as_json(both, 2))[0]
    told = json.dumps(document, ensure_ascii=False)
    assert not {*told} & {*"\x1b\a\r\0\u202e\ud800\uffff"}


@pytest.mark.parametrize("form", [as_json, as_junit], ids=["json", "junit"])
def test_what_programs_read_is_ascii_for_any_stream(form):
    assert form([graded(REPORT, "Аня")], 2).isascii()
