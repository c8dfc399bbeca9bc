"""A solution for the checker, and what came of its checks: words for the tests."""

from dataclasses import replace

from lab.checker.accounts import default_accounts
from lab.checker.check import State
from lab.checker.runner import Target
from lab.steps import ENDPOINTS

from .solutions import TOKENS

PATHS = {each.id: each.list_url for each in ENDPOINTS}
# DRF tokens, which the lab takes from a Python console.
GIVEN = {
    ("user", "Token"): TOKENS["platon27"],
    ("superuser", "Token"): TOKENS["admin"],
}


def target(url: str, **changed) -> Target:
    """A solution that is asked by the accounts of the lab's text."""
    usual = Target(url=url, endpoints=PATHS, accounts=default_accounts())
    return replace(usual, **changed)


def authors(site) -> bytes:
    """All the authors of a site, as it shows them."""
    answer = site.send("GET", "/api/authors_viewset/?page_size=1000")
    assert answer.status == 200
    return answer.content


def names(report, *states: State) -> list[str]:
    """The names of the checks that ended in some states."""
    return [one.check.name for one in report.results if one.finding.state in states]


def failed(report) -> set[str]:
    """The names of the requirements that a solution does not meet."""
    return {one.check.name for one in failures(report) if not one.check.is_advice}


def advised(report) -> set[str]:
    """The names of the advice that was given."""
    return {one.check.name for one in failures(report) if one.check.is_advice}


def failures(report) -> list:
    """The results that are not as they should be."""
    return [one for one in report.results if one.finding.state is State.FAILED]


def findings(report) -> dict:
    """What came of each check, by its name."""
    return {one.check.name: one.finding for one in report.results}
