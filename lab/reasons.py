"""Why a judge said what it said: a code of lab.words, and a detail without secrets."""

from django.http import Http404
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    NotAuthenticated,
)
from rest_framework.permissions import DjangoModelPermissions

from api.guards.unavailable import is_unavailable

from .rejections import why_rejected
from .schemes import why_not_mine

# The verdicts that depend on which class stands first.
BY_ORDER = {"rejected", "anonymous", "unread"}
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
        return ("unclear",)  # the reason would ask the database once more, and wait
    if error:
        return why_rejected(judge, request, error)
    if answer:
        return "recognised", answer[0].get_username()
    return why_not_mine(judge, request)


def of_permission(judge, request, answer, error, negated=False):
    """What a permission says of the request as a whole."""
    if error:
        return "raised", of_exception(error)[1]
    if bool(answer) != negated:
        return ("yes",)
    right = missing_right(judge, request)
    return ("no.right", right) if right else ("no",)


def of_record_permission(judge, request, answer, error, negated=False):
    """What a permission says of one record."""
    if error:
        return "raised", of_exception(error)[1]
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
    return ("yes.throttle",) if answer else ("throttle",)


def of_exception(error) -> tuple[str, str]:
    """The code of what ended the request where no judge did."""
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
    return "raised" in said or (status in {401, 403, 429} and bool(said & REFUSALS))


def of_verdict(
    status: int, told: list, first: str | None, error, nobody: str = "anonymous"
) -> tuple[str, str]:
    """Why the answer has this status; `first` is the class of the first authenticator.

    It alone decides between 401, with its challenge, and 403 (DRF's guide). `nobody` is
    what one is whom no scheme recognised: anonymous, or with credentials unread.
    """
    said = {decision.code.split(".")[0] for decision in told}
    if status in {401, 403}:
        is_asked = isinstance(error, NotAuthenticated | AuthenticationFailed)
        why = why_401 if status == 401 else why_403
        reason = why(said, first, is_asked) or nobody
        return f"verdict.{status}.{reason}", first if reason in BY_ORDER else ""
    if status == 400 and first is None:
        return "verdict.400.door", ""
    if status in {400, 404, 405, 406, 413, 415, 429}:
        return f"verdict.{status}", ""
    if status < 400:
        is_nobody = first is not None and "recognised" not in said
        return f"verdict.allowed{f'.{nobody}' if is_nobody else ''}", str(status)
    return "verdict.other" if status < 500 else "verdict.5xx", str(status)


def why_401(said: set[str], first: str | None, is_asked: bool) -> str:
    """Who is not known may say who they are: there is a challenge; "" for nobody."""
    if first is None:
        return "door"
    if "recognised" in said or not is_asked:
        return "other"
    return "rejected" if "rejected" in said else ""


def why_403(said: set[str], first: str | None, is_asked: bool) -> str:
    """Who is known may not; or who is not known gets no challenge; "" for nobody."""
    if "csrf" in said:
        return "csrf"
    if "recognised" in said:
        return "known"
    if not is_asked:
        return "no-scheme" if first is None else "other"
    return "rejected" if "rejected" in said else ""
