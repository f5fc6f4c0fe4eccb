"""A private Redis for one's own worker, when the machine has one: the doorbell without the polling."""

import shutil
import socket
from pathlib import Path

from config.runtime.places import socket_folder

SOCKET_FILE = "redis.sock"


def socket_path(data_dir: Path) -> Path:
    """Where the private server of a data folder listens."""
    return socket_folder(data_dir / "redis", SOCKET_FILE) / SOCKET_FILE


def private_url(data_dir: Path) -> str:
    """The private server's address as ``REDIS_URL`` wants it; empty when it does not answer."""
    path = socket_path(data_dir)
    try:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(str(path))
    except OSError:
        return ""
    return f"unix://{path}"


def server_command(data_dir: Path) -> list[str]:
    """How to start the private server; empty when the machine has no ``redis-server``.

    It keeps nothing on disk: what is to be done stands in PostgreSQL.
    """
    program = shutil.which("redis-server")
    path = socket_path(data_dir)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(path.parent),
        "save": "",
    }
    return (
        [program, *(part for name, value in options.items() for part in (f"--{name}", value))]
        if program
        else []
    )
