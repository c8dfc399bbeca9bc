"""`load_users` with good files: who is there afterwards, and with which rights."""

import json
from collections import Counter
from io import StringIO

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command

from api.people import published_accounts, published_file, read

from .conftest import Actor

VERA = {"username": "vera", "email": "vera@example.org", "password": "Klukva-77"}
OLEG = {"username": "oleg", "email": "oleg@example.org", "password": "Kolokol-88"}


def load(*arguments) -> str:
    """The last line that the command prints."""
    out = StringIO()
    call_command("load_users", *arguments, stdout=out)
    return out.getvalue().splitlines()[-1]


@pytest.fixture
def file_of(tmp_path):
    """Writes people to a file and gives its path."""

    def write(*entries, encoding="utf-8"):
        path = tmp_path / "people.json"
        path.write_text(json.dumps(entries, ensure_ascii=False), encoding=encoding)
        return path

    return write


@pytest.fixture
def public(settings):
    """A host that others can reach, with DEBUG off."""
    settings.PUBLIC, settings.DEBUG = True, False
    return settings


def whoami(username, password):
    """What the server answers to somebody who signs in by Basic."""
    return Actor(username, "Basic", password).send("GET", "/api/whoami/")


def test_own_file_has_the_two_of_the_lab_and_forty_with_good_passwords():
    lab, invented = read(published_file())[:2], read(published_file())[2:]
    assert [(one.username, one.password) for one in lab] == [
        ("platon27", "#8X+DujR!B"),
        ("admin", "123"),
    ]
    assert len(invented) == 40
    for one in invented:
        validate_password(one.password, User(username=one.username, email=one.email))
        assert len(one.password) >= 10
        assert one.email.endswith(("@example.org", "@example.com", "@example.net"))
    for name in ("email", "password"):
        assert len({getattr(one, name) for one in lab + invented}) == 42


def test_own_file_has_one_person_for_each_role_beside_the_ordinary():
    roles = Counter(
        (one.is_staff, one.is_superuser, one.permissions)
        for one in read(published_file())
    )
    assert roles == {
        (False, False, ()): 39,
        (True, True, ()): 1,
        (True, False, ()): 1,
        (False, False, ("api.add_author",)): 1,
    }


def test_the_accounts_to_show_are_platon27_and_admin():
    shown = [(one.username, one.is_superuser) for one in published_accounts()]
    assert shown == [("platon27", False), ("admin", True)]


