"""Bring the database up to date: migrations, triggers, reference data, and demo data where the settings allow it.

One process for all of it, because starting Django takes longer than finding out that nothing is to be done.
"""

import sys

import django
import pgtrigger
from django.conf import settings
from django.core.checks import Tags
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import is_psycopg3
from django.db.migrations.executor import MigrationExecutor

from config.runtime.trouble import Trouble


def pending() -> bool:
    """Whether a migration is waiting."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def triggers_differ() -> bool:
    """Whether the database has other triggers than the models ask for: they are in no migration (one query, 0.1 s)."""
    wanted = {
        (model._meta.db_table, trigger.get_pgid(model)): (trigger.compile(model).hash, True)
        for model, trigger in pgtrigger.registered()
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname, obj_description(t.oid, 'pg_trigger'), tgenabled <> 'D'"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
            " WHERE tgname LIKE 'pgtrigger\\_%' AND tgparentid = 0 AND pg_table_is_visible(c.oid)"
        )
        there = {(table, name): (comment, works) for table, name, comment, works in cursor.fetchall()}
    return there != wanted


def bring_up_to_date() -> None:
    """Migrations, and after them the triggers; nothing where nothing is to be done."""
    if pending():
        call_command("migrate", interactive=False, verbosity=0)
    if triggers_differ():
        with transaction.atomic():
            pgtrigger.install()


def check_server() -> None:
    """Refuse a driver or a database in which the portal would run but go wrong without a word."""
    if is_psycopg3:
        raise Trouble("Another PostgreSQL driver took psycopg2's place: uninstall psycopg and start again.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        locale, encoding = cursor.fetchone()
    if encoding != "UTF8" or locale in {"C", "POSIX"}:
        raise Trouble(
            f"The database has encoding {encoding} and locale {locale}, in which searching Chinese names finds nothing: "
            "create it anew with ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0."
        )


def main() -> None:
    """Do what is still to be done; prints the demo accounts last."""
    django.setup()
    check_server()
    bring_up_to_date()
    # Among them: no demo account is open where demo data is not allowed. The web server runs no checks.
    call_command("check", databases=["default"], tags=[Tags.database], stdout=sys.stderr)
    call_command("load_reference", stdout=sys.stderr)
    if settings.DEMO_ALLOWED:
        load_demo()


def load_demo() -> None:
    """The demo may have been used for weeks: what cannot be added to it now is told, and the portal starts all the same."""
    try:
        call_command("load_demo", stdout=sys.stderr)
    except CommandError as refused:
        print(f"The demo data is not complete:\n{refused}", file=sys.stderr)
    call_command("load_demo", accounts=True)


if __name__ == "__main__":
    try:
        main()
    except Trouble as trouble:
        sys.exit(str(trouble))
