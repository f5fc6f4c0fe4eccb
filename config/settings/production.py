"""Production: everything secret or local comes from the environment."""

from config.settings.base import *

SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DEMO_ALLOWED = False
