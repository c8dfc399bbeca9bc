"""DRF's parsers, with an answer of 400 where a body breaks them."""

from django.utils.translation import gettext_lazy as _
from rest_framework import parsers
from rest_framework.exceptions import ParseError


class Guarded:
    """Turns what escapes a parser of DRF 3.18 into ParseError: 400."""

    def parse(self, stream, media_type=None, parser_context=None):
        """The parsed body; ParseError where it is nested too deep, or in a charset
        that does not fit."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The body is nested too deep.")) from error
        except UnicodeError as error:
            raise ParseError(
                _("The body is not in the charset that it names.")
            ) from error


class JSONParser(Guarded, parsers.JSONParser):
    """JSON (RFC 8259)."""


class FormParser(Guarded, parsers.FormParser):
    """HTML forms."""


class MultiPartParser(Guarded, parsers.MultiPartParser):
    """HTML forms with files, which is what the browsable API sends."""
