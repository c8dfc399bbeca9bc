"""One report for people, as lines for a terminal."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from lab.steps import STEPS

from .check import Check, Report, Result, State
from .look import COLOURS, Look
from .outcome import WORDS, Outcome, section, told


def lines(outcome: Outcome, paths: dict[str, str], look: Look) -> Iterator[str]:
    """All lines about a solution; `paths` has the endpoints as they were asked."""
    report = outcome.report
    whose = ", ".join(filter(None, [report.url, outcome.solution.name]))
    yield from (look.paint(line, 1) for line in look.hang("", whose, 0, 0))
    for note in report.notes:
        yield from look.hang("", note, 2)
    if report.error:
        yield from look.hang("", told(report.error), 2)
    else:
        yield from found(outcome, paths, look)
    yield from left(report.left, look)
    if not report.error:
        yield from summary(outcome, look)


def found(outcome: Outcome, paths: dict[str, str], look: Look) -> Iterator[str]:
    """The requirements by section, where the endpoints stand, and the advice."""
    for name, results in groupby(outcome.requirements, lambda one: section(one.check)):
        yield ""
        yield look.paint(headline(name), 1)
        yield from entries(results, look)
    yield from standing(outcome.report, paths, look)
    yield from advice(outcome, look)


def headline(number: str) -> str:
    """A section of the lab, with the title of the step that is it, if there is one."""
    title = next((step.title for step in STEPS if step.id == number), "")
    text = _("Section {number}. {title}") if title else _("Section {number}")
    return text.format(number=number, title=title)


def entries(results, look: Look) -> Iterator[str]:
    """A line with mark and word for each result, and below it what there is to say."""
    column = max(len(str(word)) for word in WORDS.values()) + 6
    for result in results:
        state = result.finding.state
        label = f"{look.marks[state]} {WORDS[state]}"
        first, *rest = look.hang(label, result.check.title, column)
        yield first.replace(label, look.paint(label, COLOURS[state]), 1)
        yield from rest
        yield from details(pairs(result, look.hints), look)


def details(told: list[tuple[str, str]], look: Look) -> Iterator[str]:
    """Labels with their texts, without those that have none."""
    told = [(label, text) for label, text in told if text]
    column = max((len(label) for label, _text in told), default=0) + 8
    for label, text in told:
        yield from look.hang(label, text, column, 6)


def pairs(result: Result, hints: int) -> list[tuple[str, str]]:
    """What there is to say of a result, each with its label."""
    check, finding = result.check, result.finding
    if finding.state is State.PASSED:
        return []
    told = [(_("because"), finding.because)]
    if finding.state is not State.REPLACED:
        told.append((_("name"), check.name))
    if finding.state is State.FAILED:
        seen = [(_("expected"), finding.expected), (_("observed"), finding.observed)]
        given = [(_("hint"), hint) for hint in check.hints[:hints]]
        return [*seen, (_("why"), check.why), *given, *told]
    return told


def standing(report: Report, paths, look: Look) -> Iterator[str]:
    """At which step each endpoint stands."""
    if report.standing:
        yield ""
    for endpoint, steps in report.standing.items():
        # What behaves like our own endpoint may be like a step of the lab as well.
        of_lab = [step for step in steps if step not in paths]
        step, others = next(iter(of_lab), ""), ", ".join(of_lab[1:])
        words = {"path": paths[endpoint], "step": step, "others": others}
        text = place(of_lab, bool(steps)).format(**words)
        if cells := report.differing.get(endpoint):
            text += " " + _("It differs in: {cells}.").format(cells=", ".join(cells))
        yield from look.hang("", text, 0, 0)


def place(steps: list[str], is_known: bool) -> str:
    """What to say of an endpoint at some steps of the lab."""
    if len(steps) > 1:
        return _("{path} stands at step {step} (the same over HTTP: {others}).")
    if steps:
        return _("{path} stands at step {step}.")
    if is_known:
        return _("{path} is as in the reference solution, beyond the lab.")
    return _("{path} stands at no step of the lab.")


def advice(outcome: Outcome, look: Look) -> Iterator[str]:
    """What is beyond the lab, where there is something to say."""
    found = [one for one in outcome.advice if one.finding.state is State.FAILED]
    if found:
        yield ""
        yield look.paint(beyond(), 1)
    for one in found:
        yield from look.hang("*", one.check.title, 4)
        yield from details(pairs(one, look.hints), look)


def beyond() -> str:
    """The headline of the advice."""
    return _("Advice, beyond the lab: it fails nothing")


def left(addresses: list[str], look: Look) -> Iterator[str]:
    """What the checker has made and could not delete."""
    if addresses:
        yield ""
        text = _("These authors of the checker could not be deleted; do it by hand:")
        yield from look.hang("", text, 0, 0)
    for address in addresses:
        yield from look.hang("", address, 2)


def summary(outcome: Outcome, look: Look) -> list[str]:
    """The sums of a run."""
    told = [f"{WORDS[state]}: {times}" for state, times in outcome.sums.items()]
    text = _("{states}; requests: {requests}, {seconds} s")
    report = outcome.report
    words = {"requests": report.requests, "seconds": round(report.seconds, 1)}
    line = text.format(states=", ".join(told), **words)
    return ["", *look.hang("", line, 0, 0)]


def catalogue(checks: list[Check], look: Look) -> Iterator[str]:
    """All checks, by section, with the names that --only takes."""
    for name, group in groupby(checks, section):
        yield look.paint(headline(name) if name else beyond(), 1)
        for check in group:
            yield from look.hang(check.name, check.title, 34)
        yield ""
