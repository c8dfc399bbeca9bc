"""Django's own backend, but for names and addresses that were wrong too often."""

import os
from threading import BoundedSemaphore

from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User

from .attempt import Attempt
from .length import LONGEST
from .refusal import refuse

# Tries at once in a process: more cores than there are hash no faster, and each hash
# takes memory.
turns = BoundedSemaphore(os.cpu_count() or 1)


class LockoutBackend(ModelBackend):
    """Counts wrong passwords, and refuses without hashing after too many of them.

    A try waits for its turn before it asks who is locked out, and counts before the
    next one begins: of those sent at once each process tries at most one more for each
    core.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The user; None for a wrong password; refused as the door has it."""
        if username is None or password is None:
            return None
        with turns:
            return self.opened(request, Attempt(request, username), password)

    def opened(self, request, attempt: Attempt, password: str) -> User | None:
        """The same for one try."""
        user, is_watched = attempt.user()
        if is_watched and (lock := attempt.lock()):
            refuse(request, lock)
        if not self.is_right(user, password):
            if not is_watched:
                attempt.ask_in_vain()
            attempt.count()
            return None
        if is_watched:
            attempt.forget()
        return user

    def is_right(self, user, password: str) -> bool:
        """Whether the password opens; an unknown name costs as much as a wrong one."""
        if len(password) > LONGEST:
            return False
        if user.pk is None:
            user.set_password(password)
            return False
        return user.check_password(password) and self.user_can_authenticate(user)

    async def aauthenticate(self, request, **credentials):
        """The same under ASGI."""
        return await sync_to_async(self.authenticate)(request, **credentials)
