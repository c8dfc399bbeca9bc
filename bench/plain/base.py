"""What both sites have: the settings that `startproject` writes, and the author."""

import os

from django.conf import global_settings, settings

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]


def configure(urls: str, *apps: str, **more):
    """Settings with some apps, addresses in the module `urls`, and the author's model;
    BENCH_DATABASE is the file of the database."""
    settings.configure(
        SECRET_KEY=os.environ["SECRET_KEY"],
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=urls,
        MIDDLEWARE=MIDDLEWARE,
        INSTALLED_APPS=[*APPS, *apps],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": os.environ["BENCH_DATABASE"],
                "CONN_MAX_AGE": 60,
            }
        },
        PASSWORD_HASHERS=global_settings.PASSWORD_HASHERS,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        **more,
    )
    import django

    django.setup()


def author_model():
    """The model on this project's table."""
    from django.conf import settings
    from django.db import models

    class Author(models.Model):
        name = models.CharField(max_length=200)
        email = models.EmailField(unique=True)
        owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)

        class Meta:
            app_label = "bench"
            db_table = "api_author"
            ordering = ["id"]

        def __str__(self):
            return self.name

    return Author
