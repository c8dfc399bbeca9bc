"""The Russian messages: complete, current, and compiled as they are written."""

import re
import shutil
import string

import polib
import pytest

from .fixtures import ROOT, copy_project, lack, manage, needs_lab

CATALOGUE = "locale/ru/LC_MESSAGES/django.po"
# Names of schemes, which are the same in both languages.
SAME = {"API", "Basic", "Claim", "JWT", "Token", "e-mail"}
CYRILLIC = re.compile("[\u0430-\u044f]")


@pytest.fixture(scope="module")
def written():
    """The catalogue as people write it."""
    return polib.pofile(str(ROOT / CATALOGUE))


def texts(entry) -> list[str]:
    """The translations of a message: one, or one for each plural form."""
    return [*entry.msgstr_plural.values()] or [entry.msgstr]


def test_every_message_is_translated(written):
    assert len(written) > 100
    assert not written.fuzzy_entries()
    assert not written.untranslated_entries()
    assert not written.obsolete_entries()
    foreign = [
        entry.msgid
        for entry in written
        if re.search("[a-z]", entry.msgid)
        and not all(map(CYRILLIC.search, texts(entry)))
    ]
    assert set(foreign) <= SAME


def placeholders(text):
    """The names that a text wants to have filled in."""
    braces = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return braces | set(re.findall(r"%\((\w+)\)s", text))


def test_placeholders_survive_translation(written):
    for entry in written:
        for text in texts(entry):
            assert placeholders(text) == placeholders(entry.msgid), entry.msgid


def test_the_compiled_catalogue_is_the_written_one(written):
    compiled = polib.mofile(str(ROOT / CATALOGUE).replace(".po", ".mo"))
    assert {(entry.msgid, *texts(entry)) for entry in compiled} == {
        (entry.msgid, *texts(entry)) for entry in written
    }


@needs_lab("the catalogue")
def test_the_catalogue_has_the_messages_of_the_source(written, tmp_path):
    if not shutil.which("xgettext"):
        lack("xgettext is not here: install gettext")
    folder = copy_project(tmp_path)
    options = ["-l", "ru", "--no-location", "--no-obsolete", "-i", "tests"]
    done = manage(folder, "makemessages", *options, SECRET_KEY="k" * 50)
    assert done.returncode == 0, done.stderr
    made = polib.pofile(str(folder / CATALOGUE))
    assert {entry.msgid for entry in made} == {entry.msgid for entry in written}
