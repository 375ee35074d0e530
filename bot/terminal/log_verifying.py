"""Examines the log of checklist runs."""

from bot.assembly import open_store
from bot.checklists.log_examining import examined
from bot.config import Config
from bot.store.evidence_files import StoredFiles


def verify_log(config: Config) -> tuple[bool, list[str]]:
    """Whether all is whole, and a line for each thing that is not."""
    report = examined(open_store(config).runs, StoredFiles(config.data_dir / "evidence"))
    lines = [f"{fault.fault}: {fault.where}" for fault in report.faults]
    return not report.faults, [*lines, f"{report.rows} changes examined, {len(report.faults)} faults"]
