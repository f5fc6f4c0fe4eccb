#!/usr/bin/env python3
"""Django's command line for the portal.

Without ``DATABASE_URL`` a command that needs the database uses the embedded one of ``DATA_DIR``: the running one, or
its own for as long as the command lasts.
"""

import os
import sys
from contextlib import nullcontext

from django.core.management import execute_from_command_line

from config.runtime.attach import attached, needs_servers
from config.runtime.trouble import Trouble


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    try:
        with attached() if needs_servers(sys.argv) else nullcontext():
            execute_from_command_line(sys.argv)
    except Trouble as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
