"""Locks are lifted in the shell as well: behind a locked address no admin signs in."""

from datetime import datetime, timedelta
from datetime import timezone as zones

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from api.guards.lockout.models import Failures

from .conftest import PASSWORD
from .doors import MOST, knock, lock

TOKEN = "/api/token/"
END = datetime(2099, 1, 1, 12, 30, tzinfo=zones.utc)


def told(capsys, *arguments) -> list[str]:
    """The lines that the command prints."""
    call_command("unlock", *arguments)
    return capsys.readouterr().out.splitlines()


def test_a_name_is_let_in_again_and_no_other(people, capsys):
    lock("owner")
    lock("superuser")
    assert told(capsys, "owner") == ["owner may try again."]
    assert knock(TOKEN, "owner", PASSWORD).status_code == 200
    assert knock(TOKEN, "superuser", PASSWORD).status_code == 429


@pytest.mark.parametrize(
    ("counted", "typed"),
    [("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "::ffff:127.0.0.1")],
)
def test_an_address_is_let_in_again(counted, typed, people, capsys):
    Failures.objects.create(kind="address", value=counted, count=100)
    assert knock(TOKEN, "owner", PASSWORD).status_code == 429
    assert told(capsys, typed) == [f"{typed} may try again."]
    assert knock(TOKEN, "owner", PASSWORD).status_code == 200


def test_an_address_of_ipv6_is_let_in_with_its_network(people, capsys):
    place = {"REMOTE_ADDR": "2001:db8::1"}
    knock(TOKEN, "nobody", **place)
    Failures.objects.filter(kind="address").update(count=100)
    assert knock(TOKEN, "owner", PASSWORD, **place).status_code == 429
    told(capsys, "2001:db8::2")
    assert knock(TOKEN, "owner", PASSWORD, **place).status_code == 200


def test_without_a_name_it_tells_who_is_locked_out_and_until_when(
    people, capsys, settings
):
    settings.TIME_ZONE = "Asia/Tokyo"
    assert told(capsys) == ["Nobody is locked out."]
    lock("owner", MOST - 1)
    past = timezone.now() - timedelta(seconds=1)
    Failures.objects.create(kind="name", value="old", count=MOST, until=past)
    assert told(capsys) == ["Nobody is locked out."]
    lock("owner", 1)
    Failures.objects.create(kind="name", value="\x1b[2J", count=MOST)
    Failures.objects.create(kind="address", value="198.51.100.7", count=100)
    Failures.objects.live().update(until=END)
    assert sorted(told(capsys)) == [
        "'198.51.100.7': locked out until 21:30",
        "'\\x1b[2J': locked out until 21:30",
        "'owner': locked out until 21:30",
    ]


def test_all_are_let_in_again(people, capsys):
    lock("owner")
    Failures.objects.create(kind="address", value="198.51.100.7", count=100)
    assert told(capsys, "--all") == ["All wrong passwords are forgotten."]
    assert not Failures.objects.exists()
    assert knock(TOKEN, "owner", PASSWORD).status_code == 200


def test_a_name_that_was_not_wrong_is_told_and_the_others_are_let_in(people, capsys):
    lock("owner")
    with pytest.raises(CommandError, match=r"counted for: Owner\.$"):
        call_command("unlock", "Owner", "owner")
    assert capsys.readouterr().out == "owner may try again.\n"
    assert knock(TOKEN, "owner", PASSWORD).status_code == 200
