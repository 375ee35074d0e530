"""What is told to the commands of the audit programme: the lists, and which one is to be cancelled, ended, verified."""

from dataclasses import dataclass

from bot.audits.chat.acting import sentence
from bot.audits.chat.command import Command
from bot.audits.chat.listing import Seen, choose_card, list_card
from bot.audits.chat.said import Said
from bot.audits.chat.shelf import PlanShelf
from bot.audits.chat.verifying import verified
from bot.audits.programme import NotYours
from bot.conversation.card import Button, Told
from bot.conversation.catalogue import say


def unplanned_for(words: str, language: str) -> Told:
    """What is said of a name without a plan, and what could be said next."""
    key = "audit_text.unplanned_for" if words else "audit_text.none"
    return sentence(say(key, language, name=words), language)


@dataclass(frozen=True)
class Commanded:
    """Over the plans that somebody may see."""

    shelf: PlanShelf

    def told(self, found: Command, said: Said, language: str) -> Told | None:
        """None where a name is no plan's: somebody may have asked something else. Raises NotYours, StoreUnavailable."""
        if not said.person.roles:
            raise NotYours("the audit programme is shown to those who take part in it")
        everything = said if found.verb == "list" else Said(said.person, said.conversation, private=True)
        seen = self.shelf.visible(everything, mine=found.verb == "mine")
        likely = self.shelf.called(found.words, seen, said)
        if found.verb in ("list", "mine", "of"):
            return self._listed(found, likely, said, language)
        if not likely:
            return sentence(say("audit_text.no_plan", language), language)
        return {"cancel": self._to_cancel, "end": self._to_end, "verify": self._verify}[found.verb](likely, language)

    def _listed(self, found: Command, seen: list[Seen], said: Said, language: str) -> Told | None:
        """In a channel what is planned for it; whatever else there is, to who asks alone."""
        now = self.shelf.programme.clock()
        if found.verb == "of":
            return Told((list_card(seen, now, language),), private=True) if seen else unplanned_for(found.words, language)
        if found.verb == "list" and not said.private and not seen:
            seen = self.shelf.visible(Said(said.person, said.conversation, private=True))
            return Told((list_card(seen, now, language),), private=True)
        return Told((list_card(seen, now, language),), private=found.verb == "mine")

    def _to_cancel(self, seen: list[Seen], language: str) -> Told:
        still = [(one, found) for one in seen for found in one.open]
        if not still:
            return sentence(say("audit_text.nothing_open", language), language)
        label = say("audit_button.cancel_audit", language)
        lines = [(one.plan.title, Button(f"{label}: {one.plan.title}", "audits.cancel", found.id)) for one, found in still]
        return Told((choose_card("audit_text.which_cancel", lines, language),), private=True)

    def _to_end(self, seen: list[Seen], language: str) -> Told:
        label = say("audit_button.end", language)
        lines = [(one.plan.title, Button(f"{label}: {one.plan.title}", "audits.end", one.plan.id)) for one in seen]
        return Told((choose_card("audit_text.which_end", lines, language),), private=True)

    def _verify(self, seen: list[Seen], language: str) -> Told:
        return Told((verified(self.shelf.programme, [one.plan for one in seen], language),), private=True)
