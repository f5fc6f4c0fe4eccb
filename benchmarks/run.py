"""Run every benchmark of this folder, or those named: `python benchmarks/run.py tax_per_mu`."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
HELPERS = {"__init__", "asking", "classes_in_pandas", "common", "run"}


def main(names: list[str]) -> int:
    """Each benchmark in a process of its own; exit 1 when one of them missed its goal."""
    found = names or sorted(path.stem for path in HERE.glob("*.py") if path.stem not in HELPERS)
    command = [sys.executable, "-m"]
    codes = [subprocess.run([*command, f"benchmarks.{name}"], cwd=HERE.parent).returncode for name in found]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
