"""Who decided what about one request: the judges are heard while they judge."""

import logging
from contextlib import suppress
from functools import lru_cache, partial
from time import perf_counter
from typing import NamedTuple
from urllib.parse import quote

from rest_framework.permissions import AND, NOT, OR, BasePermission

from . import reasons
from .verdicts import of_verdict

logger = logging.getLogger(__name__)

# The phases of a request, in the order in which DRF goes through them.
AUTHENTICATION, VIEW, THROTTLES, RECORD = range(4)
PERMISSION_METHODS = {
    "has_permission": (VIEW, reasons.of_permission),
    "has_object_permission": (RECORD, reasons.of_record_permission),
}


class Decision(NamedTuple):
    """What one judge said: its class, a code of lab.words, a detail, milliseconds."""

    who: str
    code: str
    detail: str = ""
    duration: float | None = None

    def __str__(self):
        """The entry in the header (Server Timing, section 3)."""
        entry = written(self.who, self.code, self.detail)
        return entry if self.duration is None else f"{entry};dur={self.duration:.2f}"


@lru_cache
def written(who: str, code: str, detail: str) -> str:
    """A decision without its duration, in characters that a header may have."""
    said = f"{code} {quote(detail, safe=' .:+@~')}" if detail else code
    return f'{quote(who, safe="~")};desc="{said}"'


class Recorder:
    """Hears the judges of one request, and notes the first answer of each.

    A judge has a place, `(phase, number)`: places sort in the order of asking.
    """

    def __init__(self):
        self.request = None
        self.shadowed = []
        self.names = {}
        self.heard = {}
        self.error = None

    def hear_authenticators(self, judges):
        """Note who recognised the request, who rejected it, and who passed it on."""
        for number, judge in enumerate(judges):
            place, why = (AUTHENTICATION, number), reasons.of_authenticator
            self.hear(place, judge, "authenticate", why, type(judge).__name__)

    def hear_permissions(self, judges):
        """Note what each permission said, a composed one operand by operand."""
        parts = [part for judge in judges for part in operands(judge)]
        for number, (name, judge) in enumerate(parts):
            negations = name.count("~")
            for method, (phase, why) in PERMISSION_METHODS.items():
                own = getattr(type(judge), method, None)
                if own is None:
                    continue
                # What a class does not override is yes and no decision, unless negated.
                is_default = own is getattr(BasePermission, method)
                if negations or not is_default:
                    why = partial(why, negated=negations % 2)
                    self.hear((phase, number), judge, method, why, name, is_default)

    def hear_throttles(self, judges):
        """Note whether a throttle let the request pass."""
        for number, judge in enumerate(judges):
            place, why = (THROTTLES, number), reasons.of_throttle
            self.hear(place, judge, "allow_request", why, type(judge).__name__)

    def hear(self, place, judge, method, why, name, is_default=False):
        """Shadow a method of a judge, so that what it answers is noted.

        On the instance: a wrapper would not be an instance of the judge's class.
        """
        if method in judge.__dict__:  # the same judge twice, or in two requests
            return
        if not is_default:
            self.names[place] = name
        self.shadowed.append((judge, method))
        asked = getattr(judge, method)
        shadow = partial(self.note, place, name, judge, asked, why)
        setattr(judge, method, shadow)

    def note(self, place, name, judge, asked, why, request, *args):
        """The answer of a judge, which is noted if it decides something."""
        if not self.is_decision(request, place):
            return asked(request, *args)
        start, answer, error = perf_counter(), None, None
        try:
            answer = asked(request, *args)
        except Exception as raised:
            error = raised
            raise
        finally:
            took = 1000 * (perf_counter() - start)
            said = self.told(why, judge, request, answer, error)
            self.names[place] = name
            self.heard[place] = Decision(name, *said, duration=took)
        return answer

    def is_decision(self, request, place) -> bool:
        """Whether a judge that is asked decides something new about this request.

        OPTIONS asks what another method might do; `A | B` asks about the request twice,
        but of several records the last one is the one that counts.
        """
        is_new = place not in self.heard or place[0] == RECORD
        is_ours = request._request is self.request
        # Only a request that was cloned to guess has a method of its own.
        is_guess = request.__dict__.get("method", "") not in ("", self.request.method)
        return is_new and is_ours and not is_guess

    def told(self, why, *heard) -> tuple:
        """The code and the detail of an answer: a trace must never break a request."""
        try:
            return why(*heard)
        except Exception:
            logger.exception("The trace could not explain %s", heard[0])
            return ("unclear",)

    def close(self, view, status: int) -> list[Decision]:
        """All decisions in their order, with those not asked for, and the verdict."""
        if not any(phase == VIEW for phase, _number in self.heard):
            with suppress(Exception):  # as above; this names those who were not reached
                view.get_permissions()
        for judge, method in self.shadowed:
            judge.__dict__.pop(method, None)
        told = [self.at(place, status) for place in sorted(self.names)]
        if self.error and not reasons.explain(status, self.heard.values()):
            code = self.told(reasons.of_exception, self.error)
            told.append(Decision(type(view).__name__, *code))
        first = self.names.get((AUTHENTICATION, 0))
        said = of_verdict(status, told, first, self.error, self.nobody())
        return [*told, Decision("verdict", *said)]

    def nobody(self) -> str:
        """What one is whom no scheme recognised: "unread" where one sent something."""
        has_header = self.request and self.request.META.get("HTTP_AUTHORIZATION")
        return "unread" if has_header else "anonymous"

    def at(self, place, status: int) -> Decision:
        """What the judge at a place said, or that it was not asked."""
        if place in self.heard:
            return self.heard[place]
        went_on = status not in {401, 403, 429}
        has_record = any(phase == RECORD for phase, _number in self.heard)
        if place[0] == RECORD and went_on and not has_record:
            return Decision(self.names[place], "not-asked.no-record")
        return Decision(self.names[place], "not-asked")


def operands(judge, sign=""):
    """`(name, leaf)` for each permission that a composed one asks; ~ negates it."""
    if isinstance(judge, NOT):
        yield from operands(judge.op1, f"{sign}~")
    elif isinstance(judge, (AND, OR)):
        yield from operands(judge.op1, sign)
        yield from operands(judge.op2, sign)
    else:
        yield f"{sign}{type(judge).__name__}", judge
