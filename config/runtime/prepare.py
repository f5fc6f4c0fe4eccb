"""Bring the database up to date: migrations, reference data, and demo data where the settings allow it.

One process for all of it, because starting Django takes longer than finding out that nothing is to be done.
"""

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def pending() -> bool:
    """Whether a migration is waiting."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def main() -> None:
    """Do what is still to be done; prints the demo accounts last."""
    django.setup()
    if pending():
        call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference", verbosity=0)
    if settings.DEMO_ALLOWED:
        call_command("load_demo", verbosity=0)


if __name__ == "__main__":
    main()
