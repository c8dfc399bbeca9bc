"""Every step, every actor, every scheme, every method: the table is kept."""

from dataclasses import replace

import pytest
from django.urls import resolve, reverse
from django.utils import translation

from api.models import Author
from lab.matrix import count, run
from lab.steps import ENDPOINTS, STEPS

ROWS = [*STEPS, *ENDPOINTS]
IDS = [step.id for step in ROWS]


def broken(step):
    """A line for each cell in which the server does not do what the step promises."""
    return [
        f"step {step.id}, {cell.actor} by {cell.scheme}, {cell.column}: "
        f"promised {cell.promised}, observed {cell.observed}"
        for cell in run(step)
        if not cell.kept
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("step", ROWS, ids=IDS)
def test_the_server_keeps_what_the_step_promises(step):
    found = broken(step)
    assert not found, "\n".join(["Change the table or the code:", *found])


@pytest.mark.django_db
def test_a_wrong_digit_is_told_with_all_that_belongs_to_it():
    step = next(step for step in STEPS if step.id == "2.3.1")
    right = "owner       200   200  200   200      201   200  200    204"
    assert right in step.access
    wrong = replace(step, access=step.access.replace(right, right.replace("4", "3")))
    told = "step 2.3.1, owner by Token, DELETE: promised 203, observed 204"
    assert broken(wrong) == [told]


@pytest.mark.django_db
def test_a_run_leaves_nothing_behind_and_counts_right(django_user_model):
    step = STEPS[0]
    assert len(list(run(step))) == count(step) == 8 * (1 + 5 * 6)
    assert not Author.objects.exists()
    assert not django_user_model.objects.exists()


@pytest.mark.django_db
def test_a_run_leaves_the_readers_language_alone():
    with translation.override("ru"):
        list(run(STEPS[0]))
        assert translation.get_language() == "ru"


def test_the_steps_come_in_the_order_of_the_lab():
    assert [step.id for step in STEPS] == [
        *("1-owner", "1-owner-or-read", "1.1-model", "1.1-model-or-read"),
        *("1.2-apiview", "1.2-generic", "1.2-viewset"),
        *("1.2.1", "1.2.2-admin", "1.2.2-or-read", "1.2.3"),
        *("2.1", "2.2", "2.3.1", "2.3.2"),
        *("drf-session-first", "drf-basic-first"),
        *("drf-remote-user", "drf-x-username"),
    ]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_a_step_stays_in_its_own_addresses(step):
    listed = reverse(f"{step.id}:authors-list")
    record = reverse(f"{step.id}:authors-detail", args=[3])
    assert listed == step.list_url
    assert record == f"{step.list_url}3/"
    view = resolve(record).func.cls
    assert (view.__name__, view.__module__) == (step.view.__name__, "api.views")
    assert view.permission_classes == step.permission_classes
    assert view.authentication_classes == step.authentication_classes
    assert view is not step.view


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_title_and_reason_are_there_in_both_languages(step):
    told = {}
    for language in ("en", "ru"):
        with translation.override(language):
            told[language] = str(step.title), str(step.why)
    assert all(len(why) > 60 for _title, why in told.values())
    assert told["en"][1] != told["ru"][1]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_step_says_in_the_browser_what_it_is(language, client):
    step = next(step for step in STEPS if step.id == "1.2-viewset")
    headers = {"Accept": "text/html", "Accept-Language": language}
    page = client.get(step.list_url, headers=headers).content.decode()
    with translation.override(language):
        assert str(step.title) in page
        assert str(step.why)[:40] in page
