"""The entry point of `ipdesk` and `python -m bot`."""

import os
import sys

from bot.terminal.commands import ipdesk
from indexer.command_line import run


def main() -> int:
    """Runs a command and returns its exit status."""
    # Answers are given side by side; several threads over one small product of a matrix would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return run(ipdesk, "ipdesk")


if __name__ == "__main__":
    sys.exit(main())
