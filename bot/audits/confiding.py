"""What the auditor of an unannounced audit is told, and nobody else.

Decided in memory, from the opened date, at every round anew.

Until the lead time has come nothing is written, whatever the date: no row, no version, no line of the log.
"""

from dataclasses import replace
from datetime import date, datetime

from bot.audits.cards import confided, plain
from bot.audits.draw import Draw
from bot.audits.plan import AuditPlan
from bot.audits.posting import PREFIX, Outgoing, rows, timed
from bot.audits.timetable import Step, confided_steps
from bot.audits.working_time import in_office_hours
from bot.conversation.catalogue import say
from bot.store.audit_record import Change, DrawRecord, LogRecord

# How the keys of posts end that nobody but the auditor may know of.
TO_AUDITOR_ALONE = "/auditor"
_TEXTS = {"told": "audit.confided", "again": "audit.confided_again", "result": "audit.result"}


def confiding(plan: AuditPlan, record: DrawRecord, found: Draw, now: datetime) -> Change | None:
    """What is to be told now; None for nothing. A round looks at every draw in the same way."""
    known = confided_steps(plan, found.day)
    passed = [step for step in known[record.told :] if step.at <= now]
    if not passed or not in_office_hours(now, plan.reader):
        return None
    step, told = passed[-1], record.told + len(passed)
    after = replace(record, told=told)
    if step.name == "again" and (record.acknowledged or passed[0].name == "told"):
        if record.acknowledged:
            return Change(draws=(after,))
        step = passed[0]
    posts = _outgoing(plan, record, found.day, step, missed=record.told == 0 and step.name in ("result", "missing"))
    line = LogRecord(now, plan.id, record.occurrence, "confided", details={"step": step.name})
    return Change(draws=(after,), posts=rows(timed(posts, plan, now), now), log=(line,))


def _outgoing(plan: AuditPlan, record: DrawRecord, day: date, step: Step, missed: bool) -> list[Outgoing]:
    key = f"{PREFIX}{record.occurrence}/{step.name}"
    if step.name == "missing" and not missed:
        card = plain(plan, say("audit.result_missing", plan.language), record.occurrence)
        people = dict.fromkeys((plan.auditor, plan.owner, *plan.escalation.ladder[:1]))
        return [Outgoing(f"{key}/{number}", who, card, who, private=True) for number, who in enumerate(people)]
    text = "audit.missed" if missed else _TEXTS[step.name]
    card = confided(plan, record.occurrence, text, day)
    # Where its arrival is in doubt, nobody but the auditor hears even of that.
    return [Outgoing(f"{key}{TO_AUDITOR_ALONE}", plan.auditor, card, plan.auditor, private=True)]
