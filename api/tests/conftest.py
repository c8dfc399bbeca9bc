"""Actors: people with real credentials, who ask over HTTP by each scheme."""

import base64
import json

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import Permission, User
from django.test import Client

from api.models import Author

PASSWORD = "correct horse battery staple"

# Who may ask, and what makes each of them different from an ordinary user.
PEOPLE = {
    "user": {},
    "owner": {},
    "staff": {"is_staff": True},
    "granted": {},
    "superuser": {"is_staff": True, "is_superuser": True},
}
SCHEMES = ["Basic", "Session", "Token", "JWT"]


class Actor:
    """Somebody who sends requests; `name` None is an anonymous user."""

    def __init__(self, name=None, scheme=None, password=PASSWORD):
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.headers = {}
        if name:
            self.headers = getattr(self, scheme.lower())(name, password)

    def basic(self, name, password):
        value = base64.b64encode(f"{name}:{password}".encode()).decode()
        return {"Authorization": f"Basic {value}"}

    def session(self, name, password):
        page = self.client.get("/api-auth/login/")
        token = page.context["csrf_token"]
        form = {"username": name, "password": password, "csrfmiddlewaretoken": token}
        assert self.client.post("/api-auth/login/", form).status_code == 302
        return {"X-CSRFToken": self.client.cookies["csrftoken"].value}

    def token(self, name, password):
        return {"Authorization": f"Token {obtain('api-token-auth/', name, password)}"}

    def jwt(self, name, password):
        return {"Authorization": f"Bearer {obtain('token/', name, password)}"}

    def send(self, method, path, data=None, **headers):
        """The response; `data` goes as JSON, text and bytes as they are."""
        body = data if isinstance(data, (str, bytes)) else json.dumps(data)
        return self.client.generic(
            method,
            path,
            "" if data is None else body,
            content_type=headers.pop("content_type", "application/json"),
            headers={**self.headers, **headers},
        )


def obtain(path, name, password):
    """The DRF token or the access token of a user, as a client gets it."""
    answer = Actor().send(
        "POST", f"/api/{path}", {"username": name, "password": password}
    )
    assert answer.status_code == 200, answer.content
    return answer.json().get("token") or answer.json()["access"]


@pytest.fixture
def people(db):
    """The users by name."""
    users = {
        name: User.objects.create_user(name, f"{name}@example.org", PASSWORD, **flags)
        for name, flags in PEOPLE.items()
    }
    users["granted"].user_permissions.add(Permission.objects.get(codename="add_author"))
    return users


class Counting(MD5PasswordHasher):
    """Remembers for how many passwords it was asked."""

    asked = []

    def encode(self, password, salt):
        self.asked.append(password)
        return super().encode(password, salt)


@pytest.fixture
def hashed(settings, people):
    """The passwords that were hashed since."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    Counting.asked.clear()
    return Counting.asked


@pytest.fixture
def author(people):
    """An author that belongs to `owner`."""
    return Author.objects.create(
        name="Ann", email="ann@example.org", owner=people["owner"]
    )


@pytest.fixture
def anyone():
    """An anonymous user without credentials."""
    return Actor()


@pytest.fixture
def superuser(people):
    """The superuser, by Basic."""
    return Actor("superuser", "Basic")


@pytest.fixture
def document():
    """The OpenAPI document, as an anonymous user gets it."""
    return Client().get("/api/schema/").json()


@pytest.fixture
def operations(document):
    """The operations by `(method, path)`."""
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def component(document, response):
    """The schema of a JSON body, with a reference followed."""
    schema = response["content"]["application/json"]["schema"]
    name = schema.get("$ref", "").rpartition("/")[2]
    return document["components"]["schemas"][name] if name else schema
