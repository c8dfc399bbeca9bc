"""Settings of the project, for a laptop and for a server alike; values from `.env`."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from . import environment as env
from . import logs, stores

BASE_DIR = env.BASE_DIR

SECRET_KEY = env.required(
    "SECRET_KEY",
    "On a laptop run `python3 run.py`; on a server copy template.env to .env, and fill "
    "it in.",
)
DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.items("ALLOWED_HOSTS", env.LOCAL_HOSTS)

# A public host is one that more than this machine can reach.
PUBLIC = not set(ALLOWED_HOSTS) <= set(env.LOCAL_HOSTS)

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
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "api",
    "api.guards.lockout",
    "project",
]

MIDDLEWARE = [
    # First, so that it sees what each of the others answers.
    "project.access_log.LogMiddleware",
    # Those that only add headers come before those that may answer in a view's place.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "api.guards.headers.HeadersMiddleware",
    "project.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "api.guards.middleware.JSONErrorsMiddleware",
    # Django's sessions, and 503 while the database or the cache cannot work.
    "api.guards.unavailable.UnavailableMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "api.guards.lockout.middleware.LockoutMiddleware",
]

# The laboratory (lab/). Without it, or without its folder, the solution is the same.
LAB = env.flag("LAB", default=DEBUG) and env.has("lab")
LAB_TRUST_HEADERS = LAB and env.flag("LAB_TRUST_HEADERS")
if env.has("lab"):
    INSTALLED_APPS.append("lab")
if LAB:
    # Last, so that it sees the view when nothing else will replace it.
    MIDDLEWARE.append("lab.trace.TraceMiddleware")

AUTHENTICATION_BACKENDS = ["api.guards.lockout.backend.LockoutBackend"]
if LAB_TRUST_HEADERS:
    AUTHENTICATION_BACKENDS.append("lab.headers.KnownRemoteUserBackend")

TEST_RUNNER = "project.runner.PytestRunner"
ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "project.context.site",
            ],
        },
    },
]

DATABASES = {"default": stores.database(env.text("DATABASE_URL"))}
# Read by project/journal.py.
SQLITE_WAL = env.flag("SQLITE_WAL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": stores.cache(env.text("CACHE_URL"))}
SESSION_ENGINE = stores.session_engine(CACHES["default"])

PASSWORD_HASHERS = [
    "api.guards.hashers.Argon2Hasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS.append(
    {"NAME": "api.guards.lockout.length.MaximumLengthValidator"}
)

# A word to somebody who is not signed in needs no row in the database.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LOGIN_URL = "rest_framework:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.time_zone()
USE_TZ = True

# The lab's switch (section 3.1): on a laptop Django finds the files in static/, on a
# server collectstatic gathers them there. Both lines start at column 0, where the
# helper of PythonAnywhere looks for STATIC_ROOT.
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"] if "localhost" in ALLOWED_HOSTS else []
STATIC_ROOT = None if "localhost" in ALLOWED_HOSTS else BASE_DIR / "static"
# On a laptop nobody has gathered the files: they are served from where they are.
WHITENOISE_USE_FINDERS = "localhost" in ALLOWED_HOSTS
# Nobody uploads files here; the same helper adds lines of its own where it is not said.
MEDIA_ROOT = ""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.BasicAuthentication",
    ],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "api.guards.renderers.BrowsableAPIRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "api.guards.parsers.JSONParser",
        "api.guards.parsers.FormParser",
        "api.guards.parsers.MultiPartParser",
    ],
    "DEFAULT_PAGINATION_CLASS": "api.guards.pagination.LinkHeaderPagination",
    "DEFAULT_SCHEMA_CLASS": "api.guards.schema.AutoSchema",
    "EXCEPTION_HANDLER": "api.guards.errors.exception_handler",
    "VIEW_DESCRIPTION_FUNCTION": "api.guards.pages.describe",
}

SPECTACULAR_SETTINGS = {
    "TITLE": _("Access lab"),
    "DESCRIPTION": _(
        "One resource, three ways, four schemes: who may do what, and why."
    ),
    "VERSION": "1.0.0",
    "SCHEMA_PATH_PREFIX": "/api/",
    "PREPROCESSING_HOOKS": ["api.guards.schema.only_api"],
    "POSTPROCESSING_HOOKS": ["api.guards.schema.describe_schemes"],
    "PARSER_WHITELIST": ["rest_framework.parsers.JSONParser"],
    "COMPONENT_SPLIT_REQUEST": True,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
}

SIMPLE_JWT = {
    # Long enough for one section of the lab in Postman, short enough that a stolen
    # token is soon worth nothing: an access token cannot be taken back.
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    # A day at most without the password; each refresh ends the token it was sent.
    "REFRESH_TOKEN_LIFETIME": timedelta(days=1),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "ALGORITHM": "HS256",
    "SIGNING_KEY": env.signing_key(SECRET_KEY),
    "ISSUER": "access-lab",
    "CHECK_REVOKE_TOKEN": True,
    "REVOKE_TOKEN_CLAIM": "password_version",
    "AUTH_TOKEN_CLASSES": ["api.guards.tokens.AccessToken"],
    "TOKEN_OBTAIN_SERIALIZER": "api.guards.tokens.ObtainSerializer",
    "TOKEN_REFRESH_SERIALIZER": "api.guards.tokens.RefreshSerializer",
    "TOKEN_VERIFY_SERIALIZER": "api.guards.tokens.VerifySerializer",
    "TOKEN_BLACKLIST_SERIALIZER": "api.guards.tokens.BlacklistSerializer",
}

# Bytes of a body. An author has less than a thousand, a form of the admin some more;
# JSON of 2.5 MB, as Django has it, takes a second to read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

# For every page, ours, DRF's and the admin's: nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "font-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# On a public host cookies travel over HTTPS alone, whatever else is set.
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = (
    (PUBLIC and not DEBUG) or SECURE_SSL_REDIRECT or env.flag("SSL_ENABLED")
)
CSRF_TRUSTED_ORIGINS = env.items("CSRF_TRUSTED_ORIGINS")
TRUSTED_PROXY = env.flag("TRUSTED_PROXY")
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# HSTS for all subdomains (W005) and in the lists of the browsers (W021) is decided by
# whoever owns the domain; a site such as ann.pythonanywhere.com has no other below it.
# W004 and W008 are told by project.W060, by the names in .env.
SILENCED_SYSTEM_CHECKS = [f"security.W0{number}" for number in ("04", "05", "08", "21")]

# Under DEBUG too a URL with a password in it is for nobody to read.
DEFAULT_EXCEPTION_REPORTER_FILTER = "project.debug.URLFilter"

# Django's own default says nothing on the console with DEBUG off.
LOGGING = logs.config(env.text("LOG_FORMAT", "text"))
