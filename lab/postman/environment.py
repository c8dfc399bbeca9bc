"""The environment: where the server is, and the accounts of the actors."""

from urllib.parse import urlsplit

from api.people import Person

from ..actors import PEOPLE
from ..people import Offered, actor_of, cast
from .requests import identifier


def environment(base_url: str, people: list[Person], show_passwords: bool) -> dict:
    """The environment for Postman; `people` are those of users.json."""
    offered = [Offered(username=one.username, actor=actor_of(one)) for one in people]
    names = cast(offered)
    passwords = {one.username: one.password for one in people if show_passwords}
    values = [value("baseUrl", base_url)]
    for actor in PEOPLE:
        name = names.get(actor, "")
        values.append(value(f"{actor}Username", name))
        values.append(value(f"{actor}Password", passwords.get(name, ""), "secret"))
    return {
        "id": identifier("environment", base_url),
        # Who imports those of two servers must tell them apart.
        "name": f"Access lab, {urlsplit(base_url).netloc}",
        "values": values,
        "_postman_variable_scope": "environment",
    }


def value(key: str, text: str, kind: str = "default") -> dict:
    """A variable as Postman keeps it; it covers what is of the kind "secret"."""
    return {"key": key, "value": text, "type": kind, "enabled": True}
