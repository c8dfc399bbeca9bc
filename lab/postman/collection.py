"""The collection: the lab's walk, then a folder for each step and each endpoint."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from ..actors import ANONYMOUS
from ..step import Step
from ..steps import ENDPOINTS, STEPS, live_steps
from .cells import row
from .credentials import NOBODY, schemes
from .requests import folder, identified, identifier
from .scripts import after, before
from .texts import both, english
from .walk import walk

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
WITHOUT = _("Requests without credentials.")
WITH = _("Everybody else's requests, by {scheme}.")

ABOUT = [
    _(
        "The lab on access control as requests: first those of its own text, then "
        "every cell of the table of each step and endpoint. Each request tests the "
        "status, the challenge (WWW-Authenticate) and the form of the answer."
    ),
    _(
        "Import this collection and its environment, choose the environment, and "
        "send or run. baseUrl in it is the address of the server."
    ),
    _(
        "Each request gets the tokens and cookies that it needs, makes the author "
        "that it asks for, and deletes what was made: it works alone, in any "
        "order, and as often as you like."
    ),
]
HIDDEN = _(
    "Not here: %(names)s. They believe a header that anybody can send, and "
    "exist only with LAB_TRUST_HEADERS=true."
)
PASSWORDS = _("Fill in the passwords in the environment: here they are empty.")


def collection(show_passwords: bool = True) -> dict:
    """The collection for Postman; without the steps that this server does not have."""
    items = [walk(), *map(of_step, live_steps()), *map(of_endpoint, ENDPOINTS)]
    return {
        "info": {
            "_postman_id": identifier("collection"),
            "name": "Access lab",
            "description": both(partial(about, show_passwords)),
            "schema": SCHEMA,
        },
        "item": [identified(one) for one in items],
        "auth": NOBODY,
        "event": [before(), after()],
    }


def of_step(step: Step) -> dict:
    """The table of a step, by the first of the schemes that it accepts."""
    # With none that the collection knows it can only be asked without credentials.
    scheme = next(iter(schemes(step)), None)
    actors = step.promised() if scheme else [ANONYMOUS]
    items = [item for actor in actors for item in row(step, actor, scheme)]
    return folder(english(lambda: step.name), both(partial(about_step, step)), items)


def of_endpoint(endpoint: Step) -> dict:
    """The table of an endpoint: the anonymous row, and the others by each scheme."""
    anonymous = row(endpoint, ANONYMOUS, None)
    folders = [folder(ANONYMOUS, both(WITHOUT), anonymous)]
    actors = [actor for actor in endpoint.promised() if actor != ANONYMOUS]
    for scheme in schemes(endpoint):
        items = [item for actor in actors for item in row(endpoint, actor, scheme)]
        about_it = both(partial(WITH.format, scheme=scheme))
        folders.append(folder(scheme, about_it, items))
    return folder(endpoint.id, both(partial(about_step, endpoint)), folders)


def about_step(step: Step) -> str:
    """A step or an endpoint in words: its title, why, and its policy."""
    authentication, permission = (
        ", ".join(one.__name__ for one in classes)
        for classes in (step.authentication_classes, step.permission_classes)
    )
    policy = f"`authentication_classes = [{authentication}]`\n"
    policy += f"`permission_classes = [{permission}]`"
    return f"**{step.title}**\n\n{step.why}\n\n{policy}"


def about(show_passwords: bool) -> str:
    """What a reader of the collection should know."""
    hidden = [step.id for step in STEPS if step not in live_steps()]
    told = [*ABOUT]
    if hidden:
        told.append(HIDDEN % {"names": ", ".join(hidden)})
    if not show_passwords:
        told.append(PASSWORDS)
    return "\n\n".join(map(str, told))
