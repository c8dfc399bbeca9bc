"""Settings of the solutions; the server sets the file of the database."""

SECRET_KEY = "a key of somebody else, and long enough to sign with"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "lab.tests.solutions.urls"
LANGUAGE_CODE = "ru"
STATIC_URL = "static/"
LOGIN_URL = "/api-auth/login/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Some answer 500 on purpose.
LOGGING = {"version": 1, "loggers": {"django": {"level": "CRITICAL"}}}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "rest_framework_simplejwt",
    "lab.tests.solutions",
]

MIDDLEWARE = [
    "lab.tests.solutions.urls.choose",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "",
        "CONN_MAX_AGE": None,
        "OPTIONS": {"init_command": "PRAGMA synchronous=OFF"},
    }
}
# Tables straight from the models: the migrations would take longer than the tests.
MIGRATION_MODULES = dict.fromkeys(
    ("admin", "auth", "authtoken", "contenttypes", "sessions")
)
