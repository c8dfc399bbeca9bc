"""The checker as a program: from the command line to the exit code."""

import os
from argparse import Namespace
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TextIO

from django.utils.translation import gettext as _
from tqdm import tqdm

from .check import Report
from .document import as_json
from .faults import CheckerError
from .junit import as_junit
from .look import look
from .outcome import Outcome, told
from .plan import Plan, planned
from .requirements import CHECKS
from .runner import examine
from .solutions import Solution, usage
from .stopping import stopped_once
from .table import as_csv, as_table
from .text import catalogue, lines

USAGE, INTERRUPTED, CLOSED = 2, 130, 141
WHOLE = {"json": as_json, "junit": as_junit, "csv": lambda done, hints: as_csv(done)}


def run(options: Namespace, out: TextIO, err: TextIO) -> int:
    """Do what the options say; the exit code: 0, 1 or 2, as Outcome has it."""
    keep_letters(out, err)
    try:
        with stopped_once():
            code = program(options, out, err)
        out.flush()
        return code
    except CheckerError as error:
        err.write(f"{error}\n")
        return USAGE
    except KeyboardInterrupt:
        err.write(
            _("Stopped. What was made is deleted, as far as the site let it be.") + "\n"
        )
        return INTERRUPTED
    except BrokenPipeError:
        # Nobody reads on; at its end Python would flush into the same pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        return CLOSED


def keep_letters(*streams: TextIO) -> None:
    """Let a console that lacks a letter show another one in its place."""
    for stream in streams:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def program(options: Namespace, out: TextIO, err: TextIO) -> int:
    """The same, as long as nothing stops it."""
    if options.form == "list":
        write(out, catalogue(CHECKS, look(out)))
        return 0
    plan = planned(options)
    to = StringIO() if options.output else out
    code = tell(outcomes(plan, err), options, plan, to)
    if options.output:
        save(to.getvalue(), options)
    return code


def outcomes(plan: Plan, err: TextIO) -> Iterator[Outcome]:
    """Examine one solution after the other; an error ends one report, not the run."""
    for number, solution in enumerate(plan.solutions, 1):
        err.write(f"{announced(plan, number, solution)}\n")
        report = examined(plan, solution)
        if report.error:
            err.write(f"{solution.url}: {told(report.error)}\n")
        yield Outcome(solution=solution, report=report)


def announced(plan: Plan, number: int, solution: Solution) -> str:
    """What is going to be sent, and where to."""
    place = f"[{number}/{len(plan.solutions)}] " if len(plan.solutions) > 1 else ""
    text = _("Checks: {checks}, requests: {most} at most, all of them to {host}.")
    words = {"checks": len(plan.checks), "most": plan.most}
    return place + text.format(host=solution.host, **words)


def examined(plan: Plan, solution: Solution) -> Report:
    """The report on a solution, while the bar moves."""
    total, target = len(plan.checks), plan.target(solution)
    with tqdm(desc=solution.host, total=total, disable=None, leave=False) as bar:
        return examine(target, plan.only, progress=lambda *_done: bar.update())


def tell(found: Iterable[Outcome], options, plan: Plan, to: TextIO) -> int:
    """Write outcomes in the form that was asked for; the worst of their exit codes."""
    done, style = [], look(to, options.hints, colour(options))
    are_several = len(plan.solutions) > 1
    for outcome in found:
        done.append(outcome)
        # An error was told already, where errors belong.
        if options.form == "text" and (not outcome.report.error or outcome.report.left):
            shown = lines(outcome, plan.endpoints, style)
            write(to, [*shown, ""] if are_several else shown)
    if options.form != "text":
        write(to, [WHOLE[options.form](done, options.hints)])
    elif are_several:
        write(to, as_table(done, style))
    return max(outcome.code for outcome in done)


def colour(options: Namespace) -> bool | None:
    """What Django's own options, which `-m` lacks, say of colours; None for nothing."""
    if getattr(options, "force_color", False):
        return True
    return False if getattr(options, "no_color", False) else None


def write(to: TextIO, lines: Iterable[str]) -> None:
    """Write lines, at once also into a pipe."""
    to.write("".join(f"{line}\n" for line in lines))
    to.flush()


def save(text: str, options: Namespace) -> None:
    """Write the file; a spreadsheet knows UTF-8 by the mark at its beginning."""
    encoding = "utf-8-sig" if options.form == "csv" else "utf-8"
    try:
        options.output.write_text(text, encoding=encoding)
    except OSError as error:
        why = _("{file} cannot be written: {reason}.")
        words = {"file": options.output, "reason": error.strerror}
        raise usage(why.format(**words)) from error
