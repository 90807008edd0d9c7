"""The command line: `python -m nonlin list`."""

from __future__ import annotations

import signal
import sys

from nonlin import _nonlin


def main() -> int:
    """Runs the command on the arguments of the process."""
    # Python would take an interrupt only when the command is done.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _nonlin.command(["nonlin", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
