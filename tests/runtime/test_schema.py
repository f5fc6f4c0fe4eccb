"""The tests' database is built from the models (tests/plugin/schema.py): migrating a database gives the same schema."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from psycopg2 import sql

HOUSE = "n.nspname = 'public' AND c.relname NOT LIKE 'pg\\_%'"
TOLD = {
    "columns": f"""
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               pg_get_expr(d.adbin, d.adrelid)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE {HOUSE} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped""",
    "constraints": f"""
        SELECT c.relname, CASE WHEN t.contype IN ('f', 'n') THEN '' ELSE t.conname END, pg_get_constraintdef(t.oid)
          FROM pg_constraint t JOIN pg_class c ON c.oid = t.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE {HOUSE}""",
    "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "sequences": "SELECT sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'public'",
    "functions": """
        SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname = 'public' AND p.prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c')""",
    "triggers": """
        SELECT c.relname, t.tgname, pg_get_triggerdef(t.oid)
          FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal""",
    "migrations": "SELECT app, name FROM django_migrations",
}


def told(database: Any) -> dict[str, set[tuple[Any, ...]]]:
    found = {}
    with database.cursor() as cursor:
        for what, question in TOLD.items():
            cursor.execute(question)
            found[what] = set(cursor.fetchall())
    return found


@pytest.fixture
def migrated(django_db_blocker: Any) -> Iterator[Any]:
    """A connection to a database of its own, migrated from nothing."""
    name = f"test_{os.getpid()}_migrated"
    house = os.environ["DATABASE_URL"]
    own = re.sub(r"(?<=@/)[^?]+", name, house)
    keeper = psycopg2.connect(house)
    keeper.autocommit = True
    with keeper.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    environment = {**os.environ, "DATABASE_URL": own, "DJANGO_SETTINGS_MODULE": "config.settings.development"}
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, env=environment, check=True, cwd=settings.BASE_DIR)
    database = psycopg2.connect(own)
    yield database
    database.close()
    with keeper.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    keeper.close()


@pytest.mark.django_db
def test_migrating_gives_the_schema_the_tests_run_on(migrated: Any) -> None:
    ours, theirs = told(connection), told(migrated)
    for what in TOLD:
        assert sorted(ours[what] - theirs[what]) == [], f"{what} that no migration makes"
        assert sorted(theirs[what] - ours[what]) == [], f"{what} that migrations leave behind"
