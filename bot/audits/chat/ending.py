"""How an audit ended, as its auditor fills it in: the run or the evidence, and how long the gate stayed shut."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Protocol

from bot.audits.chat.relative_days import day_in, is_told
from bot.audits.entry import LET_IN_WITHIN, BadEntry, Entry
from bot.audits.outcome import Outcome
from bot.audits.plan import AuditPlan
from bot.audits.working_time import day_at
from bot.checklists.answer_reading import readable
from bot.checklists.trouble import UnreadableAnswer
from bot.conversation.card import Button, Card, Field, Option, Press
from bot.conversation.catalogue import say
from bot.store.run_record import RunSummary

_FINISHED = frozenset({"submitted", "signed_off", "closed"})
_TIME = re.compile(r"(\d{1,2})\s*[:hg.]\s*(\d{2})\s*(am|pm)?", re.IGNORECASE)
ENTRY = ("let_in", "refused")
_MOST_RUNS, _MOST_FILE = 20, 300


class Runs(Protocol):
    """The checklist runs, as far as an audit is closed by one."""

    def summary(self, run: str) -> RunSummary | None:
        """The summary of a run."""

    def of_supplier(self, supplier: str) -> list[RunSummary]:
        """The runs on a supplier, newest first."""


class Unrecorded(ValueError):
    """Show the form again with a sentence: its argument is a key of the catalogue."""


@dataclass(frozen=True)
class Filled:
    """What the form shows: values by field, what was wrong or is to be looked at, and the files that were handed in."""

    values: Mapping[str, str] = field(default_factory=dict)
    told: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ending:
    """Over the runs of the checklists."""

    runs: Runs

    def form(self, plan: AuditPlan, occurrence: str, filled: Filled = Filled()) -> Card:
        """Only what this kind is closed by; nothing in it depends on the date of an unannounced audit."""
        language = plan.language
        fields = [self._run(plan, language)] if plan.evidence != "file" else []
        fields += [_field("file", language)] if plan.evidence != "run" else []
        if plan.kind == "facility_audit":
            options = tuple(Option(one, say(f"audit_entry.{one}", language)) for one in ENTRY)
            fields += [Field("held_on", say("audit_label.held_on", language), "date")]
            fields += [Field("entry", say("audit_label.entry", language), "menu", options)]
            fields += [_field(name, language) for name in ("arrived", "access", "reason")]
        held = filled.values
        shown = tuple(
            Field(f.name, f.label, f.kind, f.options, (held[f.name],) if held.get(f.name) else (), f.hint) for f in fields
        )
        save = Button(say("audit_button.record", language), "audits.record", occurrence, "primary")
        how = say("audit_text.how_done", language, minutes=str(int(LET_IN_WITHIN.total_seconds() // 60)))
        lines = [filled.told or how]
        if filled.files:
            lines.append(say("audit_text.evidence", language, names=", ".join(filled.files)))
        return Card(plan.title, "\n".join(lines), fields=shown, buttons=(save,), language=language)

    def echoed(self, plan: AuditPlan, press: Press, now: datetime) -> date | None:
        """The day that somebody told from today ("last Friday"), to be seen before it is kept; raises Unrecorded."""
        found = self.held_on(plan, press, now)
        return found if found is not None and is_told(press.field("held_on"), plan.language) else None

    def outcome(self, plan: AuditPlan, press: Press, now: datetime) -> Outcome:
        """Raises Unrecorded for what cannot be so."""
        held_on = self.held_on(plan, press, now)
        if held_on is not None and held_on > day_at(now, plan.plant):
            raise Unrecorded("audit_flaw.future")
        file = " ".join(press.field("file").split())
        try:
            kept = readable(file)[:_MOST_FILE] if file else ""
        except UnreadableAnswer:
            raise Unrecorded("audit_flaw.file") from None
        return Outcome(self._finished(plan, press.field("run").strip()), kept, _entry(plan, press, held_on, now), held_on)

    def held_on(self, plan: AuditPlan, press: Press, now: datetime) -> date | None:
        """The day on which it was; raises Unrecorded."""
        text = press.field("held_on")
        try:
            return day_in(text, plan.language, day_at(now, plan.plant), over=True) if text.strip() else None
        except UnreadableAnswer:
            raise Unrecorded("unreadable.no_day") from None

    def _run(self, plan: AuditPlan, language: str) -> Field:
        """A menu of the supplier's finished runs, or a place for the id of one."""
        finished = [one for one in self.runs.of_supplier(plan.supplier) if one.state in _FINISHED] if plan.supplier else []
        options = tuple(
            Option(one.id, f"{one.id} · {one.checklist} · {say(f'run_state.{one.state}', language)}") for one in finished
        )
        return Field("run", say("audit_label.run", language), "menu" if options else "text", options[:_MOST_RUNS])

    def _finished(self, plan: AuditPlan, run: str) -> str:
        if not run:
            return ""
        found = self.runs.summary(run)
        if found is None:
            raise Unrecorded("audit_flaw.no_run")
        if found.state not in _FINISHED:
            raise Unrecorded("audit_flaw.open_run")
        if plan.supplier and found.supplier not in (None, plan.supplier):
            raise Unrecorded("audit_flaw.other_run")
        return run


def _entry(plan: AuditPlan, press: Press, held_on: date | None, now: datetime) -> Entry | None:
    said, arrived, access = (press.field(name).strip() for name in ("entry", "arrived", "access"))
    if not said and not arrived and not access:
        return None
    if said == "refused" and access:
        raise Unrecorded("audit_flaw.refused_and_in")
    if not arrived or (said != "refused" and not access):
        raise Unrecorded("audit_flaw.times")
    day = held_on or day_at(now, plan.plant)
    moments = [datetime.combine(day, _time(text), plan.plant.tz) if text else None for text in (arrived, access)]
    reason = press.field("reason").strip()[:_MOST_FILE]
    try:
        assert moments[0] is not None
        return Entry(moments[0], moments[1], reason)
    except BadEntry:
        raise Unrecorded("audit_flaw.times_order") from None


def _time(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise Unrecorded("audit_flaw.time")
    hour = int(found[1]) % 12 + (12 if found[3].lower() == "pm" else 0) if found[3] else int(found[1])
    try:
        return time(hour, int(found[2]))
    except ValueError:
        raise Unrecorded("audit_flaw.time") from None


def _field(name: str, language: str) -> Field:
    hint = say(f"audit_hint.{name}", language) if name in ("arrived", "access", "file") else ""
    return Field(name, say(f"audit_label.{name}", language), "long_text" if name == "reason" else "text", hint=hint)
