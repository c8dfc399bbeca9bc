"""How many requests the checker may send, told before it begins."""

from lab.matrix import TO_LIST

from . import accounts as keys
from . import preflight, records
from .survey import COLUMNS
from .ways import SCHEMES

# What each account takes for its credentials.
AN_ACCOUNT = keys.MOST_REQUESTS
# What is needed once on a site: the preflight, and tries that come to nothing.
A_SITE = preflight.MOST_REQUESTS + records.MOST_REQUESTS


def an_endpoint(accounts: int) -> int:
    """The most requests of recognising one endpoint, and of tidying up after it.

    A cell beside those needs one request; one more if it is a POST or a DELETE, for the
    record that it makes or takes away.
    """
    # Anonymous, each account and the owner, who shares LIST and POST with the user.
    rows = accounts + 2
    cells = len(COLUMNS) * rows - len(TO_LIST)
    # One to see which is understood, one to see which may write.
    schemes = 2 * len(SCHEMES)
    # One of the owner and one of the superuser, another for each that a DELETE takes
    # away; those, and what POSTs make (one has no CSRF token), are deleted at the end.
    authors = 2 * 2 + rows + (rows - 1) + 1
    return cells + schemes + authors


def most_requests(accounts: int, endpoints: int) -> int:
    """The most requests of recognising some endpoints of a site by some accounts."""
    return A_SITE + accounts * AN_ACCOUNT + endpoints * an_endpoint(accounts)
