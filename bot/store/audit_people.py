"""Who is named in the records of the audit programme, and what is kept once they are forgotten: a pseudonym in their place.

The same pseudonym stands wherever the person stood, so that it can still be read what one and the same person did; nobody can
compute it from a person, or a person from it. Ids of plans, days and commitments stay: the proof that no secret date was moved
needs no names.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from bot.store.audit_record import LogRecord, OccurrenceRecord, PlanRecord

_R = TypeVar("_R", PlanRecord, OccurrenceRecord, LogRecord)
_ROLES = ("owner", "auditor")
NOWHERE = "nowhere:"  # the channel of plans whose talk is gone: nothing is posted there, their people are told in private


def naming(records: Sequence[_R], person: str) -> list[_R]:
    """Those in which the person stands."""
    return [record for record in records if without(record, person, "") != record]


def without(record: _R, person: str, pseudonym: str) -> _R:
    """The record with the pseudonym wherever the person stood."""
    changed = {name: renamed(value, person, pseudonym) for name, value in vars(record).items() if isinstance(value, str | dict)}
    return replace(record, **changed)


def renamed(value: Any, person: str, pseudonym: str) -> Any:
    """A JSON value with the pseudonym in place of the person's id, also within texts, where a mention holds it."""
    if isinstance(value, str):
        if value == talk_with(person):
            return NOWHERE
        return re.sub(rf"(?<![\w:-]){re.escape(person)}(?![\w:-])", lambda _: pseudonym, value)
    if isinstance(value, dict):
        return {key: renamed(one, person, pseudonym) for key, one in value.items()}
    return [renamed(one, person, pseudonym) for one in value] if isinstance(value, list) else value


def talk_with(person: str) -> str:
    """The "channel" of plans that were made in the private talk with a person."""
    return f"{person.partition(':')[0]}:@{person}"


def roles_in(plan: PlanRecord, person: str) -> list[str]:
    """What a person is in a plan: owner, auditor, ladder."""
    ladder = plan.body.get("escalation", {}).get("ladder", [])
    return [name for name in _ROLES if plan.body.get(name) == person] + (["ladder"] if person in ladder else [])


def told_of(found: "tuple[list[PlanRecord], list[OccurrenceRecord], list[LogRecord]]", person: str) -> list[dict[str, Any]]:
    """What is kept of one person, as JSON values; of unannounced audits the period and no date."""
    plans, occurrences, log = found
    planned = [
        {"plan": plan.id, "title": plan.body.get("title"), "state": plan.state, "as": roles}
        for plan in plans
        if (roles := roles_in(plan, person))
    ]
    given = [
        {
            "occurrence": one.id,
            "due_on": one.due_on,
            "state": one.state,
            "assigned": one.assignee == person,
            "acknowledged_at": one.acknowledged_at.isoformat() if one.acknowledged_at and one.acknowledged_by == person else None,
        }
        for one in occurrences
        if person in (one.assignee, one.acknowledged_by)
    ]
    done = [
        {"at": line.at.isoformat(), "plan": line.plan, "occurrence": line.occurrence, "action": line.action}
        for line in log
        if line.actor == person
    ]
    return [*planned, *given, *done]
