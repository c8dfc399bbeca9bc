"""Lets in again who was locked out, where nobody can sign in to the admin."""

from contextlib import suppress

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from api.guards.addresses import network_of
from api.guards.lockout.models import Failures
from api.management.errors import told_in_one_line


class Command(BaseCommand):
    """`manage.py unlock [NAME_OR_ADDRESS ...]`: who is locked out, or no longer is."""

    help = "Lists the names and addresses that are locked out, or lifts their locks."

    def add_arguments(self, parser):
        """Those to be let in, or all."""
        parser.add_argument(
            "values",
            nargs="*",
            metavar="NAME_OR_ADDRESS",
            help="Forget the wrong passwords of this name, or from this address.",
        )
        parser.add_argument(
            "--all", action="store_true", help="Forget all wrong passwords."
        )

    def handle(self, *, values, all, **options):  # noqa: A002 - the option's name
        """A line for each; CommandError where one was not wrong."""
        with told_in_one_line():
            if all:
                Failures.objects.all().delete()
                self.stdout.write(_("All wrong passwords are forgotten."))
            elif values:
                self.forget(values)
            else:
                self.stdout.writelines(f"{line}\n" for line in locked())

    def forget(self, values: list[str]) -> None:
        """Forget the wrong passwords of some."""
        strange = []
        for value in values:
            count, _rows = Failures.objects.filter(value__in=spelt(value)).delete()
            if count:
                self.stdout.write(_("{value} may try again.").format(value=value))
            else:
                strange.append(value)
        if strange:
            text = _("No wrong passwords are counted for: {values}.")
            raise CommandError(text.format(values=", ".join(strange)))


def spelt(value: str) -> set[str]:
    """A name, or an address as it is counted: of IPv6 the network."""
    values = {value}
    with suppress(ValueError):
        values.add(network_of(value))
    return values


def locked() -> list[str]:
    """A line for each lock; whatever somebody typed as a name moves no cursor."""
    line = _("{value!r}: locked out until {time}")
    locks = Failures.objects.locks()
    lines = [line.format(value=each.value, time=each.end()) for each in locks]
    return lines or [_("Nobody is locked out.")]
