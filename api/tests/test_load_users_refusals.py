"""`load_users` with bad files: what it says, and that nobody is loaded."""

import json
import os
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

VERA = {"username": "vera", "email": "vera@example.org", "password": "Klukva-77"}
OLEG = {"username": "oleg", "email": "oleg@example.org", "password": "Kolokol-88"}
GONE = object()


@pytest.fixture
def refusal(db, tmp_path):
    """Loads a text, which must fail; the lines of the message, without the folder."""

    def lines(text):
        path = tmp_path / "people.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        with pytest.raises(CommandError) as refused:
            call_command("load_users", path)
        assert refused.value.returncode == 1
        assert not User.objects.exists()
        return str(refused.value).replace(f"{tmp_path}{os.sep}", "").splitlines()

    return lines


def two(**changes) -> str:
    """Vera on the lines 2 to 6, then Oleg with changes from line 7 on."""
    oleg = {**OLEG, **changes}
    kept = {name: value for name, value in oleg.items() if value is not GONE}
    return json.dumps([VERA, kept], indent=2)


@pytest.mark.parametrize(
    ("changes", "line", "fault"),
    [
        ({"username": ""}, 8, "username: This field cannot be blank."),
        ({"username": "two words"}, 8, "username: Enter a valid username. This"),
        ({"username": "x" * 151}, 8, "username: Ensure this value has at most 150"),
        ({"username": "\ufdfa"}, 8, "username: Enter a valid username. This"),
        ({"username": 7}, 8, "username: This must be text in quotes."),
        ({"username": None}, 8, "username: This must be text in quotes."),
        ({"username": "vera"}, 8, "username: Already on line 3."),
        ({"username": "\uff56era"}, 8, "username: Already on line 3."),
        ({"username": GONE}, 7, "username: The key is missing."),
        ({"email": "nobody"}, 9, "email: Enter a valid email address."),
        ({"email": f"{'o' * 250}@example.org"}, 9, "email: Ensure this value has at"),
        ({"email": ["oleg@example.org"]}, 9, "email: This must be text in quotes."),
        ({"email": GONE}, 7, "email: The key is missing."),
        ({"password": ""}, 10, "password: This must not be empty."),
        ({"password": 123}, 10, "password: This must be text in quotes."),
        ({"password": "\ud800"}, 10, "password: This holds a character that nobody"),
        ({"password": "a\0b"}, 10, "password: This holds a character that nobody"),
        ({"password": GONE}, 7, "password: The key is missing."),
        ({"is_staff": "yes"}, 11, "is_staff: This must be true or false."),
        ({"is_staff": 1}, 11, "is_staff: This must be true or false."),
        ({"is_superuser": None}, 11, "is_superuser: This must be true or false."),
        ({"permissions": "api.add_author"}, 11, "permissions: This must be a list"),
        ({"permissions": {"api.add_author": 1}}, 11, "permissions: This must be a"),
        ({"permissions": [1]}, 11, "permissions: This must be text in quotes."),
        ({"permissions": ["api.fly"]}, 11, "permissions: There is no permission 'api"),
        ({"permissions": ["add_author"]}, 11, "permissions: There is no permission"),
        ({"role": "chief"}, 11, "'role': Unknown key; there are username, email, pass"),
        ({"\x1b[2J\n": 1}, 11, r"'\x1b[2J\n': Unknown key; there are username"),
    ],
)
def test_bad_field_is_named_with_its_line(refusal, changes, line, fault):
    lines = refusal(two(**changes))
    assert len(lines) == 1
    assert lines[0].startswith(f"people.json, line {line}: {fault}")


@pytest.mark.parametrize(
    ("text", "line", "fault"),
    [
        ("", 1, "This is not JSON: Expecting value"),
        ('[\n{"username": "vera",}\n]', 2, "This is not JSON: "),
        ("[\n]\n]", 3, "This is not JSON: Extra data"),
        ("[\r\n\r\n{]", 3, "This is not JSON: "),
        ('\n{"username": "vera"}', 2, "This is not a list in JSON."),
        ("null", 1, "This is not a list in JSON."),
        ('[\n"vera"\n]', 2, "A person must be an object in braces."),
        ("[" * 100_000, 1, "This JSON is nested too deep."),
        ('[{"a":' * 100_000, 1, "This JSON is nested too deep."),
    ],
)
def test_bad_json_is_told_with_its_line(refusal, text, line, fault):
    lines = refusal(text)
    assert len(lines) == 1
    assert lines[0].startswith(f"people.json, line {line}: {fault}")


def test_key_that_is_there_twice_is_told(refusal):
    text = json.dumps([VERA]).replace('"email"', '\n"username": "oleg", "email"')
    assert refusal(text) == ["people.json, line 2: username: The key is there twice."]


def test_number_of_many_digits_is_a_fault_like_others(refusal):
    text = two(password=1).replace(": 1", ": " + "1" * 5000)
    fault = "password: This must be text in quotes."
    assert refusal(text) == [f"people.json, line 10: {fault}"]


def test_all_faults_are_told_at_once_in_their_order(refusal):
    lines = refusal(two(username="", email=GONE, is_staff=0, permissions=["a.b", "c"]))
    told = [line.removeprefix("people.json, line ").split(".")[0] for line in lines]
    assert told == [
        "7: email: The key is missing",
        "8: username: This field cannot be blank",
        "10: is_staff: This must be true or false",
        "11: permissions: There is no permission 'a",
        "11: permissions: There is no permission 'c'",
    ]


def test_faults_beyond_twenty_are_counted(refusal):
    lines = refusal(json.dumps([{**VERA, "email": "?", "username": ""}] * 50, indent=1))
    assert len(lines) == 21
    assert lines[-1] == "... and 80 more."


def test_message_never_shows_a_password(refusal):
    text = two(email="nobody", password="Sekret-99\0", username="vera")
    assert "Sekret" not in "\n".join(refusal(text))


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251"])
def test_file_that_is_not_utf8_is_one_line(refusal, encoding):
    text = json.dumps([{**VERA, "username": "вера"}], ensure_ascii=False)
    fault = "people.json is not in UTF-8. Save it again in that encoding."
    assert refusal(text.encode(encoding)) == [fault]


@pytest.mark.parametrize("name", ["missing.json", "folder", "file/below", "x" * 500])
def test_file_that_cannot_be_read_is_one_line(db, tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(CommandError) as refused:
        call_command("load_users", tmp_path / name)
    start = f"{tmp_path / name} cannot be read: "
    assert re.fullmatch(re.escape(start) + r"[A-Z][\w ]+\.", str(refused.value))
