"""Django's settings for one machine; everything that differs comes from the environment."""

from __future__ import annotations

import os
import secrets
from importlib.util import find_spec
from pathlib import Path

import django_stubs_ext
from django.utils.translation import gettext_lazy as _

from qingtian_platform.kit.places import Places

django_stubs_ext.monkeypatch()

PLACES = Places.current().make()


def _secret_key(path: Path) -> str:
    """Read the secret key of this data directory, or make one."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key(PLACES.secret)
PLACES.records.touch(mode=0o600)  # accounts and loggers: nobody else's, whatever the directory is
DEBUG = os.environ.get("QINGTIAN_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("QINGTIAN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ROOT_URLCONF = "qingtian_platform.project.urls"
WSGI_APPLICATION = "qingtian_platform.project.wsgi.application"

INSTALLED_APPS = [
    "qingtian_platform.kit",
    "qingtian_platform.people",
    "qingtian_platform.registry",
    "qingtian_platform.collect",
    "qingtian_platform.collect.feeds",
    "qingtian_platform.record",
    "qingtian_platform.check",
    "qingtian_platform.check.comparability",
    "qingtian_platform.check.declared",
    "qingtian_platform.check.instruments",
    "qingtian_platform.check.plans",
    "qingtian_platform.evaluate",
    "qingtian_platform.act",
    "qingtian_platform.act.papers",
    "qingtian_platform.act.reviews",
    "qingtian_platform.act.notices",
    "qingtian_platform.act.feeds",
    "qingtian_platform.act.interface",
    "qingtian_platform.publish.interface",
    "qingtian_platform.act.alarms",
    "qingtian_platform.act.cases",
    "qingtian_platform.act.complaints",
    "qingtian_platform.act.draws",
    "qingtian_platform.act.patrols",
    "qingtian_platform.act.supervision",
    "qingtian_platform.assess",
    "qingtian_platform.assess.appeals",
    "qingtian_platform.assess.accounts",
    "qingtian_platform.assess.closing",
    "qingtian_platform.assess.guarantees",
    "qingtian_platform.assess.inspections",
    "qingtian_platform.assess.interviews",
    "qingtian_platform.assess.performance",
    "qingtian_platform.assess.computing",
    "qingtian_platform.assess.duties",
    "qingtian_platform.assess.tasks",
    "qingtian_platform.assess.townships",
    "qingtian_platform.publish",
    "qingtian_platform.publish.articles",
    "qingtian_platform.publish.catalogue",
    "qingtian_platform.publish.complaint",
    "qingtian_platform.publish.decisions",
    "qingtian_platform.publish.draws",
    "qingtian_platform.publish.enterprise",
    "qingtian_platform.publish.field",
    "qingtian_platform.publish.desk.accounts",
    "qingtian_platform.publish.desk.alarms",
    "qingtian_platform.publish.desk.cases",
    "qingtian_platform.publish.desk.complaints",
    "qingtian_platform.publish.desk.draws",
    "qingtian_platform.publish.desk.duties",
    "qingtian_platform.publish.desk.feeds",
    "qingtian_platform.publish.desk.guarantees",
    "qingtian_platform.publish.desk.holding",
    "qingtian_platform.publish.desk.instruments",
    "qingtian_platform.publish.desk.network",
    "qingtian_platform.publish.desk.outbox",
    "qingtian_platform.publish.desk.papers",
    "qingtian_platform.publish.desk.supervision",
    "qingtian_platform.publish.desk.dossier",
    "qingtian_platform.publish.desk.targets",
    "qingtian_platform.publish.desk.rankings",
    "qingtian_platform.publish.desk.traceability",
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "qingtian_platform.kit.methods.methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# The description of the open interface comes with its framework. As an app that would be imported
# by every process, and takes as long as Django itself; so its pages alone stand here.
_NINJA = Path(str(getattr(find_spec("ninja"), "origin", ""))).parent

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_NINJA / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qingtian_platform.kit.context.surroundings",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": PLACES.records,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
        "CONN_MAX_AGE": None,
    }
}

# Whose local law stands beside the national one; every pack that is installed, unless named here.
_CHOSEN = os.environ.get("QINGTIAN_PACKS")
QINGTIAN_PACKS = None if _CHOSEN is None else tuple(filter(None, _CHOSEN.split(",")))

# Alarms by mail: QINGTIAN_SMTP=host:port sends them; QINGTIAN_MAIL=console writes them to stderr.
_SMTP = os.environ.get("QINGTIAN_SMTP", "")
QINGTIAN_MAIL = "smtp" if _SMTP else os.environ.get("QINGTIAN_MAIL", "off")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _SMTP else 'console'}.EmailBackend"
EMAIL_HOST, _COLON, _PORT = _SMTP.partition(":")
EMAIL_PORT = int(_PORT or 25)
EMAIL_HOST_USER = os.environ.get("QINGTIAN_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("QINGTIAN_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("QINGTIAN_SMTP_TLS") == "starttls"
EMAIL_USE_SSL = os.environ.get("QINGTIAN_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 10
# Short messages: `off`, `file`, or the name of an installed service (entry points `qingtian.sms`).
QINGTIAN_SMS = os.environ.get("QINGTIAN_SMS", "off")
DEFAULT_FROM_EMAIL = os.environ.get("QINGTIAN_MAIL_FROM", "qingtian@localhost")

AUTH_USER_MODEL = "people.Person"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "qingtian_platform.people.hashing.DrawnPasswordHasher",
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "qingtian_platform.people.adapter.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Digits typed at the end of their half minute arrive in the next, and phones are seconds off (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
LOGIN_REDIRECT_URL = "desk:board"
LOGOUT_REDIRECT_URL = "portal:home"
LOGIN_URL = "account_login"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATICFILES_DIRS = [_NINJA / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# All processes count failed log-ins together; the files are for this account alone (umask 077).
# What is computed stands apart, as it never runs out: it would take the place of what is counted.
CACHES = {
    "default": {
        "BACKEND": "qingtian_platform.kit.counted.CountedFiles",
        "LOCATION": PLACES.cache,
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    "computed": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": PLACES.cache / "computed",
    },
}

X_FRAME_OPTIONS = "DENY"
# Pages take all from here: no script in a page's text runs, and none sends anything elsewhere.
# Drawings set their sizes in `style`.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# Behind one proxy that speaks TLS to readers (`serve --behind-tls`): it says so, and who they are.
BEHIND_TLS = os.environ.get("QINGTIAN_BEHIND_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
