"""Text that must be text: DRF would take 1e400 for the name "inf"."""

from django.db import models
from rest_framework.serializers import CharField, EmailField, ModelSerializer


class Strict:
    """A field of text that takes nothing else from JSON."""

    def to_internal_value(self, data):
        """The text; ValidationError for a number."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StrictCharField(Strict, CharField):
    """Text."""


class StrictEmailField(Strict, EmailField):
    """An e-mail."""


def install():
    """Let serializers of models use these fields."""
    fields = {models.CharField: StrictCharField, models.EmailField: StrictEmailField}
    ModelSerializer.serializer_field_mapping.update(fields)
