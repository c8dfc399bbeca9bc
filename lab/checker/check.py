"""What one check is, and what can come of it."""

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from enum import Enum


class State(str, Enum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    UNCHECKED = "unchecked"  # a dependency failed, or there are no credentials
    REPLACED = "replaced"  # by a later step: the lab overwrites itself


class CannotCheckError(Exception):
    """A check cannot be made; `str()` says why, in the reader's language."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What came of a check; the texts are for people, in their language.

    `because` says why it is unchecked, or which step replaces it.
    """

    state: State
    expected: str = ""
    observed: str = ""
    because: str = ""


@dataclass(frozen=True, kw_only=True)
class Check:
    """A requirement of the lab's text, or advice, which is something beyond it.

    `name` is stable and begins with a section of the lab ("1.2.3.anonymous-reads") or
    with "advice."; `hints` are two, the second one says what to write; `after` are the
    names of the checks that must pass first. `surveys` are the endpoints that it may
    want to know all about, `sends` is the most requests that it sends besides, and
    `shares` is what sends them, if other checks are judged by the same answers.
    """

    name: str
    title: str
    why: str
    hints: tuple[str, str]
    run: Callable[..., Finding]
    after: tuple[str, ...] = ()
    surveys: tuple[str, ...] = ()
    sends: int = 0
    shares: Callable | None = None

    @property
    def is_advice(self) -> bool:
        """Whether it asks for something beyond the lab."""
        return self.name.startswith("advice.")


def sound(checks: list[Check], endpoints: Container[str]) -> list[Check]:
    """The same; ValueError where one names what is no check before it, or no endpoint.

    Two of the same name are wrong as well.
    """
    seen: set[str] = set()
    for check in checks:
        for name in check.after:
            if name not in seen:
                raise ValueError(f"{check.name}: no check {name!r} comes before it.")
        for name in check.surveys:
            if name not in endpoints:
                raise ValueError(f"{check.name}: there is no endpoint {name!r}.")
        if check.name in seen:
            raise ValueError(f"{check.name}: there are two of this name.")
        seen.add(check.name)
    return checks


@dataclass(frozen=True, kw_only=True)
class Result:
    """A check and what came of it."""

    check: Check
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class Report:
    """What is known of one solution.

    `standing` has the ids of the steps that an endpoint behaves like, by the id of the
    endpoint, and `differing` what is otherwise than there ("user DELETE"), if the
    endpoint is only near to them; `left` the addresses of authors that could not be
    deleted; `notes` what a reader should know besides, such as that the site moved to
    https.
    """

    url: str
    results: list[Result] = field(default_factory=list)
    standing: dict[str, list[str]] = field(default_factory=dict)
    differing: dict[str, list[str]] = field(default_factory=dict)
    requests: int = 0
    seconds: float = 0.0
    left: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: Exception | None = None  # of the checker itself; then there are no results
