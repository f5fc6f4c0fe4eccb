"""The tables of the house straight from its models, in seconds where migrating takes most of a minute.

What models cannot say (extensions, sequences, functions, reference rows) is taken from the migrations themselves.
tests/runtime/test_prepare.py proves that a migrated database has the same schema.
"""

from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.operations import CreateExtension
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder

Step = tuple[str, Operation]


def own_apps() -> list[str]:
    return [
        config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR
    ]


def in_order(loader: MigrationLoader) -> Iterator[Step]:
    """Every operation of the house's migrations, each after all it depends on."""
    done: set[tuple[str, str]] = set()
    for leaf in loader.graph.leaf_nodes():
        for key in loader.graph.forwards_plan(leaf):
            if key[0] in own_apps() and key not in done:
                done.add(key)
                yield from ((key[0], operation) for operation in loader.graph.nodes[key].operations)


def run(steps: list[Step], *kinds: type[Operation]) -> None:
    with connection.schema_editor() as editor:
        for label, step in steps:
            if not isinstance(step, kinds):
                continue
            if isinstance(step, RunPython):
                step.code(apps, editor)
            else:
                step.database_forwards(label, editor, None, None)


def build() -> None:
    loader = MigrationLoader(connection)
    steps = list(in_order(loader))
    applied = [key for key in loader.graph.nodes if key[0] in own_apps()]
    run(steps, CreateExtension)
    settings.MIGRATION_MODULES = dict.fromkeys(own_apps())
    call_command("migrate", run_syncdb=True, verbosity=0)
    run(steps, RunSQL, RunPython)
    for key in applied:
        MigrationRecorder(connection).record_applied(*key)


if __name__ == "__main__":
    django.setup()
    build()
