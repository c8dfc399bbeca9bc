"""The table of steps is linted by `manage.py check`; so is what makes it dangerous."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.checks import Error, register
from django.core.checks import Warning as CheckWarning
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from rest_framework.views import APIView

from .actors import ANONYMOUS, PEOPLE, SCHEMES, accepted
from .step import Step
from .steps import ENDPOINTS, STEPS

COLUMNS = ["LIST", "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
ACTORS = [ANONYMOUS, *PEOPLE]
POLICY = ["authentication_classes", "permission_classes"]


@register
def table_is_sound(app_configs, **kwargs):
    """lab.E001 to E006 and E008 to E011: what is wrong with the rows of the table."""
    return list(faults([*STEPS, *ENDPOINTS]))


def faults(steps: list[Step]) -> Iterator[Error]:
    """All faults of some steps."""
    for step_id, times in Counter(step.id for step in steps).items():
        if times > 1:
            message = _("Step {id} is in the table more than once.")
            hint = _("Give each an id of its own: it is a part of the address.")
            yield fault("lab.E001", message, hint, id=step_id)
    for step in steps:
        yield from faults_of_table(step)
        yield from faults_of_schemes(step)
        yield from faults_of_view(step)
        yield from faults_of_page(step)


def fault(code: str, message: str, hint: str, **words) -> Error:
    """A finding of this module."""
    return Error(message.format(**words), hint=hint.format(**words), id=code)


def faults_of_table(step: Step) -> Iterator[Error]:
    """A table that is ragged, or has other methods or actors than it should."""
    try:
        promised = step.promised()
    except ValueError:
        message = _("The table of step {id} cannot be read.")
        hint = _(
            "Each row is a name, and a number below each method; no name is twice."
        )
        yield fault("lab.E002", message, hint, id=step.id)
        return
    methods = next(iter(promised.values()), {})
    if list(methods) != COLUMNS:
        message = _("The table of step {id} has other methods than it should.")
        yield fault("lab.E003", message, difference(methods, COLUMNS), id=step.id)
    if list(promised) != ACTORS:
        message = _("The table of step {id} has other actors than it should.")
        yield fault("lab.E004", message, difference(promised, ACTORS), id=step.id)


def difference(found: Iterable[str], wanted: list[str]) -> str:
    """What to add and what to remove, and the right order."""
    text = _("Missing: {missing}. Superfluous: {superfluous}. In this order: {order}.")
    return text.format(
        missing=", ".join(name for name in wanted if name not in found) or "-",
        superfluous=", ".join(name for name in found if name not in wanted) or "-",
        order=", ".join(wanted),
    )


def faults_of_schemes(step: Step) -> Iterator[Error]:
    """Authentication classes by which nobody of the table can be known."""
    classes = step.authentication_classes
    if not classes or not all(accepted([each]) for each in classes):
        message = _("Step {id} has no scheme, or one that the laboratory lacks.")
        hint = _("In authentication_classes each class is one of these: {known}.")
        known = ", ".join(each.authentication.__name__ for each in SCHEMES.values())
        yield fault("lab.E011", message, hint, id=step.id, known=known)


def faults_of_view(step: Step) -> Iterator[Error]:
    """A view that would not ask the policy of the step."""
    words = {"id": step.id, "view": step.view.__name__}
    for method in ("get_permissions", "get_authenticators", "check_permissions"):
        if getattr(step.view, method) is not getattr(APIView, method):
            message = _("{view} of step {id} overrides {method}, so no policy holds.")
            hint = _("Let the view take its classes from the attributes.")
            yield fault("lab.E005", message, hint, method=method, **words)
    for action in extra_actions(step.view):
        if any(name in action.kwargs for name in POLICY):
            message = _("{action} of {view} has a policy of its own, which wins.")
            hint = _("Remove it from the decorator, or take another view in {id}.")
            yield fault("lab.E006", message, hint, action=action.__name__, **words)


def faults_of_page(step: Step) -> Iterator[Error]:
    """A page that cannot be reached, or that proves something by no cell."""
    from .urls import pages

    if f"{step.id}/" in {str(page.pattern) for page in pages}:
        message = _("At the address of step {id} there is another page.")
        yield fault("lab.E008", message, _("Give the step another id."), id=step.id)
    for told in step.differences:
        if told.page and settings.LAB and not is_page(told.page):
            message = _("Step {id} leads to {page}, which is no page.")
            hint = _("Name a URL that needs no parameters.")
            yield fault("lab.E010", message, hint, id=step.id, page=told.page)
        for cell in told.proof:
            if not is_cell(cell, told.at or step.id, step):
                message = _("Step {id} proves something by {cell}, which is no cell.")
                hint = _("Name an actor and a method of the step; at names another.")
                yield fault("lab.E009", message, hint, id=step.id, cell=cell)


def is_page(name: str) -> bool:
    """Whether there is an address of this name."""
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False


def is_cell(name: str, step_id: str, own: Step) -> bool:
    """Whether a step's table has a cell "actor METHOD"; a broken table has them all."""
    where = next((one for one in [own, *STEPS] if one.id == step_id), None)
    if where is None:
        return False
    try:
        table = where.promised()
    except ValueError:
        return True
    actor, _space, column = name.partition(" ")
    return not table or column in table.get(actor, {})


def extra_actions(view: type) -> list:
    """The extra actions of a viewset; none of another view."""
    return view.get_extra_actions() if hasattr(view, "get_extra_actions") else []


@register
def headers_are_not_trusted_in_public(app_configs, **kwargs):
    """lab.E007: on a public host anybody could be anybody."""
    if not (settings.PUBLIC and settings.LAB_TRUST_HEADERS):
        return []
    message = _("LAB_TRUST_HEADERS is on, and this host is public.")
    hint = _("Whoever sends X-Username would be that user. Empty it in .env.")
    return [fault("lab.E007", message, hint)]


@register(deploy=True)
def steps_write_to_the_real_table(app_configs, **kwargs):
    """lab.W001: the steps of a public laboratory are open doors to the authors."""
    if not (settings.PUBLIC and settings.LAB):
        return []
    message = _("The laboratory is on: its steps write to the real table of authors.")
    hint = _("Some let anyone write. Set LAB=false, or keep nothing of worth there.")
    return [CheckWarning(message, hint=hint, id="lab.W001")]
