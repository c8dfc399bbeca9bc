"""The checker finds what is wrong with a solution, and nothing besides."""

import pytest
import requests

from lab.checker.accounts import Account, default_accounts
from lab.checker.check import State
from lab.checker.runner import Target, examine
from lab.steps import ENDPOINTS

from .solutions import TOKENS

pytest_plugins = ["lab.tests.solutions.fixtures"]

PATHS = {endpoint.id: endpoint.list_url for endpoint in ENDPOINTS}
GIVEN = {
    ("user", "Token"): TOKENS["platon27"],
    ("superuser", "Token"): TOKENS["admin"],
}
# Those of the lab, without the advice, which takes its time.
SECTIONS = ("1", "2", "3")

# The check that fails, and a word of its hint.
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
}

RIGHT = (
    "stricter",
    "by-role",
    "role-by-jwt",
    "staff-alone",
    "or-read",
    "no-api-auth",
)

# The viewset is open to all, as the lab leaves it, and DRF fails on JSON that is nested
# 20 000 deep: of these every solution is told.
ALWAYS = {"advice.anonymous-writes", "advice.bad-input"}

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


@pytest.fixture
def examined(solution, authors):
    """A function to the report on a solution; each run tidies up after itself."""

    def of(name: str, only=(), accounts=None, given=GIVEN):
        before = authors()
        accounts = default_accounts() if accounts is None else accounts
        target = Target(
            url=solution(name), endpoints=PATHS, accounts=accounts, given=given
        )
        report = examine(target, only)
        assert report.error is None
        assert report.left == []
        assert authors() == before
        return report

    return of


@pytest.fixture
def authors(solution):
    """A function to all authors there are, which the solutions have in common."""
    url = f"{solution('complete')}/api/authors_viewset/?page_size=1000"
    return lambda: requests.get(url, timeout=9).json()["results"]


def failed(report) -> set[str]:
    """The names of the requirements that failed."""
    return {one.check.name for one in failures(report) if not one.check.is_advice}


def advised(report) -> set[str]:
    """The names of the advice that was given."""
    return {one.check.name for one in failures(report) if one.check.is_advice}


def failures(report) -> list:
    """The results that are not as they should be."""
    return [one for one in report.results if one.finding.state is State.FAILED]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_with_its_hint_and_nothing_besides(examined, name):
    check, hint = FAULTS[name]
    [found] = failures(examined(name, SECTIONS))
    assert found.check.name == check
    assert hint in str(found.check.hints[1])
    assert found.finding.expected != found.finding.observed != ""


def test_the_cells_of_a_fault_are_named_where_the_endpoint_stands(examined):
    report = examined("users-delete", ("1.2.3",))
    assert report.differing["authors_generic"] == ["user DELETE", "owner DELETE"]


def test_what_a_fault_hides_is_unchecked_and_says_why(examined):
    report = examined("no-token", SECTIONS)
    hidden = {
        one.check.name: one.finding.because
        for one in report.results
        if one.finding.state is State.UNCHECKED
    }
    assert {"1.2.3.superuser", "2.3.2.bearer", "2.3.2.refresh"} <= set(hidden)
    assert "/api/token/" in hidden["1.2.3.superuser"]
    assert "2.3.2.obtain" in hidden["2.3.2.refresh"]


@pytest.mark.parametrize("name", RIGHT)
def test_a_solution_that_is_right_in_another_way_fails_nothing(examined, name):
    report = examined(name)
    assert failed(report) == set()
    assert advised(report) <= ALWAYS


@pytest.mark.parametrize("name", ADVICE)
def test_what_goes_beyond_the_lab_is_advice_alone(examined, name):
    report = examined(name)
    advice, observed = ADVICE[name]
    assert failed(report) == set()
    assert advised(report) <= {advice, *ALWAYS}
    [found] = (one for one in failures(report) if one.check.name == advice)
    assert observed in found.finding.observed


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
    wrong = {
        actor: Account(account.username, "not the password")
        for actor, account in default_accounts().items()
    }
    report = examined("complete", SECTIONS, accounts=wrong, given={})
    assert failed(report) == set()


def test_drf_tokens_that_nobody_passed_in_fail_nothing(examined):
    report = examined("2.3.1", given={})
    assert failed(report) == NO_JWT
    [token] = (one for one in report.results if one.check.name == "2.3.1.token")
    assert token.finding.state is State.UNCHECKED
    assert report.standing["authors_generic"][0] == "2.3.1"
