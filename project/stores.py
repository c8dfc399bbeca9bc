"""Where the data are: SQLite and the database, or PostgreSQL and Redis, by a URL."""

from importlib.util import find_spec

from . import environment as env

# IMMEDIATE takes the write lock when a transaction begins, so that writers wait for
# each other up to `timeout` seconds instead of failing in the middle.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": env.BASE_DIR / "db.sqlite3",
    "CONN_MAX_AGE": 60,
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
}
# Connections of one process: opened when they are needed, shared by its threads.
POOL = {"min_size": 1, "max_size": 10, "timeout": 10}
# In the database, so that all workers share it; migrate makes the table.
IN_DATABASE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "django_cache",
}


def database(url: str) -> dict:
    """The database of a URL, SQLite without one; the process ends where it is wrong."""
    scheme = url.partition(":")[0]
    if not url:
        return SQLITE
    if scheme not in ("postgresql", "postgres", "sqlite"):
        env.refuse("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    need("DATABASE_URL", "dj_database_url", "psycopg", "psycopg_pool")
    import dj_database_url

    try:
        parsed = dj_database_url.parse(url)
    except ValueError as error:  # what it says may hold the password
        env.refuse(f"DATABASE_URL is not a URL: {type(error).__name__}. Correct it.")
    if not parsed["NAME"]:
        env.refuse("DATABASE_URL names no database: .../name is missing at its end.")
    if scheme == "sqlite":
        return {**SQLITE, "NAME": parsed["NAME"]}
    options = {**parsed.get("OPTIONS", {}), "pool": POOL}
    # The pool asks a connection that it hands out whether it is still alive.
    return {**parsed, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def cache(url: str) -> dict:
    """The cache of a URL, a table without one; the process ends where it is wrong."""
    if not url:
        return IN_DATABASE
    if url.partition("://")[0] not in ("redis", "rediss", "unix"):
        env.refuse("CACHE_URL must begin with redis://, rediss:// or unix://.")
    need("CACHE_URL", "redis")
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "access-lab",
        "OPTIONS": {"socket_connect_timeout": 5, "socket_timeout": 5},
    }


def session_engine(cache: dict) -> str:
    """Sessions are in the database; a cache elsewhere spares it most of the reading."""
    kind = "db" if cache is IN_DATABASE else "cached_db"
    return f"django.contrib.sessions.backends.{kind}"


def need(name: str, *modules: str) -> None:
    """End the process where a variable asks for what is not installed."""
    if not all(map(find_spec, modules)):
        env.refuse(f"{name} needs more: pip install -r requirements-server.txt")
