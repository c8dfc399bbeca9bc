"""The tries of bench/timing.py: who says which password, and at which door."""

import base64
import json
from typing import NamedTuple
from urllib.parse import urlencode

PASSWORD, WRONG = "a right password", "a wrong password"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
CSRF = {"Cookie": f"csrftoken={'c' * 32}", "X-CSRFToken": "c" * 32}
DOORS = ("/api/whoami/", "/api/token/", "/api/api-token-auth/")
DOORS += ("/api-auth/login/", "/admin/login/")
ENLIST = f"""
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.contrib.auth.models import User
from django.core.management import call_command
call_command("migrate", verbosity=0)
stored = {{
    "known": make_password("{PASSWORD}"),
    "inact": make_password("{PASSWORD}"),
    "unset": make_password(None),
    "argon": Argon2PasswordHasher().encode("{PASSWORD}", "a salt of the bench"),
    "pbkdf": make_password("{PASSWORD}", hasher="pbkdf2_sha256"),
}}
for name, encoded in stored.items():
    User.objects.create(username=name, password=encoded, is_active=name != "inact")
"""


class Kind(NamedTuple):
    """A try; one that takes long is made in some of the rounds."""

    what: str
    name: str
    password: str = WRONG
    is_locked: bool = False
    every: int = 1


# Of each group the first is what the others are compared with.
GROUPS = [
    [
        Kind("wrong password", "known"),
        Kind("unknown name", "nobod"),
        Kind("inactive, right password", "inact", PASSWORD),
        Kind("inactive, wrong password", "inact"),
        Kind("without a password", "unset"),
        Kind("hash of Django's Argon2", "argon", every=10),
        Kind("hash of PBKDF2", "pbkdf", every=10),
    ],
    [
        Kind("locked name", "known", is_locked=True),
        Kind("locked unknown name", "nobod", is_locked=True),
    ],
]


def carried(door: str, kind: Kind) -> tuple[str, str | None, dict[str, str]]:
    """Method, body and headers of a try."""
    if door == DOORS[0]:
        pair = base64.b64encode(f"{kind.name}:{kind.password}".encode()).decode()
        return "GET", None, {"Authorization": f"Basic {pair}"}
    form = {"username": kind.name, "password": kind.password}
    if door in DOORS[1:3]:
        return "POST", json.dumps(form), JSON
    return "POST", urlencode(form), {**FORM, **CSRF}
