"""Why an answer has its status: a code of lab.words, and a detail without secrets."""

from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated

from api.guards.unavailable import is_unavailable

# The verdicts that depend on which class stands first.
BY_ORDER = {"rejected", "anonymous", "unread"}


def of_verdict(
    status: int, told: list, first: str | None, error, nobody: str = "anonymous"
) -> tuple[str, str]:
    """Why the answer has this status; `first` is the class of the first authenticator.

    It alone decides between 401, with its challenge, and 403 (DRF's guide). `nobody` is
    what one is whom no scheme recognised: anonymous, or with credentials unread.
    """
    said = {decision.code.split(".")[0] for decision in told}
    if status == 503 and is_unavailable(error):
        return "verdict.unavailable", ""
    if status == 429:
        return why_429(told, error)
    if status in {401, 403}:
        is_asked = isinstance(error, NotAuthenticated | AuthenticationFailed)
        why = why_401 if status == 401 else why_403
        reason = why(said, first, is_asked) or nobody
        return f"verdict.{status}.{reason}", first if reason in BY_ORDER else ""
    if status == 400 and first is None:
        return "verdict.400.door", ""
    if status in {400, 404, 405, 406, 413, 415}:
        return f"verdict.{status}", ""
    if status < 400:
        return why_allowed(said, first, nobody), str(status)
    return "verdict.other" if status < 500 else "verdict.5xx", str(status)


def why_allowed(said: set[str], first: str | None, nobody: str) -> str:
    """The code of a success: nobody may have been recognised, where it was tried."""
    is_nobody = first is not None and "recognised" not in said
    return f"verdict.allowed.{nobody}" if is_nobody else "verdict.allowed"


def why_429(told: list, error) -> tuple[str, str]:
    """Wrong passwords, with the minutes to wait; or other requests, of which a throttle
    need not know how long."""
    is_locked = any(decision.code == "rejected.locked" for decision in told)
    seconds = getattr(error, "wait", None)
    if is_locked and seconds:
        return "verdict.429.locked", str(-(-seconds // 60))
    return "verdict.429", ""


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
