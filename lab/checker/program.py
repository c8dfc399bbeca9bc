"""The checker as a program: from the command line to the exit code."""

import os
from argparse import Namespace
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TextIO

from django.utils.translation import gettext as _
from tqdm import tqdm

from .catalogue import catalogue
from .check import Report
from .document import as_json
from .faults import CheckerError
from .graded import Graded, told
from .junit import as_junit
from .look import look
from .plan import Plan, check_output, chosen, planned
from .runner import examine
from .solutions import Solution, usage
from .spreadsheet import as_csv, as_table
from .stopping import stopped_once
from .text import left, lines

USAGE, INTERRUPTED, CLOSED = 2, 130, 141
WHOLE = {"json": as_json, "junit": as_junit, "csv": lambda done, hints: as_csv(done)}


def run(options: Namespace, out: TextIO, err: TextIO) -> int:
    """Do what the options say; the exit code: 0, 1 or 2, as Graded has it."""
    keep_letters(out, err)
    try:
        with stopped_once():
            code = program(options, out, err)
        out.flush()
        return code
    except CheckerError as error:
        err.write(f"{error}\n")
        return USAGE
    except KeyboardInterrupt as stop:
        err.write(
            _("Stopped. What was made is deleted, as far as the site let it be.") + "\n"
        )
        write(err, left(getattr(stop, "left", []), look(err)))
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
    check_output(options.output, options.file)
    to = StringIO() if options.output else out
    code = (
        list_checks(options, to) if options.form == "list" else grade(options, to, err)
    )
    if options.output:
        save(to.getvalue(), options)
    return code


def list_checks(options: Namespace, to: TextIO) -> int:
    """Write which checks the options mean."""
    write(to, catalogue(chosen(options.only), look(to, colour=colour(options))))
    return 0


def grade(options: Namespace, to: TextIO, err: TextIO) -> int:
    """Examine what the options say, and tell it."""
    plan = planned(options)
    return tell(reports(plan, err), options, plan, to)


def reports(plan: Plan, err: TextIO) -> Iterator[Graded]:
    """Examine one solution after the other; an error ends one report, not the run."""
    for number, solution in enumerate(plan.solutions, 1):
        err.write(f"{announced(plan, number, solution)}\n")
        report = examined(plan, solution)
        if report.error:
            err.write(f"{solution.url}: {told(report.error)}\n")
        yield Graded(solution=solution, report=report)


def announced(plan: Plan, number: int, solution: Solution) -> str:
    """What is going to be sent, and where to."""
    place = f"[{number}/{len(plan.solutions)}] " if len(plan.solutions) > 1 else ""
    text = _(
        "Checks: {checks}, advice: {advice} at most, requests: {most} at most, all of "
        "them to {host}."
    )
    advice = sum(check.is_advice for check in plan.checks)
    words = {"checks": len(plan.checks) - advice, "advice": advice, "most": plan.most}
    return place + text.format(host=solution.host, **words)


def examined(plan: Plan, solution: Solution) -> Report:
    """The report on a solution, while the bar moves."""
    total, target = len(plan.checks), plan.target(solution)
    with tqdm(desc=solution.host, total=total, disable=None, leave=False) as bar:
        return examine(target, plan.checks, progress=lambda *_done: bar.update())


def tell(found: Iterable[Graded], options, plan: Plan, to: TextIO) -> int:
    """Write reports in the form that was asked for; the worst of their exit codes."""
    done, style = [], look(to, options.hints, colour(options))
    are_several = len(plan.solutions) > 1
    for one in found:
        done.append(one)
        # An error was told already, where errors belong.
        if options.form == "text" and (not one.report.error or one.report.left):
            shown = lines(one, plan.endpoints, style)
            write(to, [*shown, ""] if are_several else shown)
    if options.form != "text":
        write(to, [WHOLE[options.form](done, options.hints)])
    elif are_several:
        write(to, as_table(done, style))
    return max(one.code for one in done)


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
