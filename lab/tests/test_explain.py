"""From the header to sentences: in two languages, and whatever the header holds."""

import re
from time import perf_counter

import pytest
from django.contrib.auth.models import User
from django.urls import path
from django.utils import translation
from rest_framework.permissions import BasePermission

from api.tests.conftest import PASSWORD
from lab.explain import explain
from lab.words import WORDS

from .conftest import BASIC, Probe, ask, basic

ONLY_OURS = type("ТолькоСвои", (BasePermission,), {"has_permission": lambda *_: False})
urlpatterns = [
    path("probe/", Probe.as_view(permission_classes=[ONLY_OURS], **BASIC)),
]

TOOLBAR = 'TimerPanel_utime;dur=1.2;desc="User CPU time", db;dur=53, miss'
OURS = 'IsAuthenticated;desc="no";dur=0.25, verdict;desc="verdict.403.known"'


@pytest.mark.parametrize("code", WORDS)
def test_every_code_is_a_sentence_in_both_languages(code):
    header = f'Judge;desc="{code} Detail%20{{who}}"'
    told = {language: explain(header, language) for language in ("en", "ru")}
    assert [len(entries) for entries in told.values()] == [1, 1]
    (en,), (ru,) = told.values()
    template = str(WORDS[code][0])
    for entry in (en, ru):
        assert (entry.who, entry.code) == ("Judge", code)
        assert entry.sentence.endswith(".")
        assert len(entry.sentence) > 10
        assert ("Judge" in entry.sentence) == ("{who}" in template)
        assert ("Detail {who}" in entry.sentence) == ("{detail}" in template)
        assert "{detail}" not in entry.sentence + entry.hint
    assert bool(en.hint) == bool(ru.hint)
    assert en.sentence != ru.sentence
    assert not en.hint or en.hint != ru.hint
    assert re.search("[а-яё]", ru.sentence)


@pytest.mark.parametrize(
    "code", [c for c in WORDS if re.match("rej|csrf|no$|no[.]", c)]
)
def test_whoever_is_refused_is_told_what_to_do(code):
    assert WORDS[code][1]


@pytest.mark.django_db
@pytest.mark.urls("lab.tests.test_explain")
@pytest.mark.parametrize(
    "name", ["Платон", 'O"Brien, jr;dur=9', "100% {who}", "a\tb\r\nSet-Cookie", "<b>"]
)
def test_any_name_comes_through_the_header_whole(name):
    User.objects.create_user(name, password=PASSWORD)
    credentials = basic(f"{name}:{PASSWORD}")
    response = ask(f"GET /probe/\nAuthorization: Basic {credentials}", {})
    header = response.headers["Server-Timing"]
    assert response.status_code == 403
    assert header.isascii()
    assert header.isprintable()
    first, second, verdict = explain(header, "en")
    assert first.sentence == f"BasicAuthentication recognised {name}."
    assert (second.who, second.code) == ("ТолькоСвои", "no")
    assert verdict.code == "verdict.403.known"


def test_who_is_locked_out_is_told_how_long():
    (entry,) = explain('verdict;desc="verdict.429.locked 15"', "en")
    assert entry.sentence.startswith("429: too many wrong passwords")
    assert entry.hint.startswith("Wait 15 min")


def test_entries_of_other_programs_are_passed_over():
    for header in (f"{TOOLBAR}, {OURS}", f"{OURS}, {TOOLBAR}", f"{OURS},{TOOLBAR}"):
        told = [(e.who, e.code, e.duration) for e in explain(header, "en")]
        assert told == [
            ("IsAuthenticated", "no", 0.25),
            ("verdict", "verdict.403.known", None),
        ]


@pytest.mark.parametrize(
    "header",
    [
        "",
        TOOLBAR,
        "nonsense",
        ',,;;==""',
        ';desc="no"',
        'A;desc="',
        'A;desc="no',
        "A;desc=no",
        'A;desc=""',
        'A;desc="nobody-knows-this-code"',
        'A;desc="yesterday was warm"',
        'A;desc="No"',
        "\0\r\n\ud800",
    ],
)
def test_of_what_it_does_not_know_it_tells_nothing(header):
    assert explain(header, "en") == []


@pytest.mark.parametrize(
    "detail", ["%", "%zz", "%FF%FE", "{", "{who}", "{0.__class__}"]
)
def test_a_strange_detail_is_told_as_it_is(detail):
    (entry,) = explain(f'A;desc="recognised {detail}"', "en")
    assert entry.sentence.startswith("A recognised ")
    assert "{" in entry.sentence or "{" not in detail


@pytest.mark.parametrize("language", ["xx", "de", "zz-ZZ", "", "not a language", "EN"])
def test_an_unknown_language_is_told_in_english(language):
    assert explain(OURS, language) == explain(OURS, "en")


def test_the_language_of_the_reader_is_left_alone():
    with translation.override("ru"):
        explain(OURS, "en")
        assert translation.get_language() == "ru"


@pytest.mark.parametrize(
    ("start", "filler"),
    [
        ("", "a"),
        ("", "a;"),
        ("", '"'),
        ("", ";desc="),
        ("", 'a;desc="'),
        ('a;desc="', "b"),
        ('a;desc="no ', "b"),
        ('a;desc="no ', " "),
        ('a;desc="no";dur=', "1"),
        ("", 'a;desc="b'),
    ],
)
def test_a_megabyte_of_junk_takes_no_time(start, filler):
    # Doubling, so that a quadratic reader fails soon instead of taking hours.
    for power in range(12, 21):
        junk = start + filler * (2**power // len(filler))
        begun = perf_counter()
        explain(junk, "en")
        assert perf_counter() - begun < 0.5, f"{len(junk)} characters"
