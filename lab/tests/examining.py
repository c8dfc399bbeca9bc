"""A solution for the checker, and what came of its checks: words for the tests."""

from dataclasses import replace

from lab.checker.accounts import default_accounts
from lab.checker.check import State
from lab.checker.runner import Target
from lab.steps import ENDPOINTS

PATHS = {each.id: each.list_url for each in ENDPOINTS}


def target(url: str, **changed) -> Target:
    """A solution that is asked by the accounts of the lab's text."""
    usual = Target(url=url, endpoints=PATHS, accounts=default_accounts())
    return replace(usual, **changed)


def names(report, *states: State) -> list[str]:
    """The names of the checks that ended in some states."""
    return [one.check.name for one in report.results if one.finding.state in states]


def failed(report) -> list[str]:
    """The names of the requirements that a solution does not meet."""
    return [name for name in names(report, State.FAILED) if name[0].isdigit()]
