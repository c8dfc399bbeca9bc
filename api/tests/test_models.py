"""Authors and passwords as they are stored."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.http import Http404

from api.models import Author


@pytest.mark.django_db(transaction=True)
def test_a_deleted_author_is_not_saved_again():
    author = Author.objects.create(name="A", email="a@example.org")
    Author.objects.filter(pk=author.pk).delete()
    with pytest.raises(Http404):
        author.save()
    assert not Author.objects.exists()


@pytest.mark.django_db
def test_another_fault_of_the_database_is_not_hidden():
    Author.objects.create(name="A", email="a@example.org")
    other = Author.objects.create(name="B", email="b@example.org")
    other.email = "a@example.org"
    with pytest.raises(IntegrityError):
        other.save()


@pytest.fixture
def real_hashers(settings):
    """The hashers of the project, without the fast one of the tests."""
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]


@pytest.mark.usefixtures("real_hashers")
def test_passwords_are_hashed_with_argon2id_at_the_minimum_of_owasp():
    assert make_password("x").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.usefixtures("real_hashers")
@pytest.mark.parametrize("algorithm", ["pbkdf2_sha256", "pbkdf2_sha1", "scrypt"])
@pytest.mark.django_db
def test_an_older_hash_is_accepted_and_upgraded(algorithm):
    hashed = make_password("secret", hasher=algorithm)
    User.objects.create(username="ann", password=hashed)
    assert authenticate(username="ann", password="secret")
    assert User.objects.get().password.startswith("argon2$argon2id$v=19$m=19456,")
    assert not authenticate(username="ann", password="wrong")
