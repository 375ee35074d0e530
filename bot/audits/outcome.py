"""An Outcome is how an audit ended, with the evidence that closes it."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.audits.entry import Entry
from bot.audits.plan import AuditPlan


class MissingEvidence(ValueError):
    """Ask the person for the run or the file that closes it."""


@dataclass(frozen=True)
class AttachedFile:
    """A file that was handed in for an audit: what it is, by what it holds (`sha256`), and the id of who handed it in."""

    name: str
    media_type: str
    size: int
    sha256: str
    by: str = ""

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        return asdict(self)


@dataclass(frozen=True)
class Outcome:
    """How it ended: a finished `run`, a `file` in words, how the auditor was let in, on which day it was, and files."""

    run: str = ""
    file: str = ""
    entry: Entry | None = None
    held_on: date | None = None
    files: tuple[AttachedFile, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        found = {
            "run": self.run,
            "file": self.file,
            "entry": self.entry.as_json() if self.entry else None,
            "held_on": self.held_on.isoformat() if self.held_on else None,
        }
        return found | ({"files": [one.as_json() for one in self.files]} if self.files else {})


def require_evidence(plan: AuditPlan, outcome: Outcome) -> None:
    """Raises MissingEvidence. Refusal of entry closes an audit without a run: it is a finding of its own."""
    refused = outcome.entry is not None and outcome.entry.refused
    file = bool(outcome.file or outcome.files)
    wanted = {"run": bool(outcome.run), "file": file, "either": bool(outcome.run or file)}[plan.evidence]
    if not wanted and not refused:
        raise MissingEvidence(
            {"run": "which checklist run?", "file": "which file?", "either": "which run or file?"}[plan.evidence]
        )
