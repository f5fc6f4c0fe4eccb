"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

application = get_wsgi_application()

# Needs the settings and the rooms that the line above has loaded. No management command runs the checks here.
from portal.checks import refuse_unsound_policies  # noqa: E402

refuse_unsound_policies()
