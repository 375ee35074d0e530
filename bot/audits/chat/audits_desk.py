"""The AuditsDesk plans audits in chat, shows what is due, and takes what is done about it; questions are not for it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.access.actor import NotAllowed
from bot.access.audience import EMPLOYEES
from bot.audits.chat.acting import Acting
from bot.audits.chat.calendars import Calendars
from bot.audits.chat.command import CALENDARS, Command, command
from bot.audits.chat.commanded import Commanded
from bot.audits.chat.doing import Doing
from bot.audits.chat.draft import BrokenDraft
from bot.audits.chat.listing import list_card
from bot.audits.chat.plan_sentence import read
from bot.audits.chat.plan_steps import PlanSteps
from bot.audits.chat.planning import Planning
from bot.audits.chat.said import Said
from bot.audits.chat.shelf import PlanShelf
from bot.audits.chat.telling import sentence
from bot.audits.programme import Busy, NotYours, UnknownAudit
from bot.audits.sealing import NoKey, WrongKey
from bot.checklists.talks import Talks
from bot.checklists.turn import of_message
from bot.conversation.card import Card, MadeFile, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import ConversationRef, Message, Person

log = logging.getLogger(__name__)

_SAID = {NotYours: "audit_text.not_yours", NotAllowed: "audit_text.not_yours", Busy: "audit_text.busy", NoKey: "audit.no_key"}
_SAID |= {WrongKey: "audit_text.wrong_key", UnknownAudit: "audit_text.gone", BrokenDraft: "audit_text.gone"}


@dataclass(frozen=True)
class AuditsDesk:
    """A GuidedDesk; `talks` tell who is in the middle of a checklist, whose plain sentences are answers to it."""

    planning: Planning
    acting: Acting
    steps: PlanSteps
    shelf: PlanShelf
    doing: Doing
    calendars: Calendars
    talks: Talks

    name = "audits"

    def said(self, message: Message) -> Told | None:
        """None for whatever is neither a command nor a plan, questions about audits among them."""
        told = self._said(message, Said(message.person, message.conversation, message.company != "others"))
        guests_read_along = EMPLOYEES not in message.person.audiences
        return replace(told, private=True) if told is not None and guests_read_along else told

    def pressed(self, press: Press) -> Told:
        """What a button does; one that this desk never made, or whose value was tampered with, leads nowhere."""
        name, language = press.verb.partition(".")[2], press.language or "en"
        work = (self._verbs() | self.steps.verbs() | self.acting.verbs()).get(name)
        if work is None:
            return sentence(say("audit_text.gone", language), language)
        return self._guarded(lambda: work(press), self._language_of(press)) or sentence(
            say("audit_text.gone", language), language
        )

    def at_home(self, person: Person) -> Card | None:
        """What somebody takes part in, in the language of their plans; None where there is nothing."""
        said = Said(person, ConversationRef(person.id.partition(":")[0], f"@{person.id}"), private=True)
        mine = self.shelf.visible(said, mine=True)
        language = "vi" if {one.plan.language for one in mine} == {"vi"} else "en"
        return list_card(mine, self.planning.programme.clock(), language) if mine else None

    def made(self, value: str, person: Person) -> MadeFile | None:
        """A file that was handed in as evidence, for somebody; None where it is not for them."""
        return self.steps.made(value, person)

    def _said(self, message: Message, said: Said) -> Told | None:
        found = command(message.text)
        focus = self.talks.focus(of_message(message, "en"))
        guided = focus is not None and bool(focus.item)
        if found is not None and not (guided and found.verb == "calendars"):  # a word that may be an answer
            language = message.language or found.language
            return self._guarded(lambda: self._commanded(found, said, language), language)
        done = self._guarded(lambda: self.doing.told(message, guided), message.language or "en")
        if done is not None:
            return done
        drafting = self.planning.drafting
        today = drafting.clock().date()
        phrases = read(message.text, lambda: drafting.placing.known(message.person.actor), message.language, today, guided)
        return None if phrases is None else self._guarded(lambda: self.planning.said(phrases, said), phrases.language)

    def _commanded(self, found: Command, said: Said, language: str) -> Told | None:
        if found.verb not in CALENDARS:
            return Commanded(self.shelf).told(found, said, language)
        if not said.person.roles:
            raise NotYours("the audit programme is shown to those who take part in it")
        return self.calendars.told(found, said, language)

    def _verbs(self) -> dict[str, Callable[[Press], Told | None]]:
        planning = self.planning
        return {
            "draft": planning.drafted,
            "change": planning.change,
            "keep": planning.keep,
            "drop": planning.drop,
            "revoke_calendar": self.calendars.revoked,
        }

    def _language_of(self, press: Press) -> str:
        """The language of the plan that is pressed about."""
        records = self.planning.programme.records
        found = records.occurrence(press.value[:100])
        plan = records.plan(found.plan if found is not None else press.value[:80])
        return str(plan.body.get("language", "en")) if plan is not None else (press.language or "en")

    def _guarded(self, work: Callable[[], Told | None], language: str) -> Told | None:
        try:
            return work()
        except tuple(_SAID) as error:
            key = next(key for kind, key in _SAID.items() if isinstance(error, kind))
            return sentence(say(key, language), language)
        except (ValueError, KeyError):  # a value that we never wrote
            log.warning("a press about audits cannot be read", exc_info=True, extra={"action": "audit_press_unreadable"})
            return sentence(say("audit_text.gone", language), language)
