"""A request of the collection, as we think of it and as Postman keeps it."""

import json
from dataclasses import dataclass, field
from uuid import NAMESPACE_OID, uuid5

from . import scripts
from .credentials import NOBODY

# The jar of Postman must sign nobody in, and a redirect is an answer like any other.
BEHAVIOUR = {"disableCookies": True, "followRedirects": False}

AUTHOR = {"name": "user_abc", "email": "{{$guid}}@example.org"}
# What the script before a request makes, where the request names it.
RECORD = "{{authorId}}"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request; `path` begins with a slash, and may name {{authorId}}.

    `auth` and `headers` say who sends it, as lab.postman.credentials makes them.
    """

    name: str
    about: str
    method: str
    path: str
    expected: scripts.Expected
    auth: dict = field(default_factory=lambda: NOBODY)
    headers: dict[str, str] = field(default_factory=dict)
    body: dict | None = None

    def item(self) -> dict:
        """The request for Postman, with its tests."""
        sent = {"Content-Type": "application/json"} if self.body else {}
        return {
            "name": self.name,
            "event": [scripts.event("test", scripts.tests(self.name, self.expected))],
            "protocolProfileBehavior": BEHAVIOUR,
            "request": {
                "auth": self.auth,
                "method": self.method,
                "header": pairs({**self.headers, **sent}),
                **({"body": raw(self.body)} if self.body else {}),
                "url": "{{baseUrl}}" + self.path,
                "description": self.about,
            },
        }


def pairs(values: dict[str, str]) -> list[dict[str, str]]:
    """Headers as Postman keeps them."""
    return [{"key": key, "value": value} for key, value in values.items()]


def raw(body: dict) -> dict:
    """A body as Postman keeps JSON that somebody typed."""
    options = {"raw": {"language": "json"}}
    return {"mode": "raw", "raw": json.dumps(body, indent=4), "options": options}


def folder(name: str, about: str, items: list[dict]) -> dict:
    """A folder of the collection."""
    return {"name": name, "description": about, "item": items}


def identifier(*path: str) -> str:
    """A UUID that stays the same for the same place in the collection."""
    return str(uuid5(NAMESPACE_OID, " / ".join(["access-lab", *path])))


def identified(one: dict, *path: str) -> dict:
    """An item or a folder with an id, and so all that is in it."""
    here = (*path, one["name"])
    inner = {"item": [identified(each, *here) for each in one.get("item", [])]}
    return {"id": identifier(*here), **one, **(inner if "item" in one else {})}
