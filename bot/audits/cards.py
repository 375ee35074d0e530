"""The cards of the audit programme, as every channel shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.audits.kind import kind
from bot.audits.plan import AuditPlan
from bot.audits.timetable import OVERDUE
from bot.conversation.card import Button, Card, Fact
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.conversation.mention import of_channel, of_person
from bot.store.audit_record import OccurrenceRecord

ACTIONS = ("acknowledge", "snooze", "done", "reassign")


@dataclass(frozen=True)
class Telling:
    """What a reminder says beside the plan: which it is, today's day at the plant, the day it should have come if it is late."""

    step: str
    today: date
    late: date | None = None
    lines: tuple[str, ...] = ()


def reminder(plan: AuditPlan, found: OccurrenceRecord, telling: Telling, escalated: bool = False) -> Card:
    """A reminder of one occurrence."""
    language = plan.language
    lines = [_when(plan, found, telling)]
    if telling.late is not None:
        lines.append(say("audit.late", language, day=written(telling.late, language)))
    if escalated:
        lines.append(say("audit.escalated", language))
    if plan.proposal is not None:
        lines.append(_unconfirmed(plan))
    lines.extend(telling.lines)
    return Card(plan.title, "\n".join(lines), _facts(plan, found), (), buttons(found.id, language), f"audit/{found.id}", language)


def confided(plan: AuditPlan, occurrence: str, key: str, on: date) -> Card:
    """What the auditor alone is told of an unannounced audit."""
    text = say(key, plan.language, day=written(on, plan.language))
    return Card(plan.title, text, (), (), buttons(occurrence, plan.language, ("acknowledge", "done")), "", plan.language)


def drawn(plan: AuditPlan, first: date, last: date, commitment: str) -> Card:
    """What the channel is told when a date has been drawn."""
    days = {"first": written(first, plan.language), "last": written(last, plan.language)}
    return Card(plan.title, say("audit.drawn", plan.language, commitment=commitment, **days), language=plan.language)


def plain(plan: AuditPlan, text: str, occurrence: str = "") -> Card:
    """A sentence about a plan."""
    shown = buttons(occurrence, plan.language) if occurrence else ()
    return Card(plan.title, text, buttons=shown, language=plan.language)


def undelivered(plan: AuditPlan, conversation: str) -> Card:
    """What the owner is told when a channel does not take a reminder."""
    place = conversation.removeprefix("@")
    where = of_person(place) if conversation.startswith("@") else of_channel(f"{plan.channel.partition(':')[0]}:{place}")
    return plain(plan, say("audit.undelivered", plan.language, where=where, title=plan.title))


def unplanned(plan: str, language: str) -> Card:
    """What is told when nothing can be planned from what is known; its title would be part of what cannot be read."""
    return Card("", say("audit.unplanned", language, plan=plan), language=language)


def buttons(occurrence: str, language: str, actions: Sequence[str] = ACTIONS) -> tuple[Button, ...]:
    """What can be done about an occurrence; the first is the one most often meant."""
    return tuple(
        Button(
            say(f"audit_button.{name}", language), f"audits.{name}", occurrence, "primary" if name == "acknowledge" else "plain"
        )
        for name in actions
    )


def _when(plan: AuditPlan, found: OccurrenceRecord, telling: Telling) -> str:
    due = date.fromisoformat(found.due_on)
    day, left = written(due, plan.language), (due - telling.today).days
    if plan.unannounced:
        return say("audit.period_over" if telling.step == OVERDUE else "audit.period", plan.language, day=day)
    if left < 0:
        return say("audit.overdue", plan.language, day=day)
    if left <= 1:
        return say("audit.due_tomorrow" if left else "audit.due_today", plan.language, day=day)
    return say("audit.due_in", plan.language, day=day, count=str(left))


def _facts(plan: AuditPlan, found: OccurrenceRecord) -> tuple[Fact, ...]:
    language = plan.language
    facts = [Fact(say("audit.fact_kind", language), kind(plan.kind).called(language))]
    if plan.auditor:
        facts.append(Fact(say("audit.fact_auditor", language), of_person(plan.auditor)))
    facts.append(Fact(say("audit.fact_owner", language), of_person(found.assignee or plan.owner)))
    if found.acknowledged_by:
        facts.append(Fact(say("audit.fact_acknowledged", language), of_person(found.acknowledged_by)))
    return tuple(facts)


def _unconfirmed(plan: AuditPlan) -> str:
    assert plan.proposal is not None
    as_of = written(plan.proposal.as_of, plan.language)
    return say("audit.unconfirmed", plan.language, rule=plan.proposal.rule, source=plan.proposal.source, as_of=as_of)
