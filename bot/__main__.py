"""The entry point of `ipdesk` and `python -m bot`."""

import sys

from bot.terminal.commands import ipdesk
from indexer.command_line import run


def main() -> int:
    """Runs a command and returns its exit status."""
    return run(ipdesk, "ipdesk")


if __name__ == "__main__":
    sys.exit(main())
