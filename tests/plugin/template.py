"""An empty database with the house's schema that every worker's own is copied from: a copy costs next to nothing.

It is named after all that decides what is in it, so a changed model or migration makes a new one.
"""

import hashlib
import os
import subprocess
import sys

import psycopg2
from psycopg2 import sql

from config.runtime.places import ROOT
from config.runtime.postgres import NAME, Cluster

# Triggers are put in place from the models, so those count as much as the migrations do.
SOURCES = (
    "tests/plugin/schema.py",
    "*/migrations/*.py",
    "*/models/*.py",
    "*/flows.py",
    "*/flows/*.py",
    "portal/flow_guard.py",
    "config/settings/*.py",
    "constraints.txt",
    "*/reference/*.csv",
)
LOCK = 20190101


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def ensure(cluster: Cluster) -> str:
    """The name of the template in `cluster`, made if need be; runs that start together make it once."""
    name = f"template_{fingerprint()}"
    connection = psycopg2.connect(host=str(cluster.sockets), user=NAME, dbname=NAME)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%'")
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            make(cursor, cluster, name)
            for old in known:
                cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
    connection.close()
    return name


def make(cursor: object, cluster: Cluster, name: str) -> None:
    """Build the schema under a passing name; only a whole one gets the template's."""
    draft = sql.Identifier(f"test_{os.getpid()}_draft")
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(draft))
    cursor.execute(sql.SQL("CREATE DATABASE {}").format(draft))
    environment = {**os.environ, "DATABASE_URL": cluster.url.replace(f"@/{NAME}?", f"@/{draft.string}?")}
    environment.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    subprocess.run([sys.executable, "-m", "tests.plugin.schema"], env=environment, check=True, cwd=ROOT)
    cursor.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(draft, sql.Identifier(name)))
