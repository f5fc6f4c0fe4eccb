"""Tests: as production where it matters, quick where it does not. The database is the plugin's (tests/plugin)."""

from config.settings.base import *
from tests.plugin.undefined import Undefined

SECRET_KEY = "test-only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DEMO_ALLOWED = True

# A strong hash takes a tenth of a second; the tests log in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None

TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("%s")

# A worker's database is a copy of the template (tests/plugin/template.py), where there is one.
TEMPLATE = env.str("TEST_TEMPLATE", default=None)
DATABASES["default"]["TEST"] = {
    "NAME": env.str("TEST_DATABASE"),
    "TEMPLATE": TEMPLATE,
    "MIGRATE": TEMPLATE is None,
}

# The heartbeat has a connection of its own, which does not see a test's open transaction.
JOB_HEARTBEAT_SECONDS = 0
# The tests empty append-only tables between tests; no other connection may (portal/models/append_only.py).
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
    "-c portal.allow_truncate=on -c portal.allow_any_start=on"
)
# A refusal tested a thousand times is no news; pytest shows the log of a test that fails.
LOGGING = {**LOGGING, "handlers": {"console": {"class": "logging.NullHandler"}}}
