"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's minimum: Basic authentication hashes on every request."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
