"""Why a judge said what it said: a code of lab.words, and a detail without secrets."""

from django.http import Http404
from rest_framework.exceptions import APIException
from rest_framework.permissions import DjangoModelPermissions

from api.guards.unavailable import is_unavailable

from .rejections import why_rejected
from .schemes import why_not_mine

# What the addresses that give tokens say to a wrong name or password, or to too many.
DOORS = {
    **dict.fromkeys(
        ["no_active_account", "non_field_errors.authorization"], "rejected.password"
    ),
    "locked": "rejected.locked",
}
REFUSALS = {"csrf", "no", "rejected", "throttle"}


def of_authenticator(judge, request, answer, error):
    """Whom an authenticator recognised, or why it did not."""
    if is_unavailable(error):
        return ("unavailable",)  # a reason would ask the database once more, and wait
    if error:
        return why_rejected(judge, request, error)
    if answer:
        return "recognised", answer[0].get_username()
    return why_not_mine(judge, request)


def of_permission(judge, request, answer, error, negated=False):
    """What a permission says of the request as a whole."""
    if error:
        return of_raised(error)
    if bool(answer) != negated:
        return ("yes",)
    right = missing_right(judge, request)
    return ("no.right", right) if right else ("no",)


def of_record_permission(judge, request, answer, error, negated=False):
    """What a permission says of one record."""
    if error:
        return of_raised(error)
    return ("yes.record",) if bool(answer) != negated else ("no.record",)


def missing_right(judge, request) -> str:
    """The first right of the model that the user lacks; "" where none is asked for."""
    if not isinstance(judge, DjangoModelPermissions) or request.user.is_anonymous:
        return ""
    model = judge._queryset(request.parser_context["view"]).model
    rights = judge.get_required_permissions(request.method, model)
    return next((right for right in rights if not request.user.has_perm(right)), "")


def of_throttle(judge, request, answer, error):
    """Whether a throttle let the request pass."""
    if error:
        return of_raised(error)
    return ("yes.throttle",) if answer else ("throttle",)


def of_raised(error) -> tuple[str, str]:
    """What a judge did that neither let the request pass nor refused it."""
    code, detail = of_exception(error)
    return (code if code == "unavailable" else "raised"), detail


def of_exception(error) -> tuple[str, str]:
    """The code of what ended the request where no judge did."""
    if is_unavailable(error):
        return "unavailable", ""
    if isinstance(error, Http404):
        return "error", "not_found"
    if not isinstance(error, APIException):
        return "error", "error"
    detail = error.detail
    has_code = isinstance(detail, dict) and "code" in detail
    code = str(detail["code"]) if has_code else flat(error.get_codes())
    return (DOORS[code], "") if code in DOORS else ("error", code)


def flat(codes) -> str:
    """Codes of DRF in one text, such as `name.required email.unique`."""
    if isinstance(codes, dict):
        return " ".join(f"{field}.{flat(inner)}" for field, inner in codes.items())
    if isinstance(codes, list):
        return "/".join(flat(inner) for inner in codes if inner)
    return str(codes)


def explain(status: int, decisions) -> bool:
    """Whether the judges alone explain this status."""
    said = {decision.code.split(".")[0] for decision in decisions}
    is_ended = bool(said & {"raised", "unavailable"})
    return is_ended or (status in {401, 403, 429} and bool(said & REFUSALS))
