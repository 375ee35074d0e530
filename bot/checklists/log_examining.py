"""Examines the whole log: the chain itself, and whether wordings, summaries and files still are what it says."""

from collections.abc import Iterator

from bot.checklists.run_book import read_run, summary_of
from bot.store.change_record import Head, Logged, sha256
from bot.store.evidence_files import EvidenceFiles
from bot.store.log_check import LogFault, LogReport, check_log
from bot.store.run_record import RunRecords


def examined(records: RunRecords, files: EvidenceFiles, noted: Head | None = None) -> LogReport:
    """What `check_log` finds, and beside it whatever contradicts the log. Raises StoreUnavailable."""
    report = check_log(records, noted)
    beside = [fault for summary in records.every() for fault in _beside(records, files, summary.id)]
    return LogReport(report.rows, report.head, (*report.faults, *beside))


def _beside(records: RunRecords, files: EvidenceFiles, identity: str) -> Iterator[LogFault]:
    rows = records.changes_of(identity)
    try:
        run = read_run(records, identity)
    except (ValueError, KeyError, TypeError, AttributeError):  # a row was altered, which the chain says too
        yield LogFault("altered", identity)
        return
    if run is None or summary_of(run) != records.summary(identity):
        yield LogFault("not_logged", identity)
    if run is None:
        return
    if not _is_pinned(records, rows[0], run.digest):
        yield LogFault("definition", identity)
    for one in run.evidence:
        if one.kind == "file" and files.get(one.sha256) is None:
            yield LogFault("evidence", f"{identity}/{one.id}")


def _is_pinned(records: RunRecords, started: Logged, digest: str) -> bool:
    definition = records.definition(digest)
    return definition is not None and f'"definition":"{sha256(definition.text)}"' in started.body
