"""What is told to the commands of the audit programme: the lists, and which one is to be cancelled, ended, verified."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.audits.chat.command import Command
from bot.audits.chat.listing import Seen, choose_card, list_card
from bot.audits.chat.said import Said
from bot.audits.chat.shelf import PlanShelf
from bot.audits.chat.telling import sentence
from bot.audits.chat.verifying import verified
from bot.audits.programme import PLANNERS, NotYours
from bot.audits.timetable import due_day
from bot.conversation.card import Button, Told
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.conversation.message import Person


def unplanned_for(words: str, person: Person, language: str) -> Told:
    """What is said of a name without a plan, or of no plan at all, and what could be said next."""
    key = "unplanned_for" if words else "none"
    asks = "" if person.roles & PLANNERS else "_ask"
    title = "" if words else say("audit_text.list", language)
    return sentence(say(f"audit_nothing.{key}{asks}", language, name=words), language, title)


@dataclass(frozen=True)
class Commanded:
    """Over the plans that somebody may see."""

    shelf: PlanShelf

    def told(self, found: Command, said: Said, language: str) -> Told | None:
        """None where a name is no plan's: somebody may have asked something else. Raises NotYours, StoreUnavailable."""
        if not said.person.roles:
            raise NotYours("the audit programme is shown to those who take part in it")
        everything = said if found.verb == "list" else Said(said.person, said.conversation, private=True)
        seen = self.shelf.visible(everything, mine=found.verb == "mine", ended=found.verb == "verify")
        likely = self.shelf.called(found.words, seen, said)
        if found.verb in ("list", "mine", "of"):
            return self._listed(found, likely, said, language)
        if not likely and not found.words:
            return unplanned_for("", said.person, language)
        if not likely:
            return sentence(say("audit_text.no_plan", language), language)
        return {"cancel": self._to_cancel, "end": self._to_end, "verify": self._verify}[found.verb](likely, language)

    def _listed(self, found: Command, seen: list[Seen], said: Said, language: str) -> Told | None:
        """In a channel what is planned for it; whatever else there is, to who asks alone."""
        if found.verb == "of":
            return self._shown(seen, said, language, alone=True) if seen else unplanned_for(found.words, said.person, language)
        if found.verb == "list" and not said.private and not seen:
            seen = self.shelf.visible(Said(said.person, said.conversation, private=True))
            return self._shown(seen, said, language, alone=True)
        return self._shown(seen, said, language, alone=found.verb == "mine")

    def _shown(self, seen: list[Seen], said: Said, language: str, alone: bool) -> Told:
        if not seen:
            return replace(unplanned_for("", said.person, language), private=alone)
        return Told((list_card(seen, self.shelf.programme.clock(), language),), private=alone)

    def _to_cancel(self, seen: list[Seen], language: str) -> Told:
        label = say("audit_button.cancel_audit", language)
        lines = [
            (text, replace(button, label=f"{label}: {one.plan.title}")) for one in seen for text, button in _next(one, language)
        ]
        if not lines:
            return sentence(say("audit_text.nothing_open", language), language)
        return Told((choose_card("audit_text.which_cancel", lines, language),), private=True)

    def _to_end(self, seen: list[Seen], language: str) -> Told:
        label = say("audit_button.end", language)
        lines = [(one.plan.title, Button(f"{label}: {one.plan.title}", "audits.end", one.plan.id)) for one in seen]
        return Told((choose_card("audit_text.which_end", lines, language),), private=True)

    def _verify(self, seen: list[Seen], language: str) -> Told:
        return Told((verified(self.shelf.programme, [one.plan for one in seen], language),), private=True)


def _next(one: Seen, language: str) -> Iterator[tuple[str, Button]]:
    """What can be called off of a plan: what is open, else the day that it comes to next. Of an unannounced audit no day."""
    for found in one.open:
        due = "" if one.plan.unannounced else f", {written(date.fromisoformat(found.due_on), language)}"
        yield f"{one.plan.title}{due}", Button("", "audits.cancel", found.id)
    if not one.open and one.record.state == "active" and one.record.cursor:
        due_on = due_day(one.plan, date.fromisoformat(one.record.cursor))
        yield f"{one.plan.title}, {written(due_on, language)}", Button("", "audits.skip", f"{one.plan.id}/{one.record.cursor}")
