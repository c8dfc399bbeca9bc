"""Whether SQLite keeps its journal as SQLITE_WAL says, and can."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage
from django.utils.translation import gettext as _

from ..journal import wanted
from .finding import finding

MOUNTS = Path("/proc/self/mounts")
# Kinds of disks that several machines share: WAL needs memory that they do not.
NETWORK = {"9p", "afs", "ceph", "cifs", "lustre", "nfs", "nfs4", "smb3", "smbfs"}
NETWORK |= {"fuse.glusterfs", "fuse.sshfs", "vboxsf"}


def faults(connection) -> Iterator[CheckMessage]:
    """project.E045: WAL where it loses data; W046: the file is not as it is told."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return
    kind = kind_of_disk(Path(connection.settings_dict["NAME"]).resolve())
    if settings.SQLITE_WAL and kind in NETWORK:
        message = _("SQLITE_WAL is on, and the database is on a network disk ({kind}).")
        hint = _("Data are lost there. Write SQLITE_WAL=false in .env, and restart.")
        yield finding("project.E045", message, hint, kind=kind)
    with connection.cursor() as cursor:
        (mode,) = cursor.execute("PRAGMA journal_mode").fetchone()
    if mode != wanted():
        message = _("The journal of SQLite is {mode}; SQLITE_WAL asks for {wanted}.")
        hint = _(
            "Another program has the file open. Stop all that use it, start the site "
            "again, and check once more."
        )
        yield finding("project.W046", message, hint, mode=mode, wanted=wanted())


def kind_of_disk(file: Path) -> str:
    """The kind of file system that a file is on, such as ext4; "" where it is unknown.

    /proc/self/mounts has a line for each: device, place, kind; a later one is above.
    """
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    places = {place: kind for _device, place, kind, *_rest in map(str.split, lines)}
    # A space in a place is written \040.
    parents = [str(parent).replace(" ", r"\040") for parent in file.parents]
    return next((places[parent] for parent in parents if parent in places), "")
