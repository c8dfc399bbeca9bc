"""The console of a step: what its template shows and its scripts must know."""

from dataclasses import asdict
from secrets import token_hex

from django.conf import settings

from api.models import Author

from .actors import ANONYMOUS
from .commands import curl
from .matrix import TO_LIST, WITH_BODY
from .people import Offered, cast
from .state import LONGEST, SENT, State, asked, of_cell, said_name
from .step import Step

# The body that the lab's text sends; `*` keeps the e-mail unique.
BODY = '{\n  "name": "user_abc",\n  "email": "user.*@abc.abc"\n}'


def context(request, step: Step, people: list[Offered]) -> dict:
    """What the template of the console shows; `people` are those whom one may be."""
    actors = cast(people)
    state = State.from_query(request.GET, step, people)
    body = state.body or new_body()
    has_body = state.do in WITH_BODY
    url = path(step, state, actors)
    return {
        **choices(step, people, actors),
        "state": state,
        "body": body,
        "with_body": has_body,
        "to_list": state.do in TO_LIST,
        "is_public": settings.PUBLIC,
        "command": curl(state, request, url, body if has_body else ""),
        "config": config(step, state, actors),
    }


def choices(step: Step, people: list[Offered], actors: dict[str, str]) -> dict:
    """What can be chosen: who asks, by which scheme, with which method."""
    return {
        "first": [
            Offered(username=actors[actor], actor=actor)
            for actor in step.promised()
            if actor in actors
        ],
        "others": [one for one in people if one.username not in actors.values()],
        "asked": [name for name in SENT if name in asked(step)],
        "not_asked": [name for name in SENT if name not in asked(step)],
        "columns": list(step.promised()[ANONYMOUS]),
        "owner": actors.get("owner", ""),
    }


def config(step: Step, state: State, actors: dict[str, str]) -> dict:
    """What the scripts must know of this server and of this step."""
    return {
        "list": step.list_url,
        "owner": actors.get("owner", ""),
        "usual": asdict(of_cell(step, "user", "LIST", actors)),
        "body": BODY,
        "isBodyOwn": bool(state.body),
        "withBody": WITH_BODY,
        "toList": TO_LIST,
        "nameHeader": said_name(step, "").partition(":")[0],
        "longest": LONGEST,
        "sessionCookie": settings.SESSION_COOKIE_NAME,
        "csrfCookie": settings.CSRF_COOKIE_NAME,
    }


def new_body() -> str:
    """The body that the lab's text sends, with an e-mail of its own."""
    return BODY.replace("*", token_hex(3))


def path(step: Step, state: State, actors: dict[str, str]) -> str:
    """Where the request of a state goes; a record that is still to be made is 1."""
    if state.do in TO_LIST:
        return step.list_url
    record = own_record(actors.get("owner", ""))
    return f"{step.list_url}{state.record or (record.pk if record else 1)}/"


def own_record(username: str) -> Author | None:
    """The first record of a user; None where there is none."""
    return Author.objects.filter(owner__username=username).order_by("id").first()
