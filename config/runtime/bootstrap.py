"""Makes the environment the portal runs in. Standard library only: nothing is installed yet when this runs.

``python3 config/runtime/bootstrap.py`` makes ``.venv`` and installs ``requirements.txt``; ``--dev`` adds
``requirements-dev.txt``; ``--system`` adds the Debian packages that tests need. A stamp with the hash of the
requirement files makes every further call free.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
OLDEST = (3, 11)
NEWER = ["python3.14", "python3.13", "python3.12", "python3.11"]
# What a set of packages is read from. The first name is the one given to the installer.
SETS = {
    "run": ["requirements.txt", "constraints.txt"],
    "dev": ["requirements-dev.txt", "requirements.txt", "constraints.txt"],
}
# What the tests need besides Python packages: a file that shows it is there, and its Debian package.
SYSTEM = {
    "/usr/bin/chromium": "chromium",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc": "fonts-noto-cjk",
    "/usr/bin/redis-server": "redis-server",
}


class Trouble(Exception):
    """One sentence that says what is wrong and what to do."""


def fingerprint(root: Path, kind: str) -> str:
    """A hash over everything that decides what gets installed, the Python version included."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode())
    for name in SETS[kind]:
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def stamp(venv: Path, kind: str) -> Path:
    """The file that says which packages an environment has."""
    return venv / f"installed-{kind}"


def is_ready(root: Path, venv: Path, kind: str) -> bool:
    """Whether the environment already has these packages."""
    mark = stamp(venv, kind)
    return mark.exists() and mark.read_text() == fingerprint(root, kind) and works(venv)


def works(venv: Path) -> bool:
    """Whether the environment's Python still starts: the one it was made from may have been removed."""
    try:
        return subprocess.run([venv / "bin" / "python", "-c", ""], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def newer_python() -> str | None:
    """A Python on the path that is new enough, when the one running this is not."""
    return next((path for path in map(shutil.which, NEWER) if path), None)


def make_environment(venv: Path) -> None:
    """Create ``.venv`` with uv when it is on the path, else with the standard library."""
    if works(venv):
        return
    uv = shutil.which("uv")
    if (
        uv
        and subprocess.run(
            [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(venv)]
        ).returncode
        == 0
    ):
        return
    command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if made.returncode:
        raise Trouble(
            f"{sys.executable} cannot make a virtual environment ({last_line(made.stdout)}): install its venv module "
            "(Debian: apt install python3-venv) and run again."
        )


def last_line(output: str) -> str:
    """The last thing a program said."""
    return next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "no message")


def installers(venv: Path) -> list[list[str]]:
    """The ways to install, the quickest first. Ready-made wheels are tried before anything is compiled."""
    uv, python = shutil.which("uv"), str(venv / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    ways = [[uv, "pip", "install", "--quiet", "--python", python]] if uv else []
    if (venv / "bin" / "pip").exists() or not uv:
        ways.append([*pip, "--only-binary", ":all:"])
        if has_compiler():
            ways.append(pip)
    return ways


def has_compiler() -> bool:
    return any(map(shutil.which, ("cc", "gcc", "clang")))


def install(root: Path, venv: Path, kind: str) -> None:
    """Install one set of packages; the first way that works is enough."""
    print("Installing packages (only the first time, about a minute) …", flush=True)
    output = ""
    for way in installers(venv):
        command = [*way, "-r", str(root / SETS[kind][0])]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode == 0:
            return
        output = done.stdout or output
    advice = "" if has_compiler() else "; where no ready-made package fits, install a C compiler (Debian: "
    advice += "" if has_compiler() else "apt install build-essential python3-dev)"
    raise Trouble(
        f"The packages could not be installed ({last_line(output)}): check the network and pip's package index{advice}, "
        "then run again."
    )


def ensure_packages(root: Path, venv: Path, kind: str) -> bool:
    """Make the environment ready; answers whether anything had to be installed."""
    if is_ready(root, venv, kind):
        return False
    # Two commands started at once must not install into the same folder.
    with Path(__file__).open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if is_ready(root, venv, kind):
            return False
        make_environment(venv)
        install(root, venv, kind)
        for done in {kind, "run"}:
            stamp(venv, done).write_text(fingerprint(root, done))
    return True


def ensure_system() -> None:
    """Install the Debian packages that are missing; says which when it may not."""
    missing = [package for file, package in SYSTEM.items() if not Path(file).exists()]
    if not missing:
        return
    names = " ".join(missing)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Trouble(
            f"The tests need {names}: run `apt-get install -y --no-install-recommends {names}` as root first."
        )
    print(f"Installing {names} …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    for command in (["apt-get", "update", "-qq"], install):
        done = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
    if done.returncode:
        raise Trouble(
            f"{names} could not be installed ({last_line(done.stdout)}): check the network and run again."
        )


def main(arguments: list[str]) -> int:
    """Do what the command line asks; answers the exit status."""
    if sys.version_info[:2] < OLDEST:
        better = newer_python()
        if better:
            os.execv(better, [better, __file__, *arguments])
        print(
            "Python 3.11 or newer is needed: install it, or run `make PYTHON=/path/to/python3.12 …`.",
            file=sys.stderr,
        )
        return 1
    try:
        ensure_packages(ROOT, VENV, "dev" if "--dev" in arguments else "run")
        if "--system" in arguments:
            ensure_system()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
