"""``python -m config.runtime run`` starts the portal. ``make run`` calls it with the environment it made."""

import signal
import sys

from config.runtime.processes import die_with_parent
from config.runtime.supervisor import run
from config.runtime.trouble import Trouble

USAGE = "Use: python -m config.runtime run [--with-parent]"


def main(arguments: list[str]) -> int:
    """Do what the command line asks; answers the exit status."""
    if arguments[:1] != ["run"]:
        print(USAGE, file=sys.stderr)
        return 2
    if "--with-parent" in arguments:
        die_with_parent(signal.SIGTERM)()
    try:
        return run()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
