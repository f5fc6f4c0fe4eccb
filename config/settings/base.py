"""What every way of running has in common. What differs is read from the environment or set by the module on top."""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF

# Tasks declared with ``shared_task`` find their broker through this, in every process that has settings.
import config.celery  # noqa: F401

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.Env()

# Everything the portal writes lies in this one folder: databases, queues, schedule.
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

DEBUG = False
ALLOWED_HOSTS: list[str] = []

# The rooms of the house, lowest first. An upper room may know a lower one, never the other way round.
ROOMS = ["portal", "accounts", "parks", "enterprises", "admissions", "evaluation", "planning"]

INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    # Static files are WhiteNoise's, in development too, so that both ways of running serve the same bytes.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "accounts.middleware.SessionLimits",
    "accounts.middleware.ClientAddress",
    "accounts.middleware.FirstPassword",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "portal.context.shell",
            ],
        },
    },
]

FORM_RENDERER = "portal.widgets.FormRenderer"

# --- Database -------------------------------------------------------------------------------------------
# PostgreSQL or nothing: without an address there is no database at all, so that commands which need none
# (a formula, a migration written) still run, and one which needs it cannot fall back to something else.

DATABASES = {"default": env.db("DATABASE_URL")} if env.str("DATABASE_URL", default="") else {}
for database in DATABASES.values():
    # A restarted server must not cost the first visitors an error each.
    database.update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True, ATOMIC_REQUESTS=False)

# Triggers are part of the models and put in place after every migrate. As steps of migrations they would cost a
# rendering of the whole model graph each: two thirds of the time a new database takes.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Language and time ----------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

# --- Static files ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "staticfiles")))

# --- Attachments ----------------------------------------------------------------------------------------
# Outside everything the web server hands out by itself.

ATTACHMENT_DIR = Path(env.str("ATTACHMENT_DIR", default=str(DATA_DIR / "media")))
# Files brought in by the import wizard are deleted after so many days; what their rows said and did is kept.
SHEET_FILE_DAYS = env.int("SHEET_FILE_DAYS", default=180)
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_BYTES", default=20 * 1024 * 1024)

# --- Identity -------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.AccountBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        # 0.6 also refuses a name written twice.
        "OPTIONS": {"user_attributes": ("username", "display_name", "organisation"), "max_similarity": 0.6},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Five wrong passwords close an account for half an hour, whoever asks and from wherever: by the name typed,
# known or not, so that the answer tells nothing. Counted in the database, which no cache flush empties.
AXES_HANDLER = "accounts.lockout.Handler"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.keep_page"
AXES_CLIENT_IP_CALLABLE = "accounts.middleware.caller"
# Logins are in the audit trail; a second register would only differ from it.
AXES_DISABLE_ACCESS_LOG = True
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_VERBOSE = False
# The check wants addresses counted too; then one careless colleague would lock out a whole office.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
# Trying on while locked must not keep the rightful owner out for longer than the half hour.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# A forwarded address is worth nothing unless the deployment says how many proxies of its own stand in front.
AXES_IPWARE_PROXY_COUNT = env.int("PROXY_COUNT", default=0) or None

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# Whether accounts whose password everybody knows may come in; development and tests say yes.
DEMO_ALLOWED = False
SESSION_IDLE_SECONDS = 30 * 60
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"

# --- Headers --------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- API ------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    # No browsable pages: they need inline scripts, which the content policy refuses.
    "DEFAULT_RENDERER_CLASSES": ["portal.rest.renderers.JSONRenderer"],
    "EXCEPTION_HANDLER": "portal.rest.errors.exception_handler",
    "DEFAULT_PARSER_CLASSES": ["portal.rest.parsers.ExactJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "portal.rest.paging.Paging",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    # Amounts leave as strings: a JSON number would be read back as a float.
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "小微企业园管理门户",
    "DESCRIPTION": "园区、企业、入园、评价与计划数据接口。权限与页面一致。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    # Several records call a field "state"; programs need to tell them apart.
    "ENUM_NAME_OVERRIDES": {
        "ApplicationState": "admissions.models.application.ApplicationState",
        "ContractState": "admissions.models.contract.ContractState",
        "RoundState": "admissions.models.round.AdmissionRound.State",
        "SchemeState": "portal.models.scheme.DatedScheme.State",
        "PlanCellState": "planning.models.target.PlanTarget.State",
        "StarCaseState": "evaluation.models.star_case.StarCase.State",
        "AppliedStar": "evaluation.models.star_case.CHOICES",
        "ParkGrade": "evaluation.models.star_case.GATE_GRADES",
    },
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Jobs -----------------------------------------------------------------------------------------------
# The broker is only a doorbell (config/celery.py); where it stands is decided there from these two.

REDIS_URL = env.str("REDIS_URL", default="")
QUEUE_DIR = DATA_DIR / "queue"

# Nothing may be wrong because a cached value is gone or differs between processes, so memory is enough:
# one server less to depend on. Locks are PostgreSQL's.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# A running job renews its lease this often, in seconds; 0 leaves the heartbeat out (tests in one transaction).
JOB_HEARTBEAT_SECONDS = env.int("JOB_HEARTBEAT_SECONDS", default=1)

# --- The site's own words -------------------------------------------------------------------------------

SITE = {
    "name": env.str("SITE_NAME", default="小微企业园管理门户"),
    "organiser": env.str("SITE_ORGANISER", default=""),
    "phone": env.str("SITE_PHONE", default=""),
    "icp": env.str("SITE_ICP", default=""),
    "police_record": env.str("SITE_POLICE_RECORD", default=""),
    "site_code": env.str("SITE_CODE", default=""),
    "demo": False,
}

# --- Messages that leave the house -----------------------------------------------------------------------
# Notices are in the portal always; by mail or text message only where a way out is set up.

SITE_ADDRESS = env.str("SITE_ADDRESS", default="").rstrip("/")
NOTICE_BY_MAIL = bool(env.str("EMAIL_URL", default=""))
vars().update(env.email("EMAIL_URL") if NOTICE_BY_MAIL else {})
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="portal@localhost")
SMS_GATEWAY_URL = env.str("SMS_GATEWAY_URL", default="")
SMS_GATEWAY_TOKEN = env.str("SMS_GATEWAY_TOKEN", default="")

# --- Limits and log -------------------------------------------------------------------------------------

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # One line for every trigger at every migrate would bury what matters.
    "loggers": {"pgtrigger": {"level": "WARNING"}},
}
