"""Whoever has a new password may try it at once, but where another process holds the
name (held.py)."""

from django.contrib.auth.models import User
from django.db.models.signals import post_save
from django.dispatch import receiver

from .attempt import Attempt


@receiver(post_save, sender=User)
def forget(instance, **kwargs):
    """Lift the lock of a name with its new password; Django keeps that until then."""
    if instance._password is not None:
        Attempt(None, instance.username).forget()