def test_nobody_is_shown_where_the_file_is_missing_or_broken(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    assert published_accounts() == []
    published_file().write_text("[{", encoding="utf-8")
    assert published_accounts() == []


def test_people_of_the_own_file_sign_in_with_what_they_are(db):
    assert load() == "42 created, 0 left as they are, 0 passwords set"
    roles = {
        one.username: whoami(one.username, one.password).json()["roles"]
        for one in read(published_file())
    }
    assert Counter(map(tuple, roles.values())) == {
        ("user",): 40,
        ("user", "staff"): 1,
        ("user", "staff", "superuser"): 1,
    }
    assert roles["admin"] == ["user", "staff", "superuser"]


def test_permissions_and_flags_are_really_given(db, file_of):
    load(
        file_of(
            {**VERA, "permissions": ["api.add_author", "api.add_author"]},
            {**OLEG, "is_staff": True, "is_superuser": False, "permissions": []},
        )
    )
    vera, oleg = User.objects.order_by("-username")
    assert vera.get_all_permissions() == {"api.add_author"}
    assert (vera.is_staff, vera.is_superuser, vera.is_active) == (False, False, True)
    assert oleg.get_all_permissions() == set()
    assert (oleg.is_staff, oleg.is_superuser) == (True, False)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_file_with_only_the_three_keys_is_loaded(db, file_of, encoding):
    zhenya = {"username": "Женя", "email": "", "password": "мой пароль"}
    path = file_of(VERA, zhenya, encoding=encoding)
    assert load(path) == "2 created, 0 left as they are, 0 passwords set"
    assert User.objects.get(username="vera").email == "vera@example.org"
    assert whoami("Женя", "мой пароль").json()["username"] == "Женя"


def test_names_are_normalised_as_django_does(db, file_of):
    load(file_of({**VERA, "username": "ﬁlipp", "email": "filipp@EXAMPLE.org"}))
    filipp = User.objects.get()
    assert (filipp.username, filipp.email) == ("filipp", "filipp@example.org")


def test_names_that_differ_in_case_are_two_people(db, file_of):
    load(file_of(VERA, {**OLEG, "username": "Vera"}))
    assert User.objects.count() == 2


def test_empty_list_loads_nobody(db, file_of):
    assert load(file_of()) == "0 created, 0 left as they are, 0 passwords set"


def test_more_people_than_one_statement_takes_are_loaded(db, file_of):
    many = [{**VERA, "username": f"vera{number}"} for number in range(1500)]
    path = file_of(*({**one, "permissions": ["api.add_author"]} for one in many))
    assert load(path) == "1500 created, 0 left as they are, 0 passwords set"
    assert User.objects.filter(user_permissions__codename="add_author").count() == 1500
    again = load(path, "--reset-passwords")
    assert again == "0 created, 0 left as they are, 1500 passwords set"


def test_people_who_are_there_stay_wholly_as_they_are(db, file_of):
    load(file_of(VERA))
    vera = User.objects.get()
    vera.set_password("one of my own")
    vera.save()
    before = User.objects.filter(pk=vera.pk).values().get()
    entry = {
        "email": "v@example.com",
        "is_staff": True,
        "permissions": ["api.add_author"],
    }
    done = load(file_of({**VERA, **entry}, OLEG))
    assert done == "1 created, 1 left as they are, 0 passwords set"
    assert User.objects.filter(pk=vera.pk).values().get() == before
    assert not vera.user_permissions.exists()
    assert whoami("vera", "one of my own").status_code == 200


def test_reset_sets_the_password_and_nothing_else(db, file_of):
    load(file_of(VERA))
    User.objects.update(is_active=False, email="new@example.org", password="!")
    entry = {**VERA, "is_superuser": True}
    done = load(file_of(entry, OLEG), "--reset-passwords")
    assert done == "1 created, 0 left as they are, 1 passwords set"
    vera = User.objects.get(username="vera")
    assert vera.check_password(VERA["password"])
    assert (vera.is_active, vera.is_superuser) == (False, False)
    assert vera.email == "new@example.org"


def test_passwords_are_hashed_with_the_first_hasher_of_the_settings(
    db, file_of, settings
):
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]
    load(file_of(VERA, OLEG))
    for entry in (VERA, OLEG):
        user = User.objects.get(username=entry["username"])
        assert identify_hasher(user.password).algorithm == "argon2"
        assert "$argon2id$v=19$m=19456,t=2,p=1$" in user.password
        assert user.check_password(entry["password"])


@pytest.mark.parametrize("options", [[], ["--reset-passwords"]])
def test_public_host_refuses_the_own_file(db, public, options):
    with pytest.raises(CommandError, match=r"--demo-passwords") as refused:
        load(*options)
    assert str(refused.value).startswith("42 of the passwords in ")
    assert refused.value.returncode == 1
    assert not User.objects.exists()


def test_public_host_refuses_one_published_password_in_any_file(db, public, file_of):
    with pytest.raises(CommandError, match=r"^1 of the passwords in .*people\.json"):
        load(file_of(OLEG, {**VERA, "password": "123"}))
    assert not User.objects.exists()


def test_public_host_takes_other_passwords(db, public, file_of):
    assert load(file_of(VERA, OLEG)).startswith("2 created")


def test_public_host_without_the_own_file_has_nothing_to_compare(
    db, public, file_of, tmp_path
):
    public.BASE_DIR = tmp_path
    assert load(file_of({**VERA, "password": "123"})).startswith("1 created")


def test_public_host_takes_the_published_ones_if_told_so(db, public):
    assert load("--demo-passwords").startswith("42 created")


@pytest.mark.parametrize(("host", "debug"), [(True, True), (False, False)])
def test_published_passwords_pass_under_debug_and_on_a_laptop(
    db, settings, host, debug
):
    settings.PUBLIC, settings.DEBUG = host, debug
    assert load().startswith("42 created")
