"""Prints what each step promises beside what the server answers."""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from api.management.errors import told_in_one_line
from lab.matrix import PAUSE, Cell, count, run
from lab.step import Endpoint, Step
from lab.steps import ENDPOINTS, STEPS, live_steps


class Command(BaseCommand):
    """`manage.py access_matrix [STEP ...] [--json]`; exit code 1 on a difference."""

    help = "Runs the access matrix of the steps and the endpoints, for real."

    def add_arguments(self, parser):
        """The steps, all by default, and the form."""
        parser.add_argument("steps", nargs="*", metavar="STEP")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, steps, as_json, **options):
        """Run, print, and count."""
        named = choose(steps)
        wanted = [step for step in named if is_mounted(step)]
        start = time.monotonic()
        bar = tqdm(total=sum(map(count, wanted)), disable=None)
        with told_in_one_line(), bar:
            results = {step: cells_of(step, bar) for step in wanted}
        summary = summed_up(results, time.monotonic() - start)
        skipped = [step for step in named if step not in wanted]
        lines = as_document if as_json else as_text
        for line in lines(results, skipped, summary):
            self.stdout.write(line)
        if summary["differences"]:
            sys.exit(1)


def choose(ids: list[str]) -> list[Step]:
    """The steps with these ids, all for none; CommandError where there is no such."""
    known = {step.id: step for step in [*STEPS, *ENDPOINTS]}
    unknown = [step_id for step_id in ids if step_id not in known]
    if unknown:
        message = _("There is no step {unknown}. There are: {known}.")
        words = {"unknown": ", ".join(unknown), "known": ", ".join(known)}
        raise CommandError(message.format(**words))
    return [known[step_id] for step_id in ids] or [*known.values()]


def is_mounted(step: Step) -> bool:
    """Whether this server has the step."""
    return isinstance(step, Endpoint) or (settings.LAB and step in live_steps())


def cells_of(step: Step, bar: tqdm) -> list[Cell]:
    """All cells of a step, while the bar moves."""
    bar.set_description(step.id)
    cells = []
    for cell in run(step, pause=PAUSE):
        cells.append(cell)
        bar.update()
    return cells


def summed_up(results: dict[Step, list[Cell]], seconds: float) -> dict:
    """`{"cells", "differences", "seconds"}`."""
    cells = [cell for found in results.values() for cell in found]
    return {
        "cells": len(cells),
        "differences": sum(not cell.kept for cell in cells),
        "seconds": round(seconds, 1),
    }


def as_document(results, skipped, summary) -> Iterator[str]:
    """One JSON object: the cells by step, the skipped steps, the summary."""
    document = {
        "steps": {step.id: list(map(asdict, found)) for step, found in results.items()},
        "skipped": [step.id for step in skipped],
    }
    yield json.dumps({**document, **summary}, indent=1)


def as_text(results, skipped, summary) -> Iterator[str]:
    """A table for each step, then what was skipped, then the summary."""
    for step, cells in results.items():
        yield f"{step.name}  ({step.list_url})"
        yield from table(cells)
        yield ""
    for step in skipped:
        text = _("{id}: skipped, for this server does not have it: see {setting}.")
        setting = "LAB_TRUST_HEADERS" if settings.LAB else "LAB"
        yield text.format(id=step.id, setting=setting)
    text = _("{cells} cells, {differences} differences, {seconds} s")
    yield text.format(**summary)


def table(cells: list[Cell]) -> Iterator[str]:
    """Promised and observed status of each cell; schemes that agree share a row."""
    columns = list(dict.fromkeys(cell.column for cell in cells))
    yield " " * 11 + "".join(f"{column:<9}" for column in columns)
    for actor, found in groupby(cells, key=lambda cell: cell.actor):
        for schemes, statuses in rows(list(found)):
            yield f"{actor:<11}{''.join(f'{each:<9}' for each in statuses)}{schemes}"


def rows(cells: list[Cell]) -> Iterator[tuple[str, list[str]]]:
    """The schemes of an actor with the same row, and that row."""
    by_row: dict[tuple, list[str]] = {}
    for scheme, found in groupby(cells, key=lambda cell: cell.scheme):
        row = list(found)
        key = (row[0].accepted, *map(shown, row))
        by_row.setdefault(key, []).append(scheme or "")
    for (accepted, *statuses), schemes in by_row.items():
        names = ", ".join(schemes)
        yield (names if accepted else _("not: {names}").format(names=names)), statuses


def shown(cell: Cell) -> str:
    """`200=200` where the promise is kept, `200!403` where it is not."""
    return f"{cell.promised}{'=' if cell.kept else '!'}{cell.observed}"
