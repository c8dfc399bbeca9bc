"""Fields of which drf-spectacular tells too little; it finds them by their class."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiSerializerFieldExtension

# As ECMA 262 has patterns. Python takes a few characters more for white space, and DRF
# takes nothing else for blank.
NO_NUL = r"^[^\u0000]*$"
NOT_BLANK = r"^[^\u0000]*[^\u0000\s\u001c-\u001f\u0085][^\u0000]*$"


class Described(OpenApiSerializerFieldExtension):
    """The schema of a field, with something more to it."""

    def map_serializer_field(self, auto_schema, direction):
        """The schema of the value; `direction` is "request" or "response"."""
        own = {"bypass_extensions": True}
        schema = auto_schema._map_serializer_field(self.target, direction, **own)
        return schema | self.more(schema, direction)


class OwnerField(Described):
    """The owner of an author; a field that is read only cannot say `null` itself."""

    target_class = "rest_framework.relations.SlugRelatedField"

    def more(self, schema, direction):
        """Nothing for other fields of this kind."""
        if self.target.field_name != "owner":
            return {}
        about = _("The username of who created it; null where nobody did.")
        return {"type": "string", "nullable": True, "description": about}


class TextField(Described):
    """Text that a client sends, which may be too short in other ways than by length."""

    target_class = "rest_framework.fields.CharField"
    match_subclasses = True

    def more(self, schema, direction):
        """A pattern, where nothing else says as much."""
        if direction == "response" or {"format", "pattern"} & set(schema):
            return {}
        field = self.target
        may_be_blank = field.allow_blank or not field.trim_whitespace
        return {"pattern": NO_NUL if may_be_blank else NOT_BLANK}
