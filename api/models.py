"""The one resource of the lab."""

from django.conf import settings
from django.db import DatabaseError, models
from django.http import Http404
from django.utils.translation import gettext_lazy as _


class Author(models.Model):
    """An author; `owner` is the user who created it, None for the seeded ones."""

    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="authors",
        verbose_name=_("owner"),
    )

    class Meta:
        ordering = ["id"]
        verbose_name = _("author")
        verbose_name_plural = _("authors")

    def __str__(self):
        return self.name

    def save(self, **kwargs):
        """Save; Http404 where the row was deleted after it was read.

        Django would insert it again, so that a PUT that meets a DELETE undid it.
        """
        if self._state.adding:
            return super().save(**kwargs)
        try:
            return super().save(**{**kwargs, "force_update": True})
        except DatabaseError as error:
            if error.__cause__:  # raised by the database, not for want of the row
                raise
            raise Http404 from error
