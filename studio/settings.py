"""The site's settings. Each TRAINSHED_* variable has its heading in docs/running.md."""

import os
from pathlib import Path

import dj_database_url
import django_ace
import plotly
from csp.constants import NONE, SELF

from studio import broker, datafolder

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = datafolder.path()

DEBUG = os.environ.get("TRAINSHED_DEBUG") == "1"
SECRET_KEY = datafolder.secret("django.key")
ENCRYPTION_KEY = datafolder.secret("secret.key")
# Anyone on the network may call the studio by any name unless TRAINSHED_HOSTS narrows it; forged hosts gain nothing,
# for no link that leaves the site is built from the Host header.
ALLOWED_HOSTS = [host for host in os.environ.get("TRAINSHED_HOSTS", "*").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("TRAINSHED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "lucide",
    "template_partials",
    "csp",
    "channels",
    "ninja",  # its documentation page with its own files, none from a CDN
    "studio",
    "computes",
    "runs",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "studio.static_files.StaticFiles",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "studio.impossible.Impossible",
]

ROOT_URLCONF = "studio.urls"
ASGI_APPLICATION = "studio.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "studio.context.workspace",
            ],
        },
    }
]
FORM_RENDERER = "studio.forms.renderer.Renderer"

# -- people ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "studio.User"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "start"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_COOKIE_NAME = "trainshed_session"
CSRF_COOKIE_NAME = "trainshed_csrf"
SESSION_COOKIE_AGE = 30 * 24 * 3600
BEHIND_TLS = os.environ.get("TRAINSHED_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 30 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# -- storage --------------------------------------------------------------------------------------------------------
DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA / 'studio.sqlite3'}", conn_max_age=600)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits for the lock instead of failing on its upgrade
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; PRAGMA mmap_size=134217728;",
    }

# -- between processes ----------------------------------------------------------------------------------------------
REDIS_URL = broker.url(DATA)
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}}

# -- pages ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("plotly", Path(plotly.__file__).parent / "package_data"),
    ("ace", Path(django_ace.__file__).parent / "static" / "django_ace" / "ace"),
]
# Files are served from where their packages hold them: nothing to collect before the first start.
WHITENOISE_USE_FINDERS = True
# Under their plain addresses, which no page uses, they are asked for again each time.
WHITENOISE_MAX_AGE = 0
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "studio.static_files.Versioned"},
}

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = os.environ.get("TRAINSHED_TIME_ZONE", "UTC")

# -- limits ---------------------------------------------------------------------------------------------------------
SOURCE_BYTES = int(os.environ.get("TRAINSHED_SOURCE_BYTES", 300 * 2**20))
SOURCE_FILES = int(os.environ.get("TRAINSHED_SOURCE_FILES", 20_000))
SOURCE_FOLDERS = [Path(folder) for folder in os.environ.get("TRAINSHED_SOURCE_FOLDERS", "").split(":") if folder]
# Kinds of remote storage beside s3, sftp, http and https, whose fsspec packages are installed: TRAINSHED_DATASTORE_PROTOCOLS=gs,abfs
DATASTORE_PROTOCOLS = [name for name in os.environ.get("TRAINSHED_DATASTORE_PROTOCOLS", "").split(",") if name]
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000
FILE_UPLOAD_TEMP_DIR = str(datafolder.folder("uploads"))

# Runs at a time on this machine, until an owner says otherwise on its page.
LOCAL_SLOTS = max(2, (os.cpu_count() or 2) // 2)
CANCEL_GRACE_SECONDS = float(os.environ.get("TRAINSHED_CANCEL_GRACE_SECONDS", 10))
LEASE_SECONDS = float(os.environ.get("TRAINSHED_LEASE_SECONDS", 6))

LOG_LEVEL = os.environ.get("TRAINSHED_LOG_LEVEL", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # Said for our own packages too: a Celery worker sets the root's level to its own.
    "loggers": {package: {"level": LOG_LEVEL} for package in ("studio", "computes", "runs")},
}
