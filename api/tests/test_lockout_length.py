"""Nobody is given a password that is too long to open a door."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from api.guards.lockout.length import LONGEST

from .doors import knock

LONG = ("Klukva77" * LONGEST)[: LONGEST + 1]
TOLD = f"The password must have at most {LONGEST} characters."


@pytest.mark.parametrize(("password", "status"), [(LONG[1:], 200), (LONG, 401)])
def test_the_admin_gives_no_password_that_opens_nothing(password, status, people):
    admin = Client()
    admin.force_login(people["superuser"])
    path = f"/admin/auth/user/{people['owner'].pk}/password/"
    form = {"password1": password, "password2": password, "usable_password": "true"}
    answer = admin.post(path, form)
    assert (TOLD in answer.content.decode()) == (status == 401)
    assert knock("/api/token/", "owner", password).status_code == status


@pytest.mark.parametrize(("password", "is_loaded"), [(LONG[1:], True), (LONG, False)])
def test_a_file_gives_none_either(password, is_loaded, db, tmp_path):
    person = {"username": "vera", "email": "vera@example.org", "password": password}
    file = tmp_path / "people.json"
    file.write_text(json.dumps([person]))
    if is_loaded:
        call_command("load_users", file)
    else:
        with pytest.raises(CommandError, match=f"password: {TOLD}"):
            call_command("load_users", file)
    status = 200 if is_loaded else 401
    assert knock("/api/token/", "vera", password).status_code == status
