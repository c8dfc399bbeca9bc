"""The checker finds what is wrong with a solution, and nothing besides."""

from functools import cache

import pytest
import requests

from api.people import published_people
from lab.checker.accounts import cast, default_accounts
from lab.checker.check import State
from lab.checker.requirements import CHECKS, REQUIREMENTS
from lab.checker.runner import examine, selected

from .examining import GIVEN, advised, failed, failures, findings, target

pytest_plugins = ["lab.tests.solutions.fixtures"]

# The first check that fails, and a word of its hint.
FAULTS = {
    "allow-any": ("1.2.1.anonymous", "IsAuthenticated"),
    "users-delete": ("1.2.3.user-changes-nothing", "['GET', 'POST']"),
    "open-jwt": ("1.2.3.anonymous-writes", "permission_classes"),
    "no-viewset": ("1.2.authors_viewset", "router.register"),
    "to-login": ("1.2.authors", "as_view()"),
    "duplicate": ("2.1.duplicate", "ModelSerializer"),
    "csrf-exempt": ("2.2.csrf", "enforce_csrf"),
    "no-token": ("2.3.2.obtain", "TokenObtainPairView"),
    "token-kept": ("2.3.2.bearer", "JWTAuthentication"),
    "unsigned": ("2.3.2.signature", "verify_signature"),
    "no-refresh": ("2.3.2.refresh", "TokenRefreshView"),
    "no-verify": ("2.3.2.verify", "TokenVerifyView"),
    "no-static": ("3.2.static", "collectstatic"),
    "no-write": ("1.2.1.signed-in", "permission_classes"),
}
# And what else fails, for it needs the same.
BESIDES = {"no-write": {"2.2.csrf"}}

RIGHT = (
    "stricter",
    "by-role",
    "role-by-jwt",
    "terse",
    "staff-alone",
    "or-read",
    "no-patch",
    "no-api-auth",
)

# The viewset is open to all, as the lab leaves it, and DRF fails on JSON that is nested
# 20 000 deep: of these every solution is told.
ALWAYS = {"advice.anonymous-writes", "advice.bad-input"}

# Some of the advice costs next to nothing: it is tried everywhere.
QUICK = ("advice.head", "advice.token-types", "advice.names-believed")

# The advice, and a word of what was observed.
ADVICE = {
    "no-head": ("advice.head", "HEAD /api/authors_generic/: 403"),
    "careless": ("advice.bad-input", "PUT to the list"),
    "any-token": ("advice.token-types", "refresh as Bearer: 200"),
    "x-username": ("advice.names-believed", "/api/authors/: X-Username"),
}

# The steps of authors and authors_generic, and what fails, for the lab goes on.
NO_JWT = {"2.3.2.obtain"}
NO_TOKENS = {"2.3.1.token", *NO_JWT}
OPEN = {"1.2.3.anonymous-writes", *NO_TOKENS}
STEPS = {
    "1.2": ("1.2-apiview", "1.2-generic", {"1.2.1.anonymous", *OPEN}),
    "1.2.1": ("1.2.1", "1.2-generic", OPEN),
    "1.2.3": ("1.2.1", "1.2.3", NO_TOKENS),
    "2.1": ("1.2.1", "2.1", NO_TOKENS),
    "2.2": ("1.2.1", "2.2", NO_TOKENS),
    "2.3.1": ("1.2.1", "2.3.1", NO_JWT),
    "complete": ("1.2.1", "2.3.2", set()),
}


@pytest.fixture(scope="module")
def examined(solution):
    """A function to the report on a solution; each run tidies up after itself.

    Without the advice, which takes its time, unless `checks` has it; what is usual
    is examined once.
    """
    url = f"{solution('complete')}/api/authors_viewset/?page_size=1000"

    def authors() -> list:
        return requests.get(url, timeout=9).json()["results"]

    @cache
    def usual(name: str):
        return of(name, REQUIREMENTS)

    def of(name: str, checks=None, given=GIVEN, **changed):
        if checks is None and given is GIVEN:
            return usual(name)
        before = authors()
        where = target(solution(name), given=given, **changed)
        report = examine(where, checks or REQUIREMENTS)
        assert report.error is None
        assert report.left == []
        assert authors() == before
        return report

    return of


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_with_its_hint_and_nothing_besides(examined, name):
    check, hint = FAULTS[name]
    report = examined(name)
    first = failures(report)[0]
    assert failed(report) == {check, *BESIDES.get(name, ())}
    assert first.check.name == check
    assert hint in str(first.check.hints[1])
    assert first.finding.expected != first.finding.observed != ""


