"""The two files: their names, and their text."""

import json
from functools import cache

from django.conf import settings

from api.people import Person

from .collection import collection
from .environment import environment

COLLECTION = "lab.postman_collection.json"
ENVIRONMENT = "lab.postman_environment.json"


def collection_text(show_passwords: bool = True) -> str:
    """The text of the collection, with the steps that this server has."""
    return made_once(settings.LAB_TRUST_HEADERS, show_passwords)


@cache
def made_once(_trusts_headers: bool, show_passwords: bool) -> str:
    """The same: it takes half a second, and changes with these two only."""
    return written(collection(show_passwords))


def environment_text(
    base_url: str, people: list[Person], show_passwords: bool = True
) -> str:
    """The text of the environment of a server."""
    return written(environment(base_url, people, show_passwords))


def written(document: dict) -> str:
    """A document as it stands in its file."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
