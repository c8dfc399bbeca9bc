"""The demo people: whom the laboratory lets anybody be, with one click."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from api.people import BrokenFileError, Person, published_people


class NotOfferedError(Exception):
    """Somebody whom the laboratory does not let anybody be; `str()` says why."""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A demo person; `actor` is the row of the tables that the person stands for."""

    username: str
    actor: str


def known() -> list[Person]:
    """The people of users.json; nobody where the file is broken."""
    try:
        return published_people()
    except BrokenFileError:
        return []


def offered() -> list[Offered]:
    """Those of users.json who may be signed in with a click, in its order."""
    names = [person.username for person in known()]
    stored = User.objects.in_bulk(names, field_name="username")
    present = [person for person in known() if person.username in stored]
    return [
        Offered(username=person.username, actor=actor_of(person))
        for person in present
        if is_harmless(stored[person.username])
    ]


def is_harmless(user: User) -> bool:
    """Whether anybody may be this user here: the database decides, not the file.

    On a public host nobody who is staff or a superuser.
    """
    is_ordinary = not (user.is_staff or user.is_superuser)
    return user.is_active and (is_ordinary or not settings.PUBLIC)


def actor_of(person: Person) -> str:
    """The actor of the tables that somebody stands for; an owner is a user too."""
    if person.is_superuser:
        return "superuser"
    if person.is_staff:
        return "staff"
    return "granted" if person.permissions else "user"


def cast(people: list[Offered]) -> dict[str, str]:
    """A username for each actor of the tables, as far as there are people for them.

    The first ordinary user is the lab's own; the second one owns the record.
    """
    names: dict[str, str] = {}
    for person in people:
        is_second = person.actor == "user" and "user" in names
        names.setdefault("owner" if is_second else person.actor, person.username)
    return names


def demo_person(username: str) -> tuple[User, Person]:
    """The row and the entry of a demo person; NotOfferedError for anybody else.

    Whoever has changed the published password is no demo person any more.
    """
    person = next((one for one in known() if one.username == username), None)
    # The database is asked about known names only: what was sent may be anything.
    user = person and User.objects.filter(username=person.username).first()
    if not (user and is_harmless(user)):
        raise NotOfferedError(_("The laboratory does not offer this person."))
    if not opens(person.password, user.password):
        text = _("{name} has another password by now. Sign in with the form.")
        raise NotOfferedError(text.format(name=username))
    return user, person


@lru_cache(maxsize=100)
def opens(password: str, encoded: str) -> bool:
    """Whether a published password has this hash: found out once, as it costs."""
    return check_password(password, encoded)
