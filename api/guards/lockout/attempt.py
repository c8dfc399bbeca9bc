"""One try of a name and a password, and what is remembered of those before it."""

from django.contrib.auth.models import User
from django.db import Error
from django.db.models import Exists

from .. import unavailable
from ..addresses import address_of
from . import held
from .models import MOST, Failures


class Attempt:
    """Somebody who says a name, from the address of a request (None: of no request)."""

    def __init__(self, request, username: str):
        self.username = username
        self.name = key_of(username)
        self.keys = [self.name, *place_of(request)]

    def user(self) -> tuple[User, bool]:
        """The user of the name, and whether `lock` or `forget` might find anything.

        One query tells both of a name that is known. One that is not has a user without
        a key, and True: `lock` has to be asked for it.
        """
        found = self.find()
        if not found:
            return User(), True
        # Not left on what becomes the user of a request.
        is_watched = vars(found).pop("is_watched")
        return found, is_watched or held.is_held(self.username)

    def find(self) -> User | None:
        """The user of the name, with `is_watched`; None for none."""
        if self.username != self.name[1]:  # no column could hold it
            return None
        watched = Failures.objects.reached(self.keys, {**MOST, "name": 1})
        users = User.objects.annotate(is_watched=Exists(watched))
        return users.filter(username=self.username).first()

    def lock(self) -> Failures | None:
        """Of the name's lock and the address's the one that ends later; None where a
        password may be tried. While the name is held, the error of the database."""
        last = Failures.objects.reached(self.keys).order_by("until").last()
        if not last and (error := held.why(self.name[1])):
            raise error
        return last

    def ask_in_vain(self) -> None:
        """Ask, knowing that there is no lock: an unknown name has cost this question,
        and the time of a wrong password is to tell nobody which names there are."""
        self.lock()

    def count(self) -> None:
        """The password was wrong; where that cannot be noted, the name is held."""
        try:
            for key in self.keys:
                Failures.objects.add(*key)
        except Error as error:
            held.hold(self.name[1], error)
            raise

    def forget(self) -> None:
        """What the name did wrong counts no longer, nor does this process hold it.

        Where only writing is impossible it counts on: who knows the password is let in.
        """
        try:
            Failures.objects.of(*self.name).delete()
        except Error as error:
            if not unavailable.is_unavailable(error):
                raise
            unavailable.let_go()
        held.let_go(self.name[1])


def key_of(username: str) -> tuple[str, str]:
    """The key of a name as a column takes it; longer ones may share a row."""
    text = username.encode(errors="replace").decode().replace("\0", "\ufffd")
    return Failures.Kind.NAME, text[: Failures._meta.get_field("value").max_length]


def place_of(request) -> list[tuple[str, str]]:
    """The key of a client's address, or nothing where there is none."""
    address = address_of(request) if request else ""
    return [(Failures.Kind.ADDRESS, address)] if address else []
