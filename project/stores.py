"""Where the data are: SQLite and the database, or PostgreSQL and Redis, by a URL."""

import re
import warnings
from importlib.util import find_spec
from urllib.parse import urlsplit

from django.core.cache import CacheKeyWarning

from . import environment as env

# IMMEDIATE takes the write lock when a transaction begins, so that writers wait for
# each other up to `timeout` seconds instead of failing in the middle. With 16 MiB for
# pages of the file (2 by default) a million authors are counted in 0.1 ms, not in 3.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": env.BASE_DIR / "db.sqlite3",
    "CONN_MAX_AGE": 60,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA cache_size = -16000",
    },
}
# Connections of one process, shared by its threads and opened when they are needed.
# While the database is away a request waits `timeout` seconds; whoever tries to
# connect gives up as soon, for those who try longer do so ever more seldom.
POOL = {"min_size": 1, "max_size": 10, "timeout": 5, "reconnect_timeout": 5}
# In the database, so that all workers share it; migrate makes the table.
IN_DATABASE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "django_cache",
}
ENCODE = "In a password write %40 for @, %2F for /, %23 for #."


def database(url: str) -> dict:
    """The database of a URL, SQLite without one; the process ends where it is wrong."""
    if not url:
        return SQLITE
    scheme = url.partition("://")[0]
    if scheme not in ("postgresql", "postgres", "sqlite"):
        env.refuse("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    need("DATABASE_URL", "dj_database_url", "psycopg", "psycopg_pool")
    import dj_database_url

    try:
        parsed = dj_database_url.parse(url)
    except ValueError:  # what it says may hold the password
        env.refuse(f"DATABASE_URL is not a URL. {ENCODE}")
    if parsed["NAME"] in ("", ":memory:"):
        env.refuse("DATABASE_URL names no database: .../name is missing at its end.")
    if scheme == "sqlite":
        return {**SQLITE, "NAME": env.BASE_DIR / parsed["NAME"]}
    return pooled(parsed)


def pooled(parsed: dict) -> dict:
    """PostgreSQL with a pool, which keeps the connections: Django is to keep none."""
    # Milliseconds until a database that has vanished from the network is given up.
    limits = {"connect_timeout": 5, "tcp_user_timeout": 10_000}
    options = {**limits, **parsed.get("OPTIONS", {}), "pool": POOL}
    # The pool asks a connection that it hands out whether it is still alive.
    health = {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    return {**parsed, **health, "OPTIONS": options}


def cache(url: str) -> dict:
    """The cache of a URL, a table without one; the process ends where it is wrong."""
    if not url:
        return IN_DATABASE
    if url.partition("://")[0] not in ("redis", "rediss", "unix"):
        env.refuse("CACHE_URL must begin with redis://, rediss:// or unix://.")
    need("CACHE_URL", "redis")
    options = {"socket_connect_timeout": 2, "socket_timeout": 2}
    if not is_url_of_redis(url, **options):
        env.refuse(f"CACHE_URL is not the URL of a database of Redis. {ENCODE}")
    # It is about memcached, and quotes the key: of a session that is a cookie, of which
    # anybody may send as many as they like, and Python remembers each such warning.
    warnings.filterwarnings("ignore", category=CacheKeyWarning)
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        # A list: Django would cut a text where a password has a comma.
        "LOCATION": [url],
        "KEY_PREFIX": "access-lab",
        "OPTIONS": {**options, "serializer": "project.signed.SignedSerializer"},
    }


def is_url_of_redis(url: str, **options) -> bool:
    """Whether a connection can be made of a URL; nothing is connected."""
    from redis import ConnectionPool

    try:
        parts = urlsplit(url)
        ConnectionPool.from_url(url, **options).make_connection()
    except (TypeError, ValueError):
        return False
    # redis-py takes 0 for what is not a number.
    is_numbered = re.fullmatch("/?[0-9]*", parts.path) or parts.scheme == "unix"
    return bool(is_numbered) and not parts.fragment


def session_engine(cache: dict) -> str:
    """Sessions are in the database; a cache elsewhere spares it most of the reading."""
    kind = "db" if cache is IN_DATABASE else "cached_db"
    return f"django.contrib.sessions.backends.{kind}"


def need(name: str, *modules: str) -> None:
    """End the process where a variable asks for what is not installed."""
    if not all(map(find_spec, modules)):
        env.refuse(f"{name} needs more: pip install -r requirements-server.txt")
