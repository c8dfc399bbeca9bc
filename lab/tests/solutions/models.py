"""The one table of the lab."""

from django.db import models


class Author(models.Model):
    """A name, and an e-mail that nobody else has."""

    name = models.CharField(max_length=120)
    email = models.EmailField(unique=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.name} <{self.email}>"
