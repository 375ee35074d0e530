"""An occurrence as it stands now: what takes the place of its reminder, and what a colleague is told of it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.audits.cards import Telling, reminder
from bot.audits.plan import AuditPlan
from bot.audits.timetable import OVERDUE
from bot.audits.working_time import day_at
from bot.conversation.card import Card, Fact
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.conversation.mention import of_person
from bot.store.audit_record import LogRecord, OccurrenceRecord


def standing(plan: AuditPlan, found: OccurrenceRecord, log: Sequence[LogRecord], now: datetime) -> Card:
    """Open: when it is due, who has it and until when it is quiet; closed: how it ended. Never a secret date."""
    today = day_at(now, plan.plant)
    name, language = f"audit/{found.id}", plan.language
    if found.state == "open":
        step = OVERDUE if date.fromisoformat(found.due_on) < today else ""
        lines = (_quiet(plan, log, now),) if _quiet(plan, log, now) else ()
        return reminder(plan, found, Telling(step, today, lines=lines))
    line = next((one for one in reversed(log) if one.action == found.state), None)
    text = closed_sentence(plan, found, line)
    return Card(plan.title, text, tuple(_outcome(plan, found)), name=name, language=language)


def closed_sentence(plan: AuditPlan, found: OccurrenceRecord, line: LogRecord | None) -> str:
    """Who closed it, and when."""
    who = of_person(line.actor) if line is not None and line.actor else "IP Desk"
    day = written(day_at(line.at, plan.reader), plan.language) if line is not None else "–"
    key = "audit_text.done_by" if found.state == "done" else "audit_text.cancelled_by"
    return say(key, plan.language, who=who, day=day)


def _quiet(plan: AuditPlan, log: Sequence[LogRecord], now: datetime) -> str:
    """Until when reminders rest, where somebody has asked for it."""
    line = next((one for one in reversed(log) if one.action in ("snoozed", "reminded")), None)
    if line is None or line.action != "snoozed":
        return ""
    until = datetime.fromisoformat(str(line.details["until"]))
    return say("audit_text.snoozed", plan.language, day=written(day_at(until, plan.reader), plan.language)) if until > now else ""


def _outcome(plan: AuditPlan, found: OccurrenceRecord) -> Iterator[Fact]:
    language, outcome = plan.language, found.outcome
    for name in ("run", "file"):
        if outcome.get(name):
            yield Fact(say(f"audit_label.{name}", language), str(outcome[name]))
    if outcome.get("files"):
        yield Fact(say("audit_label.files", language), ", ".join(one["name"] for one in outcome["files"]))
    entry = outcome.get("entry")
    if entry:
        yield Fact(say("audit_label.entry", language), _entry(entry, language))


def _entry(entry: dict[str, object], language: str) -> str:
    reason = f" {entry['reason']}" if entry.get("reason") else ""
    if entry["access_at"] is None:
        return say("audit_text.refused", language) + reason
    key = "audit_text.let_in_late" if entry["finding"] else "audit_text.let_in"
    return say(key, language, minutes=str(entry["minutes"])) + reason
