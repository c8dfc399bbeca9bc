"""How many requests the checker may send, told before it begins."""

from collections.abc import Iterable

from lab.matrix import TO_LIST

from . import accounts as keys
from . import preflight, records
from .check import Check
from .survey import COLUMNS
from .ways import SCHEMES

MOST_ACCOUNTS = len({*keys.HOLDERS.values()})
# What each account takes for its credentials.
AN_ACCOUNT = keys.MOST_REQUESTS
# What is needed once on a site: the preflight, and tries that come to nothing.
A_SITE = preflight.MOST_REQUESTS + records.MOST_REQUESTS


def an_endpoint(accounts: int) -> int:
    """The most requests of recognising one endpoint, and of tidying up after it.

    A cell beside those needs one request; two more if it is a POST or a DELETE, for the
    record that it makes or takes away: that is looked at once, and made or deleted.
    """
    # Anonymous, each account and the owner, who shares LIST and POST with the user.
    rows = accounts + 2
    cells = len(COLUMNS) * rows - len(TO_LIST)
    # One to see which is understood, one to see which may write.
    schemes = 2 * len(SCHEMES)
    # One of the owner and one of the superuser, another for each that a DELETE takes
    # away; those, and what POSTs make (one has no CSRF token), are deleted at the end.
    authors = 2 * 2 + rows + (rows - 1) + 1
    # Each of them is looked at before it is written to.
    looks = 2 + rows + (rows - 1) + 1
    return cells + schemes + authors + looks


def most_requests(checks: Iterable[Check], accounts: int = MOST_ACCOUNTS) -> int:
    """The most requests that some checks send to a site, by so many accounts."""
    checks = [*checks]
    endpoints = {endpoint for check in checks for endpoint in check.surveys}
    own = {check.shares or check.name: check.sends for check in checks}
    surveys = len(endpoints) * an_endpoint(accounts)
    return A_SITE + accounts * AN_ACCOUNT + surveys + sum(own.values())
