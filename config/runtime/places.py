"""Where the portal's own servers keep their files."""

import hashlib
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The kernel's limit for the address of a Unix socket, without the closing zero.
SOCKET_LIMIT = 107


def data_dir() -> Path:
    """``DATA_DIR``, by default ``var`` in the checkout."""
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def socket_folder(owner: Path, file: str) -> Path:
    """Where the socket ``file`` of the server in ``owner`` lies: beside its data, in ``/tmp`` if that is too long."""
    beside = owner / "run"
    if len(os.fsencode(beside / file)) <= SOCKET_LIMIT:
        return beside
    return Path("/tmp", f"portal-{hashlib.sha256(os.fsencode(owner)).hexdigest()[:16]}")


def private_folder(folder: Path, owner: int) -> None:
    """Make a folder that only user number ``owner`` (and root) can enter; refuse somebody else's."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (owner, os.geteuid()):
        raise PermissionError(1, f"{folder} belongs to somebody else")
    if folder.stat().st_uid != owner:
        os.chown(folder, owner, -1)
    folder.chmod(0o700)
