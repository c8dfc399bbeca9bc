"""Reports as JUnit's XML, for programs that show tests: a suite for each solution."""

from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from .check import Result, State
from .graded import Graded, plain, section, told

ELEMENTS = {
    State.FAILED: "failure",
    State.UNCHECKED: "skipped",
    State.REPLACED: "skipped",
}


def as_junit(several: list[Graded], hints: int) -> str:
    """One document; ASCII, with references for other letters, so that any stream does.

    What is advice is no test: it stands in `system-out` of the suite.
    """
    root = ET.Element("testsuites")
    for graded in several:
        root.append(suite(graded, hints))
    ET.indent(root, " ")
    return ET.tostring(root, "us-ascii", xml_declaration=True).decode("ascii")


def suite(graded: Graded, hints: int) -> ET.Element:
    """The element about one solution."""
    report = graded.report
    found = ET.Element("testsuite", attributes(graded))
    for result in graded.requirements:
        found.append(case(result, report.url, hints))
    if report.error:
        words = {"classname": plain(report.url), "name": "checker"}
        add(ET.SubElement(found, "testcase", words), "error", told(report.error))
    if said := notes(graded):
        ET.SubElement(found, "system-out").text = "\n".join(map(plain, said))
    return found


def attributes(graded: Graded) -> dict[str, str]:
    """The sums of a suite, and whose it is."""
    sums, is_broken = graded.sums, int(bool(graded.report.error))
    return {
        "name": plain(f"{graded.report.url} {graded.solution.name}"),
        "tests": str(len(graded.requirements) + is_broken),
        "failures": str(sums[State.FAILED]),
        "errors": str(is_broken),
        "skipped": str(sums[State.UNCHECKED] + sums[State.REPLACED]),
        "time": f"{graded.report.seconds:.3f}",
    }


def case(result: Result, url: str, hints: int) -> ET.Element:
    """The element about one check."""
    check, finding = result.check, result.finding
    words = {"classname": plain(f"{url} {section(check)}"), "name": check.name}
    found = ET.Element("testcase", {**words, "time": "0.000"})
    if finding.state is State.FAILED:
        lines = [check.title, *compared(result), check.why, *check.hints[:hints]]
        message = finding.observed or check.title
        add(found, ELEMENTS[finding.state], message, lines, "requirement")
    elif element := ELEMENTS.get(finding.state):
        add(found, element, finding.because or finding.state.value)
    return found


def compared(result: Result) -> list[str]:
    """What was expected and what was observed, a line for each that there is."""
    found = result.finding
    both = {_("expected"): found.expected, _("observed"): found.observed}
    return [f"{label}: {text}" for label, text in both.items() if text]


def notes(graded: Graded) -> list[str]:
    """What is said beside the tests."""
    advice = [one for one in graded.advice if one.finding.state is State.FAILED]
    told = [f"{one.check.title}: {one.finding.observed}" for one in advice]
    return [*graded.report.notes, *told, *graded.report.left]


def add(case: ET.Element, name: str, message: str, lines=(), kind="checker") -> None:
    """Say in a case that it was not passed."""
    words = {"message": plain(message)}
    if name != "skipped":
        words["type"] = kind
    ET.SubElement(case, name, words).text = "\n".join(map(plain, lines)) or None
