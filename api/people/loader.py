"""From people to rows: hashed in parallel, stored together."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from ..guards.lockout.models import Failures
from .reader import Person, published_people, read

# Rows in one statement: a database limits its parameters.
BATCH = 500


class PublishedPasswordsError(Exception):
    """Passwords that anybody can read would open a public host."""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """How many people a file had, by what became of them."""

    created: int
    left: int
    reset: int

    def __str__(self):
        text = _("{created} created, {left} left as they are, {reset} passwords set")
        return text.format(**vars(self))


def load(path: Path, *, reset: bool = False, published: bool = False) -> Summary:
    """Create the people of a file who are not there yet: all of them, or none.

    `reset` gives the others the passwords of the file, and forgets wrong ones, so that
    all may sign in; `published` lets passwords pass that would otherwise be
    PublishedPasswordsError. BrokenFileError where the file is.
    """
    ids = permission_ids()
    people = read(path, ids)
    if settings.PUBLIC and not settings.DEBUG and not published:
        refuse_published(path, people)
    present = users(people)
    new = [one for one in people if one.username not in present]
    known = [one for one in people if one.username in present]
    hashes = hashed([*new, *known] if reset else new)
    changing = [user for name, user in present.items() if name in hashes]
    with transaction.atomic():
        created = create(new, hashes, ids)
        changed = set_passwords(changing, hashes)
        if reset:
            Failures.objects.all().delete()
    left = len(people) - created - changed
    return Summary(created=created, left=left, reset=changed)


def permission_ids() -> dict[str, int]:
    """The primary key of each permission, by its name "app_label.codename"."""
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    return {f"{app}.{codename}": pk for app, codename, pk in rows}


def refuse_published(path: Path, people: Iterable[Person]) -> None:
    """PublishedPasswordsError where one of the people has one."""
    published = {one.password for one in published_people()}
    count = sum(one.password in published for one in people)
    if count:
        raise PublishedPasswordsError(
            _(
                "{count} of the passwords in {file} are published with this project, "
                "and this host is public. Put others into a file of your own and load "
                "that, or say --demo-passwords. Nobody was loaded."
            ).format(count=count, file=path)
        )


def users(people: Iterable[Person]) -> dict[str, User]:
    """Those of the people who are in the database, by username."""
    return User.objects.in_bulk([one.username for one in people], field_name="username")


def hashed(people: list[Person]) -> dict[str, str]:
    """The hash of each password, by username. Hashing frees the GIL: all cores work."""
    if not people:
        return {}
    pool = ThreadPoolExecutor()
    try:
        hashes = pool.map(make_password, [one.password for one in people])
        bar = tqdm(hashes, _("Hashing passwords"), len(people), disable=None)
        return {one.username: each for each, one in zip(bar, people, strict=True)}
    finally:
        # map() takes back what no thread has begun only once somebody has asked it
        # for a result: Ctrl+C may come before.
        pool.shutdown(cancel_futures=True)


def create(people: list[Person], hashes: dict[str, str], ids: dict[str, int]) -> int:
    """Store new people with their permissions; how many of them.

    Somebody whom another process stored since is left as that one made them: who has
    our hash, which is salted, is ours.
    """
    rows = [as_user(one, hashes[one.username]) for one in people]
    User.objects.bulk_create(rows, BATCH, ignore_conflicts=True)
    stored = users(people).values()
    ours = [user for user in stored if user.password == hashes[user.username]]
    wanted = {one.username: set(one.permissions) for one in people}
    grant = User.user_permissions.through
    grants = [
        grant(user=user, permission_id=ids[name])
        for user in ours
        for name in wanted[user.username]
    ]
    grant.objects.bulk_create(grants, BATCH)
    return len(ours)


def as_user(person: Person, password: str) -> User:
    """The row of a person; `password` is hashed."""
    return User(
        username=person.username,
        email=person.email,
        password=password,
        is_staff=person.is_staff,
        is_superuser=person.is_superuser,
    )


def set_passwords(changing: list[User], hashes: dict[str, str]) -> int:
    """Give users the hashes of their names; how many of them are still there."""
    for user in changing:
        user.password = hashes[user.username]
    return User.objects.bulk_update(changing, ["password"], BATCH)
