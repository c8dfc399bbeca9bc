"""One report for people, as lines for a terminal."""

from collections.abc import Iterator
from itertools import groupby

from django.utils.translation import gettext as _

from .catalogue import beyond, headline
from .check import Result, State
from .graded import WORDS, Graded, section, told
from .look import COLOURS, Look


def lines(graded: Graded, paths: dict[str, str], look: Look) -> Iterator[str]:
    """All lines about a solution; `paths` has the endpoints as they were asked."""
    report = graded.report
    whose = ", ".join(filter(None, [report.url, graded.solution.name]))
    yield from (look.paint(line, 1) for line in look.hang("", whose, 0, 0))
    for note in report.notes:
        yield from look.hang("", note, 2)
    if report.error:
        yield from look.hang("", told(report.error), 2)
    else:
        yield from found(graded, paths, look)
    yield from left(report.left, look)
    if not report.error:
        yield from summary(graded, look)


def found(graded: Graded, paths: dict[str, str], look: Look) -> Iterator[str]:
    """The requirements by section, where the endpoints stand, and the advice."""
    for name, results in groupby(graded.requirements, lambda one: section(one.check)):
        yield ""
        yield look.paint(headline(name), 1)
        yield from entries(results, look)
    yield from standing(graded, paths, look)
    yield from advice(graded, look)


def entries(results, look: Look) -> Iterator[str]:
    """A line with mark and word for each result, and below it what there is to say."""
    column = max(len(str(word)) for word in WORDS.values()) + 6
    for result in results:
        state = result.finding.state
        label = f"{look.marks[state]} {WORDS[state]}"
        first, *rest = look.hang(label, result.check.title, column)
        yield first.replace(label, look.paint(label, COLOURS[state]), 1)
        yield from rest
        yield from look.details(pairs(result, look.hints))


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


def standing(graded: Graded, paths: dict[str, str], look: Look) -> Iterator[str]:
    """At which step each endpoint stands."""
    report = graded.report
    if report.standing:
        yield ""
    for endpoint in report.standing:
        text = place(paths[endpoint], *graded.place(endpoint))
        if cells := report.differing.get(endpoint):
            text += " " + _("It differs in: {cells}.").format(cells=", ".join(cells))
        yield from look.hang("", text, 0, 0)


def place(path: str, steps: list[str], is_known: bool) -> str:
    """What to say of an endpoint that is like some steps, or only like our own."""
    if len(steps) > 1:
        text = _("{path} stands at step {step} (the same over HTTP: {others}).")
    elif steps:
        text = _("{path} stands at step {step}.")
    elif is_known:
        text = _("{path} is as in the reference solution, beyond the lab.")
    else:
        text = _("{path} stands at no step of the lab.")
    step, others = "".join(steps[:1]), ", ".join(steps[1:])
    return text.format(path=path, step=step, others=others)


def advice(graded: Graded, look: Look) -> Iterator[str]:
    """What is beyond the lab, where there is something to say."""
    found = [one for one in graded.advice if one.finding.state is State.FAILED]
    if found:
        yield ""
        yield look.paint(beyond(), 1)
    for one in found:
        yield from look.hang("*", one.check.title, 4)
        yield from look.details(pairs(one, look.hints))


def left(addresses: list[str], look: Look) -> Iterator[str]:
    """What the checker has made and could not delete."""
    if addresses:
        yield ""
        text = _("These authors of the checker could not be deleted; do it by hand:")
        yield from look.hang("", text, 0, 0)
    for address in addresses:
        yield from look.hang("", address, 2)


def summary(graded: Graded, look: Look) -> list[str]:
    """The sums of a run."""
    told = [f"{WORDS[state]}: {times}" for state, times in graded.sums.items()]
    text = _("{states}; requests: {requests}, {seconds} s")
    report = graded.report
    words = {"requests": report.requests, "seconds": round(report.seconds, 1)}
    line = text.format(states=", ".join(told), **words)
    return ["", *look.hang("", line, 0, 0)]
