"""All settings. Environments differ by variables only (.env.example); importing starts nothing."""

from email.utils import parseaddr
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import embedded
from config.env import data_dir, env, mail_server, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = data_dir(BASE_DIR)

# --- services -------------------------------------------------------------------------------
EMBEDDED_DATABASE_URL, EMBEDDED_BROKER_URL = embedded.urls(DATA_DIR)
IS_EMBEDDED = not env.str("DATABASE_URL", "")
DATABASES = {
    "default": env.dj_db_url("DATABASE_URL", EMBEDDED_DATABASE_URL, conn_health_checks=True)
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
CELERY_BROKER_URL = env.str("BROKER_URL", "") or EMBEDDED_BROKER_URL
# Demo accounts may live in the embedded database; in any other only when DEMO says so.
DEMO = env.bool("DEMO", IS_EMBEDDED)

# --- security -------------------------------------------------------------------------------
SECRET_KEY = secret_key(DATA_DIR)
IS_SECRET_KEY_GIVEN = bool(env.str("SECRET_KEY", ""))
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1"])
BASE_URL = env.str("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
IS_HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = IS_HTTPS
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
    }
}

# --- applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "partners",
    "subsidies",
    "children",
    "dossier",
    "transitions",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.RequestLogMiddleware",
    "config.middleware.NoStoreMiddleware",
    "config.middleware.NoNulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "children.views.door.DoorMiddleware",
    "partners.access.ActorMiddleware",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no name in a cookie
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["config.templatetags.interface"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.interface",
            ],
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["urls.W005"]

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "partners.User"
AUTHENTICATION_BACKENDS = ["partners.signin.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email", "login_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"
ACCOUNT_ADAPTER = "partners.signin.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "partners.signin.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "start"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "partners.signin.PasswordTokens"  # noqa: S105 - a class
ACCOUNT_FORMS = {
    "login": "partners.forms.signin.LoginForm",
    "reauthenticate": "partners.forms.signin.ConfirmForm",
    "change_password": "partners.forms.signin.ChangePasswordForm",
    "reset_password": "partners.forms.signin.ForgottenPasswordForm",
    "reset_password_from_key": "partners.forms.signin.NewPasswordForm",
    "user_token": "partners.forms.signin.LinkForm",
}
MFA_ADAPTER = "partners.signin.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "partners.forms.signin.CodeForm",
    "reauthenticate": "partners.forms.signin.ConfirmCodeForm",
    "activate_totp": "partners.forms.signin.ActivateAppForm",
    "add_webauthn": "partners.forms.signin.AddPasskeyForm",
    "edit_webauthn": "partners.forms.signin.NamePasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the invitation has proven the address
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Soepele overgang"
MFA_TOTP_TOLERANCE = 1
USERSESSIONS_ADAPTER = "partners.signin.SessionsAdapter"
USERSESSIONS_TRACK_ACTIVITY = False
# The birth date at a guardian's link: many parents may stand behind one address of a location.
ACCOUNT_RATE_LIMITS = {
    "guardian_gate": "60/5m/ip",
    "guardian_mail": "20/5m/ip",
    "guardian_code": "30/5m/ip",
    "outsider_gate": "30/5m/ip",
    "parents_code_gate": "30/5m/ip",
    "calendar_feed": "120/5m/ip",
}
# Limits on attempts count by address of the visitor: behind how many proxies of ours are we?
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 1 if IS_HTTPS else 0)
# One cache for all processes, in the database: it counts attempts, and works without a broker.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "partners_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- language -------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = USE_I18N = USE_THOUSAND_SEPARATOR = True

# --- static files ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "nlds"

# --- uploads: a register is at most 50 MB, beside the few fields of its form -----------------
FILE_UPLOAD_HANDLERS = [
    "config.upload_limit.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_BYTES = 52_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 11_000_000  # what is kept about a child (10 MB) touches no disk open
MALWARE_SCANNER = env.str("MALWARE_SCANNER", "")  # config/malware.py

# --- mail (sent by the outbox only) ---------------------------------------------------------
_EMAIL = mail_server()
EMAIL_BACKEND = {
    "django.core.mail.backends.dummy.EmailBackend": "partners.mailbox.MailboxBackend",
    "django.core.mail.backends.smtp.EmailBackend": "config.mail.SmtpBackend",
}.get(_EMAIL["EMAIL_BACKEND"], _EMAIL["EMAIL_BACKEND"])
EMAIL_HOST, EMAIL_PORT = _EMAIL["EMAIL_HOST"], _EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _EMAIL["EMAIL_HOST_USER"], _EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _EMAIL["EMAIL_USE_TLS"], _EMAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Soepele overgang <geen-antwoord@localhost>")
SENDER_ADDRESS = parseaddr(DEFAULT_FROM_EMAIL)[1]

# --- Celery (docs/adr: the database is the queue, the broker only a bell) -------------------
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # workers and beat wait for a broker as long as needed
CELERY_TASK_PUBLISH_RETRY = False  # a request never waits for a broker; the sweep rings again
CELERY_BEAT_SCHEDULER = "config.heartbeat:Scheduler"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "max_retries": 0,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "socket_keepalive": True,
}
CELERY_TIMEZONE = TIME_ZONE

# --- logs (config/logs.py: no names, addresses or form values) ------------------------------
LOGGING_CONFIG = "config.logs.configure"
LOGGING = {"level": env.str("LOG_LEVEL", "INFO"), "json": env.bool("LOG_JSON", not DEBUG)}
