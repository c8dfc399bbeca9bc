"""Clocks: a JWT says when it was made and how long it lives, to the second.

One that was made in the future is refused: simplejwt gives PyJWT no leeway. Setting a
clock back that was ahead makes all tokens of that time so.
"""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from django.contrib.auth.models import User
from django.core.checks import CheckMessage, register
from django.db.models import Max
from django.utils.translation import gettext as _
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from . import git
from .finding import TAG, finding

# Machines that ask the time on the network differ by far less.
LIMIT = timedelta(seconds=5)
DATED = ((User, "last_login"), (User, "date_joined"), (OutstandingToken, "created_at"))


def faults(connection) -> Iterator[CheckMessage]:
    """project.W070: PostgreSQL has another time; W071: a row is of the future."""
    skew = skew_of(connection)
    if abs(skew) > LIMIT:
        message = _("The clock of the database and that of this machine differ: {by}.")
        yield finding("project.W070", message, hint(), by=in_seconds(abs(skew)))
    ahead = newest(connection.alias) - now()
    if ahead > LIMIT:
        message = _("A token or a user in the database is of the future, by {by}.")
        yield finding("project.W071", message, hint(), by=in_seconds(ahead))


@register(TAG, deploy=True)
def commit_is_of_the_past(app_configs, **kwargs):
    """project.W072: where no network tells the time, the last commit does."""
    ahead = timedelta(seconds=git.committed_at() - time.time())
    if ahead <= LIMIT:
        return []
    message = _("The last commit is of the future, by {by}.")
    return [finding("project.W072", message, hint(), by=in_seconds(ahead))]


def hint() -> str:
    """What to do, whichever clock is wrong."""
    return _(
        "Compare the output of date -u with the true time, and let the machine keep "
        "it (timedatectl set-ntp true). A JWT made by a clock that is ahead is "
        "refused, and one that is read by a clock that is behind."
    )


def skew_of(connection) -> timedelta:
    """How far PostgreSQL's clock is ahead; 0 for SQLite, which has ours.

    The way there and back may take as long as the answer is late.
    """
    if connection.vendor != "postgresql":
        return timedelta()
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (theirs,) = cursor.fetchone()
    nearest = min(max(float(theirs), before), time.time())
    return timedelta(seconds=float(theirs) - nearest)


def newest(alias: str) -> datetime:
    """The latest time in the database; the year 1 where there is none."""
    found = [
        model.objects.using(alias).aggregate(latest=Max(column))["latest"]
        for model, column in DATED
    ]
    return max(filter(None, found), default=datetime.min.replace(tzinfo=timezone.utc))


def now() -> datetime:
    """What our clock says."""
    return datetime.now(timezone.utc)


def in_seconds(length: timedelta) -> str:
    """A length of time without the parts of seconds: 0:00:07."""
    return str(timedelta(seconds=int(length.total_seconds())))
