"""How long a password may be: the longer it is, the longer a hash takes."""

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

# Characters.
LONGEST = 4096


class MaximumLengthValidator:
    """No new password may be longer than any that opens."""

    def validate(self, password, user=None):
        """ValidationError for one that is too long."""
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """What a form says beside its field."""
        text = ngettext(
            "The password must have at most {number} character.",
            "The password must have at most {number} characters.",
            LONGEST,
        )
        return text.format(number=LONGEST)
