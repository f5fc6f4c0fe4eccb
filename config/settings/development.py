"""``make run`` and ``manage.py`` on a developer's or an evaluator's own machine."""

from config.settings.base import *

# Error pages are the portal's own Chinese ones unless a developer asks for Django's.
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
SECRET_KEY = env.str("SECRET_KEY", default="development-only-never-in-production")

# Files are served from where they lie, with no collecting step between an edit and the page.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
WHITENOISE_AUTOREFRESH = DEBUG

# `load_demo` looks here; production never allows it.
DEMO_ALLOWED = True
SITE = {**SITE, "demo": True}
