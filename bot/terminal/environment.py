"""The environment of the program, read when a command needs it."""

import os

from bot.config import Config, read_config


def configured() -> Config:
    """The configuration; raises BadConfiguration."""
    return read_config(os.environ)
