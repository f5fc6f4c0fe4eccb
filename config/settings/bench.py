"""Benchmarks only: production's speed without its HTTPS, and Django's admin as something to be measured against."""

from config.settings.base import *

SECRET_KEY = "benchmarks-only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
DEMO_ALLOWED = True
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]
ROOT_URLCONF = "benchmarks.listing.site"
