"""What must not be in git, where everybody who has the repository can read it."""

from django.conf import settings
from django.core.checks import register
from django.utils.translation import gettext as _

from .. import environment as env
from . import git
from .finding import TAG, finding, some


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
    message = _("The {name} of this site is in a file that git tracks: {files}.")
    hint = _(
        "Whoever has the repository can be anybody here. Write a new {name} into .env: "
        'python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
    return [
        finding("project.E020", message, hint, name=name, files=some(files))
        for name, key in keys.items()
        if key and (files := git.holding(key))
    ]


def files_in_git() -> list:
    """project.E021 and E022, in whatever folder of the repository."""
    paths = [(path, path.rpartition("/")[2]) for path in git.tracked()]
    dotenvs = [path for path, name in paths if name == ".env"]
    databases = [path for path, name in paths if name.startswith("db.sqlite3")]
    return dotenv_in_git(dotenvs) + database_in_git(databases)


def dotenv_in_git(files: list[str]) -> list:
    """project.E021: all secrets at once."""
    if not files:
        return []
    message = _("git tracks {files}, with the secrets in it.")
    hint = _(
        "Run git rm --cached {first}, commit, and write new secrets into it: the "
        "old ones stay in the history."
    )
    words = {"files": some(files), "first": files[0]}
    return [finding("project.E021", message, hint, **words)]


def database_in_git(files: list[str]) -> list:
    """project.E022: tokens and sessions open the site as they are."""
    if not files:
        return []
    message = _("git tracks {files}: users, hashes of passwords, tokens, sessions.")
    hint = _(
        "Run git rm --cached {first}, and commit. Let users change their "
        "passwords: the old ones stay in the history."
    )
    words = {"files": some(files), "first": files[0]}
    return [finding("project.E022", message, hint, **words)]
