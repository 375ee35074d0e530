"""What is done about one occurrence by the buttons of its reminder: one effect each, told by the card in its place."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.access.actor import Actor
from bot.audits.chat.ending import Ending, Unrecorded
from bot.audits.chat.sight import Sight, people_of
from bot.audits.outcome import MissingEvidence
from bot.audits.plan import AuditPlan
from bot.audits.posting import REACHED
from bot.audits.programme import Programme, UnknownAudit
from bot.audits.standing import closed_sentence, standing
from bot.checklists.talks import Talks
from bot.checklists.trouble import UnreadableAnswer
from bot.conversation.card import Button, Card, Field, Option, Press, Sending, Told, private_with
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
            "snooze": self._snooze_form,
            "quiet": self._snooze,
            "done": self._done_form,
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
        plan, found, actor = self._open(press)
        if found.state != "open":
            return self._closed(plan, found)
        after = self.programme.acknowledge(found.id, actor)
        if plan.unannounced:  # the card of the auditor says more than this desk knows, and stays
            return sentence(say("audit_text.noted", plan.language), plan.language)
        return self._shown(plan, after, press)

    def _snooze_form(self, press: Press) -> Told:
        plan, found, _ = self._open(press)
        if found.state != "open":
            return self._closed(plan, found)
        options = tuple(Option(days, say("audit_text.days", plan.language, count=days)) for days in SNOOZES)
        field = Field("days", say("audit_label.days", plan.language), "menu", options, (_USUAL,))
        return form(plan, found, "quiet", (field,))

    def _snooze(self, press: Press) -> Told:
        plan, found, actor = self._open(press)
        days = press.field("days") or _USUAL
        if found.state != "open":
            return self._closed(plan, found)
        if days not in SNOOZES:
            return sentence(say("audit_flaw.days", plan.language), plan.language)
        return self._shown(plan, self.programme.snooze(found.id, actor, int(days)), press)

    def _done_form(self, press: Press) -> Told:
        plan, found, _ = self._open(press)
        return self._closed(plan, found) if found.state != "open" else Told((self.ending.form(plan, found.id),), private=True)

    def _record(self, press: Press) -> Told:
        plan, found, actor = self._open(press)
        filled = {name: values[0] for name, values in press.fields.items() if values}
        try:
            echoed = self.ending.echoed(plan, press, self.programme.clock())
            if echoed is not None:
                return alone(self._echoed(plan, found, filled, echoed), press)
            outcome = self.ending.outcome(plan, press, self.programme.clock())
            if found.state != "open" and found.outcome != outcome.as_json():
                return self._closed(plan, found)
            after = self.programme.done(found.id, actor, outcome)
        except Unrecorded as error:
            problem = say(str(error), plan.language)
        except MissingEvidence:
            problem = say(f"audit_need.{plan.evidence}", plan.language)
        else:
            return self._shown(plan, after, press)
        return alone(self.ending.form(plan, found.id, filled, problem), press)

    def _echoed(self, plan: AuditPlan, found: OccurrenceRecord, filled: dict[str, str], day: date) -> Card:
        """A day that was told from today is shown as the one that it is before it is kept."""
        told = say("audit_text.meant", plan.language, day=written(day, plan.language))
        return self.ending.form(plan, found.id, {**filled, "held_on": day.isoformat()}, told)

    def _reassign_form(self, press: Press, problem: str = "", again: bool = False) -> Told:
        plan, found, _ = self._open(press)
        if found.state != "open":
            return self._closed(plan, found)
        field = Field("person", say("audit_label.person", plan.language), "person", hint=say("audit_hint.owner", plan.language))
        told = form(plan, found, "hand_over", (field,), problem)
        return alone(told.cards[0], press) if again else told

    def _reassign(self, press: Press) -> Told:
        plan, found, actor = self._open(press)
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
        plan, found, _ = self._open(press)
        if found.state != "open":
            return self._closed(plan, found)
        return form(plan, found, "call_off", (), say("audit_text.sure_cancel", plan.language, title=plan.title))

    def _cancel(self, press: Press) -> Told:
        plan, found, actor = self._open(press)
        if found.state == "done":
            return self._closed(plan, found)
        return self._shown(plan, self.programme.cancel(found.id, actor), press)

    def _shown(self, plan: AuditPlan, found: OccurrenceRecord, press: Press) -> Told:
        """The occurrence as it now stands; a channel does not hear the day of a semi-announced one."""
        card = self.card(plan, found)
        return alone(card, press) if plan.mode == "semi_announced" else in_place(card)

    def _open(self, press: Press) -> tuple[AuditPlan, OccurrenceRecord, Actor]:
        """Raises UnknownAudit, NotYours."""
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


def sentence(text: str, language: str) -> Told:
    """One plain sentence to who pressed alone."""
    return Told((Card("", text, language=language),), private=True)


def in_place(card: Card) -> Told:
    """In the place of the card that was pressed."""
    return Told((card,), in_place=True)


def alone(card: Card, press: Press) -> Told:
    """To who pressed alone: in the place of what they pressed where nobody else sees that."""
    return Told((card,), private=not press.private, in_place=press.private)


def form(plan: AuditPlan, found: OccurrenceRecord, verb: str, fields: tuple[Field, ...], text: str = "") -> Told:
    """What is still to be said, asked of who pressed alone."""
    save = Button(say(f"audit_button.{verb}", plan.language), f"audits.{verb}", found.id, "primary")
    card = Card(plan.title, text, fields=fields, buttons=(save,), language=plan.language)
    return Told((card,), private=True)
