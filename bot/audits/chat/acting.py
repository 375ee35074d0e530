"""What is done about one occurrence by the buttons of its reminder: one effect each, told by the card in its place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.access.actor import Actor
from bot.audits.acts import quiet_until
from bot.audits.chat.ending import Ending, Filled, Unrecorded
from bot.audits.chat.sight import Sight, people_of
from bot.audits.chat.telling import alone, form, in_place, sentence
from bot.audits.outcome import MissingEvidence
from bot.audits.plan import AuditPlan
from bot.audits.posting import REACHED
from bot.audits.programme import MOST_SNOOZE, Programme, UnknownAudit
from bot.audits.standing import closed_sentence, standing
from bot.audits.working_time import day_at
from bot.checklists.talks import Talks
from bot.checklists.trouble import UnreadableAnswer
from bot.conversation.card import Card, Field, Option, Press, Sending, Told, private_with
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.conversation.mention import of_person
from bot.store.audit_record import LogRecord, OccurrenceRecord

SNOOZES = ("1", "2", "3", "5", "7", "14")
_USUAL = "3"


@dataclass(frozen=True)
class Acting:
    """Over the programme; methods raise UnknownAudit, NotYours, Busy, NoKey, WrongKey, StoreUnavailable."""

    programme: Programme
    sight: Sight
    ending: Ending
    talks: Talks

    def verbs(self) -> dict[str, Callable[[Press], Told]]:
        """The verbs whose value is an occurrence."""
        return {
            "acknowledge": self._acknowledge,
            "snooze": self.snooze_form,
            "quiet": self._snooze,
            "done": self.done_form,
            "record": self._record,
            "reassign": self._reassign_form,
            "hand_over": self._reassign,
            "cancel": self._cancel_form,
            "call_off": self._cancel,
        }

    def card(self, plan: AuditPlan, found: OccurrenceRecord) -> Card:
        """The occurrence as it stands."""
        return standing(plan, found, self._log(found), self.programme.clock())

    def _acknowledge(self, press: Press) -> Told:
        plan, found, actor = self.opened(press)
        if found.state != "open":
            return self._closed(plan, found)
        after = self.programme.acknowledge(found.id, actor)
        if plan.unannounced:  # the card of the auditor says more than this desk knows, and stays
            return sentence(say("audit_text.noted", plan.language), plan.language)
        return self._shown(plan, after, press)

    def snooze_form(self, press: Press, day: date | None = None) -> Told:
        """How long reminders shall rest; until a `day` that was said, which is shown before it counts."""
        plan, found, _ = self.opened(press)
        if found.state != "open":
            return self._closed(plan, found)
        now = self.programme.clock()
        days = (day - day_at(now, plan.reader)).days if day is not None else int(_USUAL)
        if not 1 <= days <= MOST_SNOOZE:
            last = written(day_at(now, plan.reader) + timedelta(days=MOST_SNOOZE), plan.language)
            return sentence(say("audit_flaw.rest", plan.language, day=last), plan.language)
        choices = sorted({*SNOOZES, str(days)}, key=int)
        options = tuple(Option(one, say("audit_text.days", plan.language, count=one)) for one in choices)
        field = Field("days", say("audit_label.days", plan.language), "menu", options, (str(days),))
        until = written(day_at(quiet_until(plan, days, now), plan.reader), plan.language)
        told = say("audit_text.would_rest", plan.language, day=until) if day is not None else ""
        return form(plan, found, "quiet", (field,), told)

    def _snooze(self, press: Press) -> Told:
        plan, found, actor = self.opened(press)
        days = press.field("days") or _USUAL
        if found.state != "open":
            return self._closed(plan, found)
        if days not in {str(count) for count in range(1, MOST_SNOOZE + 1)}:
            return sentence(say("audit_flaw.days", plan.language), plan.language)
        return self._shown(plan, self.programme.snooze(found.id, actor, int(days)), press)

    def done_form(self, press: Press, day: date | None = None, text: str = "") -> Told:
        """How it ended; a `day` that was said is filled in, and what is to be told of files goes before."""
        plan, found, _ = self.opened(press)
        if found.state != "open":
            return self._closed(plan, found)
        day = day if plan.kind == "facility_audit" else None
        held = {"held_on": day.isoformat()} if day is not None else {}
        meant = say("audit_text.held", plan.language, day=written(day, plan.language)) if day is not None else ""
        told = "\n".join(line for line in (text, meant) if line)
        return Told((self.ending.form(plan, found.id, Filled(held, told, self._files(found))),), private=True)

    def _record(self, press: Press) -> Told:
        plan, found, actor = self.opened(press)
        filled = {name: values[0] for name, values in press.fields.items() if values}
        try:
            echoed = self.ending.echoed(plan, press, self.programme.clock())
            if echoed is not None:
                return alone(self._echoed(plan, found, filled, echoed), press)
            outcome = self.ending.outcome(plan, press, self.programme.clock())
            outcome = replace(outcome, files=self.programme.attached(found))
            if found.state != "open" and found.outcome != outcome.as_json():
                return self._closed(plan, found)
            after = self.programme.done(found.id, actor, outcome)
        except Unrecorded as error:
            problem = say(str(error), plan.language)
        except MissingEvidence:
            problem = say(f"audit_need.{plan.evidence}", plan.language)
        else:
            return self._shown(plan, after, press)
        return alone(self.ending.form(plan, found.id, Filled(filled, problem, self._files(found))), press)

    def _echoed(self, plan: AuditPlan, found: OccurrenceRecord, filled: dict[str, str], day: date) -> Card:
        """A day that was told from today is shown as the one that it is before it is kept."""
        told = say("audit_text.meant", plan.language, day=written(day, plan.language))
        return self.ending.form(plan, found.id, Filled({**filled, "held_on": day.isoformat()}, told, self._files(found)))

    def _files(self, found: OccurrenceRecord) -> tuple[str, ...]:
        return tuple(one.name for one in self.programme.attached(found))

    def _reassign_form(self, press: Press, problem: str = "", again: bool = False) -> Told:
        plan, found, _ = self.opened(press)
        if found.state != "open":
            return self._closed(plan, found)
        field = Field("person", say("audit_label.person", plan.language), "person", hint=say("audit_hint.owner", plan.language))
        told = form(plan, found, "hand_over", (field,), problem)
        return alone(told.cards[0], press) if again else told

    def _reassign(self, press: Press) -> Told:
        plan, found, actor = self.opened(press)
        if found.state != "open":
            return self._closed(plan, found)
        try:
            person = self.talks.colleague_in(press.field("person"))
        except UnreadableAnswer as error:
            return self._reassign_form(press, say(f"unreadable.{error.why}", plan.language), again=True)
        after = self.programme.reassign(found.id, actor, person)
        card = self.card(plan, after)
        heading = say("audit_text.handed_to_you", plan.language, who=of_person(press.person.id))
        told = Card(card.title, f"{heading}\n{card.text}", card.facts, (), card.buttons, "", card.language)
        key = f"audit/{found.id}/handed/{after.version}"
        sent = (Sending(private_with(person), told, key),) if person.partition(":")[0] in REACHED else ()
        return replace(self._shown(plan, after, press), elsewhere=sent)

    def _cancel_form(self, press: Press) -> Told:
        plan, found, _ = self.opened(press)
        if found.state != "open":
            return self._closed(plan, found)
        return form(plan, found, "call_off", (), say("audit_text.sure_cancel", plan.language, title=plan.title))

    def _cancel(self, press: Press) -> Told:
        plan, found, actor = self.opened(press)
        if found.state == "done":
            return self._closed(plan, found)
        return self._shown(plan, self.programme.cancel(found.id, actor), press)

    def _shown(self, plan: AuditPlan, found: OccurrenceRecord, press: Press) -> Told:
        """The occurrence as it now stands; a channel does not hear the day of a semi-announced one."""
        card = self.card(plan, found)
        return alone(card, press) if plan.mode == "semi_announced" else in_place(card)

    def opened(self, press: Press) -> tuple[AuditPlan, OccurrenceRecord, Actor]:
        """The occurrence of a press, for somebody who may do something about it; raises UnknownAudit, NotYours."""
        known = self.programme.records.occurrence(press.value)
        if known is None:
            raise UnknownAudit(press.value)
        plan = self.programme.plan(known.plan)
        actor = self.sight.acting(press.person.actor, people_of(plan, (known,)))
        self.programme.for_acting(known.id, actor)
        return plan, known, actor

    def _closed(self, plan: AuditPlan, found: OccurrenceRecord) -> Told:
        line = next((one for one in reversed(self._log(found)) if one.action == found.state), None)
        already = say("audit_text.too_late", plan.language)
        return sentence(f"{already} {closed_sentence(plan, found, line)}", plan.language)

    def _log(self, found: OccurrenceRecord) -> tuple[LogRecord, ...]:
        return tuple(line for line in self.programme.records.log(found.plan) if line.occurrence == found.id)
