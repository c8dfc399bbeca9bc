"""Django's own backend, but for names and addresses that were wrong too often."""

from asgiref.sync import sync_to_async
from django.contrib.auth.backends import ModelBackend

from .attempt import Attempt
from .refusal import refuse

# Characters. A hash takes longer, the longer the password is.
LONGEST = 4096


class LockoutBackend(ModelBackend):
    """Counts wrong passwords, and refuses without hashing after too many of them.

    Those that are hashed at this moment are counted only when they are found wrong: at
    once as many more are tried as the server has threads.
    """

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The user; None for a wrong password; refused as the door has it."""
        if username is None or password is None:
            return None
        attempt = Attempt(request, username)
        user, is_watched = attempt.user()
        if is_watched and (seconds := attempt.wait()):
            refuse(request, seconds)
        if not self.is_right(user, password):
            if not is_watched:
                attempt.wait_in_vain()
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
