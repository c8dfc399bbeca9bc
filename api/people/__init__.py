"""The people of a file such as `users.json`, on their way into the database.

The file is a list of `{"username", "email", "password"}`, each with optional
`"is_staff"`, `"is_superuser"` and `"permissions"` ("app_label.codename").
"""

from .loader import PublishedPasswordsError, load
from .reader import (
    Person,
    published_accounts,
    published_file,
    published_people,
    read,
    shown_accounts,
)
from .source import BrokenFileError

__all__ = [
    "BrokenFileError",
    "Person",
    "PublishedPasswordsError",
    "load",
    "published_accounts",
    "published_file",
    "published_people",
    "read",
    "shown_accounts",
]
