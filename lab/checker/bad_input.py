"""Advice on bad input: what makes a server fail is the server's fault.

Only the checker's own authors are asked for, an author that is made in spite of all has
an e-mail of theirs and is deleted, and DELETE is never sent to a list.
"""

from dataclasses import dataclass
from itertools import groupby, product

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .answers import Answer
from .check import Finding
from .exam import THREE, Exam
from .exposure import only_in_public
from .signin import JWT
from .verdicts import judged

DEEP = 20_000 * "[" + 20_000 * "]"
TRACE = "Traceback (most recent call last)"


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A request with something wrong in it; `{pk}` is a record of the checker's own.

    `sent` are arguments of `Client.ask`; `changes` are to the fields of that author.
    """

    says: str
    method: str
    at: str = ""
    sent: dict | None = None
    changes: dict | None = None


REQUESTS = [
    Bad(
        says=gettext_lazy("POST, broken JSON"),
        method="POST",
        sent={"body": '{"name": '},
    ),
    Bad(says=gettext_lazy("POST, a list"), method="POST", sent={"data": [1]}),
    Bad(says=gettext_lazy("POST, deep JSON"), method="POST", sent={"body": DEEP}),
    Bad(
        says=gettext_lazy("PUT, another type of content"),
        method="PUT",
        at="{pk}/",
        sent={"body": "name", "content_type": "text/plain"},
    ),
    Bad(
        says=gettext_lazy("PUT, an object as name"),
        method="PUT",
        at="{pk}/",
        changes={"name": {"a": [1]}},
    ),
    Bad(
        says=gettext_lazy("PUT, a name too long"),
        method="PUT",
        at="{pk}/",
        changes={"name": 5000 * "x"},
    ),
    Bad(says=gettext_lazy("PUT to the list"), method="PUT", changes={}),
    Bad(says=gettext_lazy("POST to a record"), method="POST", at="{pk}/", changes={}),
    Bad(says=gettext_lazy("GET of record 0"), method="GET", at="0/"),
    Bad(says=gettext_lazy("GET of record 2**70"), method="GET", at=f"{2**70}/"),
]
MOST = len(THREE) * len(REQUESTS) + 1


def fails_nowhere(exam: Exam) -> Finding:
    """Whether nothing that is sent makes the server fail."""
    seen = exam.once(ask_all)
    wrong = [(says, where) for says, where, answer in seen if answer.status >= 500]
    groups = groupby(wrong, lambda one: one[0])
    told_of = "; ".join(
        f"{says}: {', '.join(where for _says, where in group)}"
        for says, group in groups
    )
    count = _("requests sent: {number}, none answered 500").format(number=len(seen))
    return judged(not wrong, expected="4xx", observed=told_of or count)


def shows_no_trace(exam: Exam) -> Finding:
    """Whether an error of a public server keeps its trace to itself."""
    only_in_public(exam)
    seen = exam.once(ask_all)
    wrong = [f"{says}: {where}" for says, where, answer in seen if TRACE in answer.text]
    return judged(
        not wrong,
        expected=_("no trace in any answer"),
        observed="; ".join(wrong) or _("no trace"),
    )


def ask_all(exam: Exam) -> list[tuple[str, str, Answer]]:
    """What was sent, where to, and the answer: each request to each endpoint."""
    found = [
        (str(bad.says), exam.endpoints[endpoint], ask(exam, bad, endpoint, scheme))
        for bad, (endpoint, scheme) in product(
            REQUESTS, exam.known_at("superuser").items()
        )
    ]
    deep = exam.ask("POST", JWT, body=DEEP)
    return [*found, (_("POST, deep JSON"), JWT, deep)]


def ask(exam: Exam, bad: Bad, endpoint: str, scheme: str) -> Answer:
    """The answer to one request, asked by the superuser."""
    pk = exam.records.of("superuser")
    sent, author = bad.sent or {}, exam.records.data(pk)
    if bad.changes is not None:
        sent = {"data": {**author, **bad.changes}}
    path = exam.endpoints[endpoint] + bad.at.format(pk=pk)
    carried = exam.keyring.credentials("superuser", scheme)
    answer = exam.ask(bad.method, path, carried, **sent)
    if bad.changes == {}:
        exam.records.keep("superuser", author, answer)
    return answer
