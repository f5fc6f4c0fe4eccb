"""Production: everything secret or local comes from the environment, and nothing starts on an unsafe one."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *
from config.settings.hints import problems

if found := problems(os.environ):
    raise ImproperlyConfigured("The portal does not start in production:\n- " + "\n- ".join(found))

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEMO_ALLOWED = False

# --- HTTPS ends at the proxy in front --------------------------------------------------------------------

SECURE_SSL_REDIRECT = True
# The health check comes from inside the container, past the proxy.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if AXES_IPWARE_PROXY_COUNT:
    # Only a proxy of one's own may say that the visitor came by HTTPS.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Files that never change under their name ------------------------------------------------------------

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
