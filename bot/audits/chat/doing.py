"""What is said about one audit rather than pressed: that it is done, its files, that its reminders shall rest."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.audits.chat.acting import Acting
from bot.audits.chat.attaching import Attaching
from bot.audits.chat.commanded import unplanned_for
from bot.audits.chat.deed import Deed, deed
from bot.audits.chat.listing import choose_card
from bot.audits.chat.relative_days import day_in
from bot.audits.chat.said import Said
from bot.audits.chat.shelf import PlanShelf
from bot.audits.plan import AuditPlan
from bot.audits.posting import PREFIX
from bot.audits.programme import NotYours
from bot.audits.working_time import day_at
from bot.checklists.saying import is_question
from bot.checklists.trouble import UnreadableAnswer
from bot.conversation.card import Button, Card, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import Message
from bot.store.audit_record import OccurrenceRecord


@dataclass(frozen=True)
class Doing:
    """Over the plans that somebody may see; raises what the programme raises, StoreUnavailable."""

    shelf: PlanShelf
    acting: Acting
    attaching: Attaching

    def told(self, message: Message, guided: bool) -> Told | None:
        """None for what is about no audit. A bare "done" needs a file or an audit's thread; `guided`, it answers a checklist."""
        found = deed(message.text)
        if found is None and (not message.attachments or is_question(message.text)):
            return None
        here = self._of_thread(message)
        if found is None:
            return self._noted(here, message) if here is not None else None
        language = message.language or found.language
        if here is None and found.verb == "done" and (guided or not (found.named or message.attachments)):
            return None
        if not message.person.roles:
            raise NotYours("whoever has left the company acts in nothing")
        likely = [here] if here is not None and not found.words else list(self._likely(found, message))
        if not likely:
            return unplanned_for(found.words, message.person, language) if found.named else None
        if len(likely) > 1:
            return self._which(found, likely, bool(message.attachments), language)
        return self._done(likely[0], found, message) if found.verb == "done" else self._snooze(likely[0], found, message)

    def _of_thread(self, message: Message) -> OccurrenceRecord | None:
        """The audit with whose reminder the thread begins."""
        where, records = message.conversation, self.shelf.programme.records
        for key in records.began(where.conversation, where.thread) if where.thread else ():
            plan, _, rest = key.removeprefix(PREFIX).partition("/")
            found = records.occurrence(f"{plan}/{rest.partition('/')[0]}")
            if found is not None:
                return found
        return None

    def _likely(self, found: Deed, message: Message) -> Iterator[OccurrenceRecord]:
        said = Said(message.person, message.conversation, private=True)
        seen = self.shelf.visible(said, mine=not found.words)
        for one in self.shelf.called(found.words, seen, said):
            yield from one.open

    def _which(self, found: Deed, likely: list[OccurrenceRecord], files: bool, language: str) -> Told:
        plans = [(self.shelf.programme.plan(one.plan), one) for one in likely]
        label = say(f"audit_button.{found.verb}", language)
        lines = [(plan.title, Button(f"{label}: {plan.title}", f"audits.{found.verb}", one.id)) for plan, one in plans]
        card = choose_card(f"audit_which.{found.verb}", lines, language)
        again = f"\n{say('audit_text.files_again', language)}" if files else ""
        return Told((replace(card, text=card.text + again),), private=True)

    def _noted(self, found: OccurrenceRecord, message: Message) -> Told:
        """Files in the thread of an audit, with or without words about them."""
        plan, told = self._attached(found, message)
        button = Button(say("audit_button.done", plan.language), "audits.done", found.id)
        card = Card(plan.title, "\n".join(told), buttons=(button,) if found.state == "open" else (), language=plan.language)
        return Told((card,), private=plan.mode != "announced")

    def _done(self, found: OccurrenceRecord, said: Deed, message: Message) -> Told:
        plan, told = self._attached(found, message)
        day = self._day(said, plan, day_at(self.shelf.programme.clock(), plan.plant))
        return self.acting.done_form(_pressing(found, message), day, "\n".join(told))

    def _snooze(self, found: OccurrenceRecord, said: Deed, message: Message) -> Told:
        plan = self.shelf.programme.plan(found.plan)
        day = self._day(said, plan, day_at(self.shelf.programme.clock(), plan.reader))
        return self.acting.snooze_form(_pressing(found, message), day)

    def _attached(self, found: OccurrenceRecord, message: Message) -> tuple[AuditPlan, list[str]]:
        plan, known, actor = self.acting.opened(_pressing(found, message))
        files = message.attachments if known.state == "open" else ()
        closed = [say("audit_text.too_late", plan.language)] if message.attachments and not files else []
        return plan, [*closed, *(self.attaching.attach(plan, known, files, actor) if files else ())]

    def _day(self, said: Deed, plan: AuditPlan, today: date) -> date | None:
        try:
            return day_in(said.when, plan.language, today, over=said.verb == "done") if said.when else None
        except UnreadableAnswer:
            return None


def _pressing(found: OccurrenceRecord, message: Message) -> Press:
    """The press that a sentence stands for."""
    return Press("audits.done", found.id, message.person, message.conversation, message.key, company=message.company)
