"""Checks the log of changes: each row sealed and chained to the one before, none missing in a run, the end where it should be."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.store.change_record import START, Head, Logged, seal
from bot.store.run_record import RunRecords

_AT_ONCE = 1_000
Fault = Literal["altered", "missing", "moved", "cut_off", "not_logged", "definition", "evidence"]


@dataclass(frozen=True)
class LogFault:
    """What is wrong, and at which row of the log or with which run."""

    fault: Fault
    where: str


@dataclass(frozen=True)
class LogReport:
    """How many rows were read, where the log ends, and what is wrong with it."""

    rows: int
    head: Head
    faults: tuple[LogFault, ...]


def rows_of(records: RunRecords) -> Iterator[Logged]:
    """The whole log, a bounded number of rows at a time."""
    after = 0
    while found := records.log(after, _AT_ONCE):
        yield from found
        after = found[-1].number


def check_log(records: RunRecords, noted: Head | None = None) -> LogReport:
    """`noted` is an end that somebody wrote down outside the database: whoever cut off or rewrote the log could not change it."""
    chain = _Chain(noted)
    faults = [fault for row in rows_of(records) for fault in chain.next(row)]
    faults += _ends(chain, records.head(), noted)
    faults += _steps(chain.steps, {summary.id: summary.version for summary in records.every()})
    return LogReport(chain.rows, chain.head, tuple(faults))


class _Chain:
    """Walks along the rows."""

    def __init__(self, noted: Head | None) -> None:
        self._noted = noted
        self.noted_seen = noted is None or noted == START
        self.head = START
        self.rows = 0
        self.steps: Counter[str] = Counter()

    def next(self, row: Logged) -> Iterable[LogFault]:
        where = str(row.number)
        self.rows += 1
        self.steps[row.run] += 1
        if row.number != self.head.number + 1:
            yield LogFault("missing", where)
        elif row.previous != self.head.hash:
            yield LogFault("moved", where)
        if seal(row) != row.hash:
            yield LogFault("altered", where)
        if row.step != self.steps[row.run]:
            yield LogFault("moved", where)
        self.head = Head(row.number, row.hash)
        self.noted_seen = self.noted_seen or self.head == self._noted


def _ends(chain: _Chain, kept: Head, noted: Head | None) -> Iterable[LogFault]:
    if kept != chain.head:
        yield LogFault("cut_off", str(kept.number))
    if not chain.noted_seen and noted is not None:
        yield LogFault("cut_off", str(noted.number))


def _steps(logged: Counter[str], versions: dict[str, int]) -> Iterable[LogFault]:
    for run in sorted({*logged, *versions}):
        if logged[run] != versions.get(run, 0):
            yield LogFault("not_logged", run)
