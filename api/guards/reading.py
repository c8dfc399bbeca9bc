"""Records as JSON, without the fields of a serializer made anew for each request.

DRF makes them, and looks up for each value how it is read: of a record that takes a
quarter of the time, of a list of 100 a fifth. A serializer that only declares fields of
the kinds below shows the same here; every other one is left to DRF.
"""

from functools import cache
from operator import attrgetter

from django.core.exceptions import ObjectDoesNotExist
from rest_framework import serializers

from .fields import StrictCharField, StrictEmailField

# What they show is in the value alone, and none of them is left out.
KINDS = {
    serializers.BigIntegerField,
    serializers.CharField,
    serializers.EmailField,
    serializers.IntegerField,
    serializers.SlugRelatedField,
    StrictCharField,
    StrictEmailField,
}
by_field = serializers.ModelSerializer.to_representation


@cache
def plan(kind: type) -> list | None:
    """`[(name, read, show)]` of a class of serializers; None: leave it to DRF."""
    own = {name for name in vars(kind) if not name.startswith("__")}
    is_plain = kind.__bases__ == (serializers.ModelSerializer,)
    if not is_plain or "__init__" in vars(kind) or own - {"Meta", "_declared_fields"}:
        return None
    # First of all, for it says what is missing in a class.
    fields = [field for field in kind().fields.values() if not field.write_only]
    columns = {field.name for field in kind.Meta.model._meta.concrete_fields}
    if any(type(each) not in KINDS or each.source not in columns for each in fields):
        return None
    return [(f.field_name, attrgetter(f.source), f.to_representation) for f in fields]


def to_representation(serializer, instance) -> dict:
    """The record as DRF shows it; by its fields where somebody has got at them."""
    found = None if "fields" in vars(serializer) else plan(type(serializer))
    if found is None or not isinstance(instance, serializer.Meta.model):
        return by_field(serializer, instance)
    try:
        return {
            name: None if (value := read(instance)) is None else show(value)
            for name, read, show in found
        }
    except ObjectDoesNotExist:  # a key of nobody
        return by_field(serializer, instance)


def install():
    """Let serializers of models read so."""
    serializers.ModelSerializer.to_representation = to_representation
