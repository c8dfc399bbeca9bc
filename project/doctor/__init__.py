"""The doctor: what is wrong with this deployment, found by `manage.py check`.

`--deploy` looks at settings, git and static files; with `--database default` also at
the database, the passwords in it and the cache. Without them only what was written
wrongly into `.env` is told, so that a laptop starts quickly and has nothing to mend,
and so that migrate, which runs the checks of databases itself, can mend.
"""

from . import cache, clock, database, dotenv, hosts, https, proxy, secrets, static

__all__ = [
    "cache",
    "clock",
    "database",
    "dotenv",
    "hosts",
    "https",
    "proxy",
    "secrets",
    "static",
]
