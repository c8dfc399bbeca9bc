"""What must not be in git, where everybody who has the repository can read it."""

from pathlib import PurePosixPath

from django.conf import settings
from django.core.checks import register
from django.utils.translation import gettext as _

from .. import environment as env
from . import git
from .finding import TAG, finding, some

# Characters of a key that is looked for: a shorter one is a word of any text.
SHORTEST = 16


@register(TAG, deploy=True)
def git_has_no_secrets(app_configs, **kwargs):
    """project.E020 to E022, and I023 where git does not let itself be asked.

    Nothing is said without git or outside of a repository.
    """
    if git.refuses():
        message = _("git does not open this repository: it belongs to another user.")
        hint = _(
            "Whether secrets are in it was not looked at. If you trust it: "
            "git config --global --add safe.directory '{folder}'"
        )
        return [finding("project.I023", message, hint, folder=env.BASE_DIR)]
    return keys_in_git() + files_in_git()


def keys_in_git() -> list:
    """project.E020: whoever knows a key makes sessions and tokens of anybody."""
    keys = {
        "SECRET_KEY": settings.SECRET_KEY,
        "JWT_SIGNING_KEY": env.text("JWT_SIGNING_KEY"),
    }
    message = _("The {name} of this site is in git, now or in the past: {files}.")
    hint = _(
        "Whoever has the repository can be anybody here. Write a new {name} into .env: "
        'python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
    return [
        finding("project.E020", message, hint, name=name, files=some(files))
        for name, key in keys.items()
        if len(key) >= SHORTEST and (files := git.holding(key))
    ]


def files_in_git() -> list:
    """project.E021 and E022, in whatever folder of the repository."""
    return tracked(
        "project.E021",
        ".env",
        _("git tracks {files}, with the secrets in it."),
        _(
            "Run git rm --cached {first}, commit, and write new secrets into it: the "
            "old ones stay in the history."
        ),
    ) + tracked(
        "project.E022",
        "db.sqlite3*",
        _("git tracks {files}: users, hashes of passwords, tokens, sessions."),
        _(
            "Run git rm --cached {first}, and commit. Let users change their "
            "passwords: the old ones stay in the history."
        ),
    )


def tracked(code: str, pattern: str, message: str, hint: str) -> list:
    """A finding where git has files whose names fit a pattern."""
    files = [path for path in git.tracked() if PurePosixPath(path).match(pattern)]
    if not files:
        return []
    words = {"files": some(files), "first": files[0]}
    return [finding(code, message, hint, **words)]
