"""What is pressed about a plan as a whole: looked at, with its files, changed, ended, its next time called off."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.audits.chat.acting import Acting
from bot.audits.chat.attaching import Attaching
from bot.audits.chat.listing import Seen, plan_card
from bot.audits.chat.planning import Planning
from bot.audits.chat.said import Said
from bot.audits.chat.shelf import PlanShelf
from bot.audits.chat.sight import people_of
from bot.audits.chat.telling import in_place, sentence
from bot.audits.programme import PLANNERS, NotYours, UnknownAudit
from bot.audits.timetable import due_day
from bot.conversation.card import Button, Card, MadeFile, Press, Told
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.conversation.message import ConversationRef, Person

MOST_FILES = 10


@dataclass(frozen=True)
class PlanSteps:
    """Over the plans that somebody may see; raises UnknownAudit, NotYours, Busy, NoKey, WrongKey, StoreUnavailable."""

    planning: Planning
    acting: Acting
    shelf: PlanShelf
    attaching: Attaching

    def verbs(self) -> dict[str, Callable[[Press], Told]]:
        """The verbs whose value is a plan; of "occurrence" it is an occurrence, of "skip" a plan with a day of it."""
        return {
            "show": self._show,
            "occurrence": self._occurrence,
            "evidence": self._evidence,
            "edit": self._edit,
            "end": self._end_form,
            "end_now": self._end,
            "skip": self._skip_form,
            "skip_now": self._skip,
        }

    def made(self, value: str, person: Person) -> MadeFile | None:
        """A file of a CardFile, for who may see its plan when nobody else reads along."""
        occurrence, _, sha256 = value.partition("|")
        said = Said(person, ConversationRef(person.id.partition(":")[0], f"@{person.id}"), private=True)
        seen = self.shelf.one(occurrence.partition("/")[0], said) if person.roles else None
        return self.attaching.made(occurrence, sha256) if seen is not None else None

    def _show(self, press: Press) -> Told:
        one = self._seen(press)
        may_end = not press.person.roles.isdisjoint(PLANNERS) or one.plan.owner in self.shelf.sight.accounts(press.person.id)
        card = plan_card(one, self.planning.programme.clock(), may_end)
        if self.attaching.offered(one.plan.id):
            files = Button(say("audit_button.evidence", card.language), "audits.evidence", one.plan.id)
            card = replace(card, buttons=(*card.buttons, files))
        return Told((card,), private=True)

    def _occurrence(self, press: Press) -> Told:
        found = self.planning.programme.records.occurrence(press.value)
        if found is None:
            raise UnknownAudit(press.value)
        one = self._seen(replace(press, value=found.plan))
        if one.plan.mode == "semi_announced" and not one.exact:
            raise NotYours("a channel does not hear the day")
        return Told((self.acting.card(one.plan, found),), private=True)

    def _evidence(self, press: Press) -> Told:
        one = self._seen(press)
        files = self.attaching.offered(one.plan.id)[:MOST_FILES]
        text = "" if files else say("audit_text.no_files", one.plan.language)
        return Told((Card(one.plan.title, text, language=one.plan.language, files=files),), private=True)

    def _edit(self, press: Press) -> Told:
        one = self._seen(press)
        if press.person.roles.isdisjoint(PLANNERS):
            raise NotYours("plans are changed by those who plan audits")
        return Told((self.planning.edit(one.plan, one.record.version, press.person.actor),), private=True)

    def _end_form(self, press: Press) -> Told:
        one = self._seen(press)
        text = say("audit_text.sure_end", one.plan.language, title=one.plan.title)
        return _asked(one, text, Button(say("audit_button.end", one.plan.language), "audits.end_now", one.plan.id, "danger"))

    def _end(self, press: Press) -> Told:
        programme = self.planning.programme
        plan = programme.plan(press.value)
        programme.end(plan.id, self.shelf.sight.acting(press.person.actor, people_of(plan)))
        return in_place(Card(plan.title, say("audit_text.ended", plan.language), language=plan.language))

    def _skip_form(self, press: Press) -> Told:
        identity, day = _plan_and_day(press.value)
        one = self._seen(replace(press, value=identity))
        when = written(due_day(one.plan, day), one.plan.language)
        text = say("audit_text.sure_skip", one.plan.language, title=one.plan.title, day=when)
        return _asked(
            one, text, Button(say("audit_button.call_off", one.plan.language), "audits.skip_now", press.value, "danger")
        )

    def _skip(self, press: Press) -> Told:
        """A day that nobody was reminded of yet; told to who asks alone, for a channel may not know it."""
        identity, day = _plan_and_day(press.value)
        plan = self.planning.programme.plan(identity)
        actor = self.shelf.sight.acting(press.person.actor, people_of(plan))
        found = self.planning.programme.skip(identity, day, actor)
        if found.state == "done":
            return sentence(say("audit_text.too_late", plan.language), plan.language)
        return Told((self.acting.card(plan, found),), private=not press.private, in_place=press.private)

    def _seen(self, press: Press) -> Seen:
        """The plan of a press: one that its presser may see by themselves, or in the channel where they press."""
        for private in (True, False):
            one = self.shelf.one(press.value, Said(press.person, press.conversation, private))
            if one is not None:
                return one
        if self.planning.programme.records.plan(press.value) is None:
            raise UnknownAudit(press.value)
        raise NotYours("that plan is for others")


def _asked(one: Seen, text: str, button: Button) -> Told:
    return Told((Card(one.plan.title, text, buttons=(button,), language=one.plan.language),), private=True)


def _plan_and_day(value: str) -> tuple[str, date]:
    """Raises ValueError for a value that we never wrote."""
    plan, _, day = value.rpartition("/")
    return plan, date.fromisoformat(day)
