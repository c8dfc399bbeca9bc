"""The checks: their table, and what comes of them on a site that is right."""

import pytest

from api.people import published_people
from lab.checker.accounts import Account, cast, default_accounts
from lab.checker.check import State
from lab.checker.client import CheckerError
from lab.checker.onward import following
from lab.checker.requirements import CHECKS, REQUIREMENTS
from lab.checker.runner import examine, most_requests, selected

from .examining import failed, names, target

pytest_plugins = ["lab.tests.solutions.fixtures"]

# The sections of the lab's text that ask for something.
SECTIONS = {"1.2", "1.2.1", "1.2.3", "2.1", "2.2", "2.3.1", "2.3.2", "3.2"}
WRONG = {
    actor: Account(account.username, "not the password")
    for actor, account in default_accounts().items()
}


def authors(site) -> bytes:
    """All the authors of the site, as it shows them."""
    answer = site.send("GET", "/api/authors_viewset/?page_size=1000")
    assert answer.status == 200
    return answer.content


# The table.


def test_each_check_has_a_name_of_its_own_that_begins_with_a_section():
    found = [check.name for check in CHECKS]
    assert len({*found}) == len(found)
    sections = {check.name.rpartition(".")[0] for check in REQUIREMENTS}
    assert sections == SECTIONS
    for check in CHECKS:
        assert check.is_advice == check.name.startswith("advice.")


def test_each_check_comes_after_those_that_it_needs():
    seen = set()
    for check in CHECKS:
        assert {*check.after} <= seen, check.name
        seen.add(check.name)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_each_check_says_what_is_wanted_why_and_what_to_do(check):
    first, second = map(str, check.hints)
    texts = [str(check.title), str(check.why), first, second]
    assert all(text.strip() for text in texts)
    assert len({*texts}) == 4
    assert str(check.title)[-1] != "."


def test_a_check_of_access_names_a_step_on_the_way_of_its_endpoint():
    slices = [check.run.args for check in CHECKS if getattr(check.run, "args", ())]
    assert {step for step, *_rest in slices} == {"1.2.1", "1.2.3"}
    for step, endpoint, _actors, _columns in slices:
        assert following(endpoint, step)


def test_a_section_stands_for_its_checks_and_for_those_that_come_before_them():
    found = [check.name for check in selected(["2.3.2.verify", "2.1"])]
    wanted = ["2.1.basic", "2.1.wrong-password", "2.1.duplicate"]
    assert found == [*wanted, "2.3.2.obtain", "2.3.2.verify"]
    assert [check.name for check in selected(["1.2.authors"])] == ["1.2.authors"]
    assert selected() == CHECKS
    with pytest.raises(CheckerError, match=r"2\.3\.9"):
        selected(["2.3.9"])


# Our own site.


def test_our_own_site_meets_every_requirement_and_needs_no_advice(site):
    before, told = authors(site), []
    report = examine(target(site.url), progress=lambda *done: told.append(done))

    assert report.error is None
    assert names(report, State.FAILED) == []
    assert names(report, State.REPLACED) == ["2.3.2.anonymous"]
    assert {*names(report, State.UNCHECKED)} == {
        f"advice.{name}" for name in ("https", "debug", "trace", "published-passwords")
    }
    for one in report.results:
        is_compared = one.finding.state is not State.UNCHECKED
        assert bool(one.finding.expected and one.finding.observed) == is_compared
        assert bool(one.finding.because) == (one.finding.state is not State.PASSED)

    assert {name: steps[0] for name, steps in report.standing.items()} == {
        "authors": "1.2.1",
        "authors_generic": "authors_generic",
        "authors_viewset": "authors_viewset",
    }
    assert told == [(number, len(CHECKS)) for number in range(1, len(CHECKS) + 1)]
    assert len(CHECKS) <= 40
    assert report.requests <= 180 < most_requests(accounts=2) < 400
    assert authors(site) == before
    assert report.left == report.notes == []


def test_with_an_account_for_each_actor_it_keeps_to_what_was_told(site):
    only = ["1.2.3", "1.2.1"]
    report = examine(target(site.url, accounts=cast(published_people())), only)
    assert report.error is None
    assert names(report, State.FAILED) == []
    assert most_requests(only, 2) < most_requests(only) == most_requests(only, 4)
    assert report.requests <= most_requests(only, 4)


def test_a_part_is_checked_alone_and_costs_less(site):
    only = ["2.3.2.refresh", "2.3.2.verify"]
    report = examine(target(site.url), only)
    assert names(report, State.PASSED) == ["2.3.2.obtain", *only]
    assert len(report.results) == 3
    assert report.standing == {}
    assert report.requests <= most_requests(only, 2) < most_requests(accounts=2)
    assert report.requests < 20


def test_an_account_that_the_site_does_not_know_fails_nothing(site):
    report = examine(target(site.url, accounts=WRONG))
    assert report.error is None
    assert names(report, State.FAILED) == []
    found = {one.check.name: one.finding for one in report.results}
    assert found["1.2.1.signed-in"].state is State.UNCHECKED
    assert "platon27" in found["1.2.1.signed-in"].because
    assert "2.3.2.obtain" in found["2.3.2.refresh"].because


@pytest.mark.parametrize(
    "stop", [RuntimeError(), CheckerError("no more", code="limit"), KeyboardInterrupt()]
)
def test_whatever_stops_the_checker_is_its_own_affair_and_nothing_is_left(site, stop):
    before = authors(site)

    def progress(done, _all):
        if done == 5:
            assert authors(site) != before
            raise stop

    def run():
        return examine(target(site.url), ["1.2.1", "1.2.3"], progress)

    if isinstance(stop, Exception):
        report = run()
        assert report.error is stop
        assert report.results == report.left == []
    else:
        with pytest.raises(KeyboardInterrupt):
            run()
    assert authors(site) == before


def test_a_site_that_is_not_there_is_an_error_of_the_checker():
    report = examine(target("http://127.0.0.1:9"))
    assert report.error.code == "unreachable"
    assert report.results == []


# Solutions of others.


def test_a_token_is_asked_for_where_none_can_be_had(solution):
    report = examine(target(solution("1.2.3")), ["2.3.1"])
    assert names(report, State.FAILED) == []
    assert names(report, State.UNCHECKED) == ["2.3.1.token", "2.3.1.wrong-token"]
    given = {("superuser", "Token"): "0" * 40}
    report = examine(target(solution("1.2.3"), given=given), ["2.3.1"])
    assert failed(report) == ["2.3.1.token"]


def test_what_the_complete_solution_has_left_behind_is_replaced(solution):
    report = examine(target(solution("complete")))
    assert failed(report) == []
    assert "2.3.2.anonymous" in names(report, State.PASSED)
    found = {one.check.name: one.finding for one in report.results}
    replaced = found["1.2.3.user-changes-nothing"]
    assert replaced.state is State.REPLACED
    assert "2.3.2" in replaced.because
    assert "DELETE 204" in replaced.observed
    assert report.standing["authors_generic"] == ["2.3.2"]
