"""Servers for one management command: those of a running ``make run``, or its own for as long as it lasts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.runtime.places import data_dir
from config.runtime.postgres import embedded
from config.runtime.redis import private_url

# Commands that neither read nor write a row start no server.
WITHOUT_DATABASE = {
    *("check", "collectstatic", "diffsettings", "findstatic", "formula", "help", "makemigrations"),
    *("spectacular", "startapp", "version"),
}


def needs_servers(arguments: list[str]) -> bool:
    """Whether the command line (as in ``sys.argv``) needs a database and nobody has named one."""
    if os.environ.get("DATABASE_URL") or os.environ["DJANGO_SETTINGS_MODULE"].endswith(".production"):
        return False
    asks_help = {"-h", "--help", "--version"} & set(arguments)
    return len(arguments) > 1 and not asks_help and arguments[1] not in WITHOUT_DATABASE


@contextmanager
def attached() -> Iterator[None]:
    """Put the addresses of the embedded servers into the environment for the length of the block."""
    with embedded(data_dir()).used() as url:
        os.environ["DATABASE_URL"] = url
        if redis := private_url(data_dir()):
            os.environ.setdefault("REDIS_URL", redis)
        yield
