"""The drawing and the opening of an unannounced audit's date."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.audits.cards import drawn as drawn_card
from bot.audits.commitments import DRAWN, OPENED
from bot.audits.draw import Draw, draw
from bot.audits.plan import AuditPlan
from bot.audits.posting import PREFIX, Outgoing, rows
from bot.audits.sealing import Seal
from bot.audits.timetable import days_of_window, period_steps, window
from bot.audits.working_time import OPENS, day_at, moment_of
from bot.store.audit_record import AuditRecords, Change, DrawRecord, LogRecord, OccurrenceRecord


def newly_drawn(records: AuditRecords, seal: Seal, plan: AuditPlan, since: date, now: datetime) -> Change:
    """The next period of a plan with its sealed date. All that can be read follows from the window.

    The commitment is published.
    """
    first, last = window(plan, since, day_at(now, plan.plant))
    while records.occurrence(f"{plan.id}/{first.isoformat()}") is not None:
        first += timedelta(days=1)
    identity = f"{plan.id}/{first.isoformat()}"
    found = draw(days_of_window(plan, first, last))
    commitment = found.commitment(identity)
    occurrence = OccurrenceRecord(
        id=identity,
        plan=plan.id,
        due_on=last.isoformat(),
        due_at=moment_of(last, OPENS, plan.plant),
        opened_at=now,
        state="open",
        next_at=period_steps(plan, first, last)[0].at,
    )
    details = {"first": first.isoformat(), "last": last.isoformat(), "commitment": commitment}
    post = Outgoing(f"{PREFIX}{identity}/drawn", plan.channel, drawn_card(plan, first, last, commitment), plan.owner)
    return Change(
        occurrences=(occurrence,),
        draws=(DrawRecord(identity, plan.id, commitment, found.sealed(seal, identity)),),
        posts=rows([post], now),
        log=(LogRecord(now, plan.id, identity, DRAWN, details=details),),
    )


def laid_open(record: DrawRecord, found: Draw, now: datetime, reason: str) -> Change:
    """The date and its nonce in the log, for everybody to check; `reason` is done, cancelled or changed."""
    details = {"day": found.day.isoformat(), "nonce": found.nonce, "commitment": record.commitment, "reason": reason}
    line = LogRecord(now, record.plan, record.occurrence, OPENED, details=details)
    return Change(draws=(replace(record, state="opened", sealed=""),), log=(line,))


def together(*changes: Change) -> Change:
    """Several changes as one."""
    return Change(
        plans=tuple(one for change in changes for one in change.plans),
        occurrences=tuple(one for change in changes for one in change.occurrences),
        draws=tuple(one for change in changes for one in change.draws),
        digests=tuple(one for change in changes for one in change.digests),
        posts=tuple(one for change in changes for one in change.posts),
        log=tuple(one for change in changes for one in change.log),
    )
