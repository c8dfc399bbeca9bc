"""The state of a console: one request to try, and the address that says which."""

import re
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import QueryDict

from .actors import ANONYMOUS, SCHEMES
from .people import Offered, cast
from .step import Step

# Who types a name and a password, and how a request can say who sends it.
OWN = "own"
NONE = "none"
SENT = ("Basic", "Session", "Token", "JWT")

# What such a line holds is nobody's business but its owner's: no address has it.
SECRET = re.compile(
    r"\s*((proxy-)?authorization|cookie|x-api-key|x-csrftoken)\s*:", re.IGNORECASE
)
# Keys, and not letters: pasted into a terminal they would be pressed.
KEYS = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
NUMBER = re.compile(r"[0-9]{0,20}")
LONGEST = 1500  # characters of a body or of headers: servers take addresses of 4094


@dataclass(frozen=True, kw_only=True)
class State:
    """A request to try: `who` is a username, "" or OWN; `do` a column of the tables.

    No `record` is the record of the demo person who stands for the owner, and no `body`
    the one that the lab's text sends.
    """

    who: str = ""
    how: str = NONE
    do: str = "LIST"
    record: str = ""
    body: str = ""
    headers: str = ""

    @classmethod
    def from_query(cls, query: QueryDict, step: Step, people: list[Offered]):
        """The state that an address asks for; nonsense in it is the usual instead."""
        names = {person.username for person in people} | {"", OWN}
        if query.get("who") in names:
            usual = cls(who=query["who"], how=usual_scheme(step))
        else:
            usual = of_cell(step, "user", "LIST", cast(people))
        said = {name: query[name] for name in asdict(usual) if name in query}
        fit = {name: text for name, text in said.items() if fits(name, text, step)}
        return replace(usual, **{**fit, "who": usual.who}).without_secrets()

    def without_secrets(self):
        """The same but for the lines of headers that hold a secret."""
        lines = self.headers.replace("\r", "").split("\n")
        kept = "\n".join(line for line in lines if not SECRET.match(line))
        return replace(self, headers=kept)

    def query(self) -> str:
        """The query of its address; what is empty is left out, but for who asks."""
        fields = asdict(self.without_secrets())
        return urlencode({n: v for n, v in fields.items() if v or n == "who"})


def fits(name: str, text: str, step: Step) -> bool:
    """Whether a field of a state can have a value."""
    match name:
        case "how":
            return text in {NONE, *SENT}
        case "do":
            return text in step.promised()[ANONYMOUS]
        case "record":
            return bool(NUMBER.fullmatch(text))
    return len(text) <= LONGEST and not KEYS.search(text)


def asked(step: Step) -> list[str]:
    """The names of the schemes of a step, in the order in which it asks them."""
    return [
        name
        for authenticator in step.authentication_classes
        for name, scheme in SCHEMES.items()
        if issubclass(authenticator, scheme.authentication)
    ]


def usual_scheme(step: Step) -> str:
    """The first scheme that needs no signing in; NONE where none can be sent."""
    sendable = [name for name in asked(step) if name in SENT]
    return min(sendable, key=lambda name: name == "Session", default=NONE)


def said_name(step: Step, username: str) -> str:
    """The line of a header that names a user, where a step believes one; else ""."""
    for name in asked(step):
        if name not in SENT:
            headers = SCHEMES[name].credentials(User(username=username)).headers
            return "".join(f"{header}: {value}" for header, value in headers.items())
    return ""


def of_cell(step: Step, actor: str, column: str, actors: dict[str, str], scheme=None):
    """The state for a cell of a table; an actor without a person is OWN."""
    if actor == ANONYMOUS:
        return State(do=column)
    who = actors.get(actor, OWN)
    line = said_name(step, who) if who != OWN else ""
    return State(who=who, how=scheme or usual_scheme(step), do=column, headers=line)


def link(step: Step, actor: str, column: str, cast: dict[str, str], scheme=None) -> str:
    """The address of the page of a step with the console set to a cell of its table."""
    state = of_cell(step, actor, column, cast, scheme)
    return f"{step.page}?{state.query()}#console"
