"""`ipdesk log`: whether the log of changes is what was written, and where it ends."""

import re
from collections.abc import Iterator

from bot.assembly import evidence_files, open_store
from bot.checklists.log_examining import examined
from bot.config import Config
from bot.conversation.catalogue import say
from bot.store.change_record import Head

_NOTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def noted_head(text: str) -> Head | None:
    """The end of a log as `ipdesk log head` writes it; None for anything else."""
    found = _NOTED.fullmatch(text.strip())
    return Head(int(found[1]), found[2]) if found else None


def head_of(config: Config) -> str:
    """Where the log ends, to be noted outside the database."""
    head = open_store(config).runs.head()
    return f"{head.number}:{head.hash}"


def verify(config: Config, noted: Head | None) -> Iterator[tuple[bool, str]]:
    """What was checked, and each fault with the row or the run where it is."""
    report = examined(open_store(config).runs, evidence_files(config), noted)
    for fault in report.faults:
        yield False, say(f"log_fault.{fault.fault}", "en", where=fault.where)
    end = f"{report.head.number}:{report.head.hash}"
    yield not report.faults, say("log.checked", "en", rows=str(report.rows), faults=str(len(report.faults)), head=end)