def test_a_method_that_is_missing_is_told_with_its_status(examined):
    found = findings(examined("no-write"))
    assert "POST, PUT, DELETE 405" in found["1.2.1.signed-in"].observed
    assert "with it 405" in found["2.2.csrf"].observed


def test_the_cells_of_a_fault_are_named_where_the_endpoint_stands(examined):
    report = examined("users-delete", selected(["1.2.3"]))
    assert report.differing["authors_generic"] == ["user DELETE", "owner DELETE"]


def test_an_account_beyond_the_labs_own_is_asked_where_one_is_given(examined):
    checks = selected(["1.2.3"])
    assert failed(examined("staff-delete", checks)) == set()
    report = examined("staff-delete", checks, accounts=cast(published_people()))
    assert failed(report) == {"1.2.3.user-changes-nothing"}


def test_what_a_fault_hides_is_unchecked_and_says_why(examined):
    found = findings(examined("no-token"))
    hidden = {name for name in found if found[name].state is State.UNCHECKED}
    assert {"1.2.3.superuser", "2.3.2.bearer", "2.3.2.refresh"} <= hidden
    assert "/api/token/" in found["1.2.3.superuser"].because
    assert "2.3.2.obtain" in found["2.3.2.refresh"].because


@pytest.mark.parametrize("name", RIGHT)
def test_a_solution_that_is_right_in_another_way_fails_nothing(examined, name):
    assert failed(examined(name)) == set()


def test_a_code_is_told_where_there_is_one(examined):
    invalid = "401 (token_not_valid)"
    found = findings(examined("complete"))
    assert found["2.3.2.signature"].observed.count(invalid) == 2
    assert found["2.3.2.verify-refuses"].observed.endswith(invalid)
    terse = findings(examined("terse"))["2.3.2.signature"]
    assert "(" not in terse.observed
    assert invalid[4:] in terse.expected


@pytest.mark.parametrize("name", ADVICE)
def test_what_goes_beyond_the_lab_is_advice_alone(examined, name):
    advice, observed = ADVICE[name]
    quick = [one for one in CHECKS if one.name in (advice, *QUICK)]
    report = examined(name, [*REQUIREMENTS, *quick])
    assert failed(report) == set()
    assert advised(report) <= {advice, *ALWAYS}
    assert observed in findings(report)[advice].observed


@pytest.mark.parametrize("name", STEPS)
def test_each_state_of_the_lab_is_recognised_as_its_step(examined, name):
    report = examined(name)
    authors, generic, fails = STEPS[name]
    assert failed(report) == fails
    first = {endpoint: steps[0] for endpoint, steps in report.standing.items()}
    assert first == {
        "authors": authors,
        "authors_generic": generic,
        "authors_viewset": "1.2-viewset",
    }


def test_accounts_that_the_site_does_not_know_fail_nothing(examined):
    wrong = {actor: one.mistaken() for actor, one in default_accounts().items()}
    report = examined("complete", given={}, accounts=wrong)
    assert failed(report) == set()
    found = findings(report)
    assert found["1.2.1.signed-in"].state is State.UNCHECKED
    assert "platon27" in found["1.2.1.signed-in"].because
    assert "2.3.2.obtain" in found["2.3.2.refresh"].because


def test_drf_tokens_that_nobody_passed_in_fail_nothing(examined):
    report = examined("2.3.1", given={})
    assert failed(report) == NO_JWT
    assert findings(report)["2.3.1.token"].state is State.UNCHECKED
    assert report.standing["authors_generic"][0] == "2.3.1"


def test_a_token_that_opens_nothing_fails(examined):
    given = {("superuser", "Token"): "0" * 40}
    report = examined("1.2.3", selected(["2.3.1"]), given=given)
    assert failed(report) == {"2.3.1.token"}


def test_no_solution_goes_without_a_test(solutions):
    assert {*solutions} == {*FAULTS, *RIGHT, *ADVICE, *STEPS, "debug", "staff-delete"}
