"""Accounts whose passwords are published with this project, or hashed as elsewhere."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import compress

from django.conf import settings
from django.contrib.auth.hashers import get_hasher, identify_hasher
from django.contrib.auth.models import User
from django.core.checks import CheckMessage
from django.utils.translation import gettext as _

from api.people import BrokenFileError, Person, published_people

from .finding import finding, some


def faults(connection) -> Iterator[CheckMessage]:
    """project.E050: anybody can sign in; I051: who waits learns that a name exists.

    Costs a hash for each person of users.json who is here, 18 ms of one core: up to a
    second for all 42, nothing where there is none of them.
    """
    if settings.PUBLIC and (names := open_accounts(connection.alias)):
        message = _("Passwords that this project publishes still open: {names}.")
        hint = _(
            "Anybody can read them in users.json. Run python manage.py changepassword "
            "{first} for each of them, or delete these users in /admin/."
        )
        words = {"names": some(names), "first": names[0]}
        yield finding("project.E050", message, hint, **words)
    if names := slow_accounts(connection.alias):
        message = _("Passwords hashed in another way than new ones: {names}.")
        hint = _(
            "A wrong password takes another time there than with a name that is "
            "unknown. Signing in hashes a password anew, and changepassword as well."
        )
        yield finding("project.I051", message, hint, names=some(names))


def slow_accounts(alias: str) -> list[str]:
    """The names of those whose hashes cost more, or less, than new ones."""
    stored = User.objects.using(alias).filter(is_active=True).order_by("pk")
    pairs = stored.values_list("username", "password").iterator()
    return [name for name, encoded in pairs if is_of_another_kind(encoded)]


def is_of_another_kind(encoded: str) -> bool:
    """Whether Django would hash the password anew when it opens."""
    try:
        hasher = identify_hasher(encoded)
    except ValueError:  # no password: then a wrong one costs as a new one does
        return False
    ours = get_hasher()
    return hasher.algorithm != ours.algorithm or ours.must_update(encoded)


def open_accounts(alias: str) -> list[str]:
    """The names of those whom their published password still lets in."""
    people = {person.username: person for person in known()}
    users = User.objects.using(alias).filter(username__in=people, is_active=True)
    found = [*users.order_by("pk")]
    with ThreadPoolExecutor() as pool:  # hashing frees the GIL
        opens = pool.map(is_open, found, [people[user.username] for user in found])
        return [user.username for user in compress(found, opens)]


def is_open(user: User, person: Person) -> bool:
    """Whether the password is the published one: one hash, which changes nothing."""
    try:
        return identify_hasher(user.password).verify(person.password, user.password)
    except ValueError:  # no password, or one that no hasher here can read
        return False


def known() -> list[Person]:
    """The people of users.json; nobody where the file is broken."""
    try:
        return published_people()
    except BrokenFileError:
        return []
