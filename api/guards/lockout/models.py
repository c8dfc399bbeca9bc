"""How often a name, or an address, has been wrong of late."""

import math
from datetime import timedelta

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WINDOW = timedelta(minutes=15)
# After how many nobody is asked for a password; a classroom shares one address.
MOST = {"name": 7, "address": 100}


def in_a_while():
    """When what is counted now is forgotten."""
    return timezone.now() + WINDOW


class FailuresQuerySet(models.QuerySet):
    """Rows by what they mean now."""

    def live(self):
        """Those that are not forgotten yet."""
        return self.filter(until__gt=timezone.now())

    def forgotten(self):
        """Those that are."""
        return self.filter(until__lte=timezone.now())

    def of(self, kind, value):
        """The one of a kind and a value, or none."""
        return self.filter(kind=kind, value=value)

    def reached(self, keys, counts=MOST):
        """The live ones of some `(kind, value)` that have come to the count of their
        kind: by default those for which no password is tried."""
        wanted = Q()
        for kind, value in keys:
            wanted |= Q(kind=kind, value=value, count__gte=counts[kind])
        return self.live().filter(wanted)

    def locks(self):
        """Those for which no password is tried."""
        return [failures for failures in self.live() if failures.is_lock()]

    def add(self, kind, value):
        """Count one more. Workers meet here: each step is one statement, none is lost.

        What is forgotten goes whenever something new comes: the table stays small.
        """
        if not self.of(kind, value).count_up():
            self.forgotten().delete()
            new = Failures(kind=kind, value=value)
            self.bulk_create([new], ignore_conflicts=True)
            self.of(kind, value).count_up()

    def count_up(self) -> int:
        """One more for each live row; how many there are.

        A name must be quiet for 15 minutes to be forgotten; of an address, where many
        are wrong now and then, that would be too much to ask.
        """
        later = Case(When(kind=Failures.Kind.NAME, then=in_a_while()), default="until")
        return self.live().update(count=F("count") + 1, until=later)


class Failures(models.Model):
    """Wrong passwords by one name, or from one address."""

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        ADDRESS = "address", _("address")

    kind = models.CharField(_("kind"), max_length=7, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=150)
    count = models.PositiveIntegerField(_("wrong passwords"), default=0)
    until = models.DateTimeField(_("until"), default=in_a_while, db_index=True)

    objects = FailuresQuerySet.as_manager()

    class Meta:
        verbose_name = _("failure")
        verbose_name_plural = _("failures")
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="one_row_each"),
        ]

    def __str__(self):
        return f"{self.value}: {self.count}"

    def is_lock(self) -> bool:
        """Whether no password is tried for as long as they live."""
        return self.count >= MOST[self.kind]

    def seconds(self) -> int:
        """How long until they are forgotten, 1 at least."""
        left = self.until - timezone.now()
        return max(1, math.ceil(left.total_seconds()))

    def end(self) -> str:
        """When that is, by the clock of the site: "23:56"."""
        return f"{timezone.localtime(self.until):%H:%M}"
