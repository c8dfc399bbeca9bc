"""A step, two steps beside each other, and all of them on one page."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import console, grid, observation, policy
from ..people import cast, offered
from ..postman.download import may_show
from ..state import link
from ..step import Step
from ..steps import ENDPOINTS, STEPS, live_steps

# What the comparison opens with: the two steps where a role comes in.
OPENING = {"left": "1.2.2-or-read", "right": "1.2.3"}


@require_http_methods(["GET", "HEAD", "POST"])
def page(request, step: Step):
    """The page of a step; POST runs its matrix, for whoever is signed in."""
    if request.method == "POST":
        return run(request, step)
    return render(request, "lab/step.html", about(request, step))


def run(request, step: Step):
    """Run the matrix of a step, and go back to its page; 503 while another runs."""
    if not request.user.is_authenticated:
        return redirect_to_login(step.page)
    try:
        observation.observe(step)
    except observation.BusyError:
        messages.warning(request, _("Another run is under way. Try again in a moment."))
        response = render(request, "lab/step.html", about(request, step), status=503)
        response.headers["Retry-After"] = "5"
        return response
    return redirect(step.page)


def about(request, step: Step) -> dict:
    """All that the page of a step says."""
    before, after = neighbours(step)
    people = offered()
    actors = cast(people)
    return {
        "step": step,
        "steps": live_steps(),
        "before": before,
        "after": after,
        "lines": policy.changes(step, before),
        "sources": policy.sources(step),
        **about_table(step, actors),
        "differences": [proven(step, one, actors) for one in step.differences],
        "console": console.context(request, step, people),
        "has_passwords": may_show(),
    }


def about_table(step: Step, actors: dict[str, str]) -> dict:
    """The table of a step, beside what the last run has seen."""
    seen = observation.last([step]).get(step)
    return {
        "columns": grid.columns(step),
        "rows": grid.rows(step, seen, partial(link, step, cast=actors)),
        "seen": seen,
    }


def neighbours(step: Step) -> tuple[Step | None, Step | None]:
    """The steps before and after one, in the order of the lab."""
    live = [None, *live_steps(), None]
    at = live.index(step)
    return live[at - 1], live[at + 1]


def proven(step: Step, difference, actors: dict[str, str]) -> dict:
    """A difference with its proofs: the cell in words, its status, its address."""
    where = next((one for one in STEPS if one.id == difference.at), step)
    proofs = []
    for cell in difference.proof:
        actor, column = cell.split()
        is_here = where in live_steps()
        url = link(where, actor, column, cast=actors) if is_here else ""
        status = where.promised()[actor][column]
        proofs.append({"actor": actor, "column": column, "status": status, "url": url})
    return {"told": difference, "where": where, "proofs": proofs}


@require_safe
def section(request, section: str):
    """The first step of a section of the lab's text, such as 1.2."""
    for step in live_steps():
        if step.id.startswith((f"{section}.", f"{section}-")):
            return redirect(step.page)
    raise Http404


@require_safe
def compare(request):
    """Two steps side by side: `?left=` and `?right=` are their ids."""
    known = {step.id: step for step in [*live_steps(), *ENDPOINTS]}
    left, right = (
        known.get(request.GET.get(side)) or known.get(usual) or ENDPOINTS[0]
        for side, usual in OPENING.items()
    )
    rows = grid.compared(left, right)
    cells = [cell for _actor, row in rows for cell in row]
    context = {
        "left": left,
        "right": right,
        "choices": known.values(),
        "lines": policy.changes(right, left),
        "columns": grid.columns(left),
        "rows": rows,
        "changed": sum(cell.other is not None for cell in cells),
    }
    return render(request, "lab/compare.html", context)


@require_safe
def matrix(request):
    """Every step and endpoint, every actor, every method."""
    steps = [*live_steps(), *ENDPOINTS]
    seen = observation.last(steps)
    context = {
        "table": [(step, grid.rows(step, seen.get(step))) for step in steps],
        "actors": list(steps[0].promised()),
        "columns": grid.columns(steps[0]),
    }
    return render(request, "lab/matrix.html", context)
