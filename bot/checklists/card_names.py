"""The names of the cards that are known again: those that others may see, and those that are changed later."""

import re

START, LIST = "run/start", "run/list"
_PROGRESS = re.compile(r"run/[^/]+/progress")


def progress_of(run: str) -> str:
    """The name of the card that shows how far a run has come."""
    return f"run/{run}/progress"


def is_progress(name: str) -> bool:
    """True for the name of such a card."""
    return _PROGRESS.fullmatch(name) is not None
