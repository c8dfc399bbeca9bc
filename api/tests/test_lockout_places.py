"""From where wrong passwords come, what is told of a lock, and who may lift it."""

import re
from datetime import datetime, timedelta
from datetime import timezone as zones

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.guards.lockout.models import Failures

from .conftest import PASSWORD, Actor
from .doors import DOORS, MOST, WRONG, knock, lock

MOST_OF_AN_ADDRESS = 100
LIST = reverse("admin:lockout_failures_changelist")
END = datetime(2099, 1, 1, 12, 30, tzinfo=zones.utc)


def busy(address):
    """An address that may be wrong once more."""
    count = MOST_OF_AN_ADDRESS - 1
    Failures.objects.create(kind="address", value=address, count=count)


@pytest.mark.parametrize("door", DOORS)
def test_an_address_is_locked_out_whatever_the_name(door, people):
    busy("127.0.0.1")
    assert knock(door, "nobody").status_code == WRONG[door]
    assert knock(door, "superuser", PASSWORD).status_code == 429
    other = knock(door, "superuser", PASSWORD, REMOTE_ADDR="198.51.100.7")
    assert other.status_code in {200, 302}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["superuser", "nobody"])
def test_an_address_is_told_from_a_name_by_the_lock_that_ends_later(name, door, people):
    Failures.objects.create(kind="address", value="127.0.0.1", count=100)
    page = knock(door, name, PASSWORD).content.decode()
    assert "Too many wrong passwords from your address. Come back in 15 min" in page
    by_name = Failures.objects.create(kind="name", value=name, count=MOST)
    page = knock(door, name, PASSWORD).content.decode()
    assert "Too many wrong passwords for this name. Come back in 15 min" in page
    by_name.until = timezone.now() + timedelta(seconds=30)
    by_name.save()
    page = knock(door, name, PASSWORD).content.decode()
    assert "Too many wrong passwords from your address." in page


def test_an_address_is_counted_by_each_wrong_password_of_any_name(people):
    for number in range(5):
        lock(f"name{number}", 3)
    assert Failures.objects.get(value="127.0.0.1").count == 15


def test_an_address_is_forgotten_15_minutes_after_the_first(people):
    lock("nobody", 1)
    first = Failures.objects.get(kind="address").until
    lock("nobody", 1)
    assert Failures.objects.get(kind="address").until == first


def test_the_right_password_forgets_nothing_of_the_address(people):
    busy("127.0.0.1")
    lock("owner", 1)
    Failures.objects.filter(kind="address").update(count=50)
    assert knock("/api/whoami/", "owner", PASSWORD).status_code == 200
    assert Failures.objects.get().count == 50


def test_tokens_of_a_locked_address_go_on(people):
    actors = [Actor("owner", scheme) for scheme in ("Token", "JWT", "Session")]
    busy("127.0.0.1")
    lock("nobody", 1)
    for actor in actors:
        assert actor.send("GET", "/api/whoami/").status_code == 200


@pytest.mark.parametrize("header", ["X_FORWARDED_FOR", "X_REAL_IP", "FORWARDED"])
@pytest.mark.parametrize("limit", ["name", "address"])
def test_a_header_of_the_clients_own_does_not_evade_it(header, limit, people):
    if limit == "address":
        busy("127.0.0.1")
    spoofed = [
        knock("/api/token/", "owner", **{f"HTTP_{header}": f"198.51.100.{number}"})
        for number in range(MOST + 1)
    ]
    assert spoofed[-1].status_code == 429
    assert Failures.objects.filter(kind="address").count() == 1


def told_by_proxy(address):
    """The status of a wrong password that a proxy passes on for an address."""
    place = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": address}
    return knock("/api/token/", "nobody", **place).status_code


def test_behind_a_trusted_proxy_an_address_is_what_the_proxy_says(people, settings):
    settings.TRUSTED_PROXY = True
    busy("198.51.100.7")
    assert told_by_proxy("198.51.100.7") == 401
    assert told_by_proxy("198.51.100.7") == 429
    assert told_by_proxy("198.51.100.8") == 401
    spoofed = {"HTTP_X_REAL_IP": "198.51.100.7", "HTTP_X_FORWARDED_FOR": "203.0.113.1"}
    assert knock("/api/token/", "owner", **spoofed).status_code == 429


@pytest.mark.parametrize("said", ["", "unknown", "198.51.100.7, 203.0.113.1", "x" * 99])
def test_what_is_no_address_is_counted_for_the_proxy(said, people, settings):
    settings.TRUSTED_PROXY = True
    told_by_proxy(said)
    assert Failures.objects.get(kind="address").value == "127.0.0.1"


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.8", False),
    ],
)
def test_one_client_has_one_address(one, other, are_same, people):
    for address in (one, other):
        knock("/api/token/", "nobody", REMOTE_ADDR=address)
    rows = Failures.objects.filter(kind="address").count()
    assert rows == (1 if are_same else 2)


@pytest.mark.parametrize("nowhere", ["", "unix:"])
def test_a_unix_socket_has_no_address_and_names_are_counted(nowhere, people):
    place = {"REMOTE_ADDR": nowhere}
    tries = [knock("/api/token/", "owner", **place) for _time in range(MOST + 1)]
    assert [each.status_code for each in tries] == [401] * MOST + [429]
    assert not Failures.objects.filter(kind="address").exists()


def test_an_admin_sees_a_lock_and_lifts_it(people, settings):
    admin = Client()
    admin.force_login(people["superuser"])
    lock("owner")
    old = Failures.objects.create(kind="name", value="old", until=timezone.now())
    page = reverse("admin:lockout_failures_change", args=[old.pk])
    assert admin.get(page).status_code == 302
    settings.TIME_ZONE = "Asia/Tokyo"
    Failures.objects.filter(value="owner").update(until=END)
    page = admin.get(LIST).content.decode()
    rows = re.findall(r'">([\w.]+)</a></th>.*?field-lock">([^<]+)<', page, re.S)
    assert dict(rows) == {"owner": "locked out until 21:30", "127.0.0.1": "-"}
    assert not Failures.objects.filter(value="old").exists()
    row = Failures.objects.get(value="owner")
    form = {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"}
    assert admin.post(LIST, form).status_code == 302
    assert knock("/api/whoami/", "owner", PASSWORD).status_code == 200


def test_who_may_only_look_lifts_nothing_and_nobody_makes_one_up(people):
    people["staff"].user_permissions.add(
        Permission.objects.get(codename="view_failures")
    )
    lock("owner")
    row = Failures.objects.get(value="owner")
    for name, add in (("staff", 403), ("superuser", 403)):
        client = Client()
        client.force_login(people[name])
        assert client.get(LIST).status_code == 200
        assert client.get(reverse("admin:lockout_failures_add")).status_code == add
    client.force_login(people["staff"])
    delete = reverse("admin:lockout_failures_delete", args=[row.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    assert Failures.objects.filter(pk=row.pk).exists()
