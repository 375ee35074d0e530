"""The entry point of `ipdesk` and `python -m bot`."""

import gc
import os
import sys

from bot.terminal.commands import ipdesk
from indexer.command_line import run


def main() -> int:
    """Runs a command and returns its exit status."""
    # Answers are given side by side; several threads over one small product of a matrix would only wait for each other.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    status = run(ipdesk, "ipdesk")
    gc.freeze()  # what is left goes with the process: looking for garbage in it would hold up its end
    return status


if __name__ == "__main__":
    sys.exit(main())
