"""The AuditsDesk plans audits in chat, shows what is due, and takes what is done about it; questions are not for it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.access.actor import NotAllowed
from bot.access.audience import EMPLOYEES
from bot.audits.chat.acting import Acting, in_place, sentence
from bot.audits.chat.calendars import Calendars
from bot.audits.chat.command import CALENDARS, Command, command
from bot.audits.chat.commanded import Commanded
from bot.audits.chat.doing import Doing
from bot.audits.chat.draft import BrokenDraft
from bot.audits.chat.listing import Seen, list_card, plan_card
from bot.audits.chat.plan_sentence import read
from bot.audits.chat.planning import Planning
from bot.audits.chat.said import Said
from bot.audits.chat.shelf import PlanShelf
from bot.audits.chat.sight import people_of
from bot.audits.programme import PLANNERS, Busy, NotYours, UnknownAudit
from bot.audits.sealing import NoKey, WrongKey
from bot.checklists.talks import Talks
from bot.checklists.turn import of_message
from bot.conversation.card import Button, Card, MadeFile, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import ConversationRef, Message, Person

log = logging.getLogger(__name__)

MOST_FILES = 10
_SAID = {NotYours: "audit_text.not_yours", NotAllowed: "audit_text.not_yours", Busy: "audit_text.busy", NoKey: "audit.no_key"}
_SAID |= {WrongKey: "audit_text.wrong_key", UnknownAudit: "audit_text.gone", BrokenDraft: "audit_text.gone"}


@dataclass(frozen=True)
class AuditsDesk:
    """A GuidedDesk; `talks` tell who is in the middle of a checklist, whose plain sentences are answers to it."""

    planning: Planning
    acting: Acting
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
        work = (self._verbs() | self.acting.verbs()).get(name)
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

    def _said(self, message: Message, said: Said) -> Told | None:
        found = command(message.text)
        if found is not None:
            language = message.language or found.language
            return self._guarded(lambda: self._commanded(found, said, language), language)
        focus = self.talks.focus(of_message(message, "en"))
        guided = focus is not None and bool(focus.item)
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
            "show": self._show,
            "occurrence": self._occurrence,
            "evidence": self._evidence,
            "revoke_calendar": self.calendars.revoked,
            "edit": self._edit,
            "end": self._end_form,
            "end_now": self._end,
        }

    def _show(self, press: Press) -> Told:
        one = self._seen(press)
        may_end = not press.person.roles.isdisjoint(PLANNERS) or one.plan.owner in self.shelf.sight.accounts(press.person.id)
        card = plan_card(one, self.planning.programme.clock(), may_end)
        if self.doing.attaching.offered(one.plan.id):
            files = Button(say("audit_button.evidence", card.language), "audits.evidence", one.plan.id)
            card = replace(card, buttons=(*card.buttons, files))
        return Told((card,), private=True)

    def _occurrence(self, press: Press) -> Told:
        found = self.planning.programme.records.occurrence(press.value)
        if found is None:
            raise UnknownAudit(press.value)
        one = self._seen(Press(press.verb, found.plan, press.person, press.conversation, press.key))
        if one.plan.mode == "semi_announced" and not one.exact:
            raise NotYours("a channel does not hear the day")
        return Told((self.acting.card(one.plan, found),), private=True)

    def made(self, value: str, person: Person) -> MadeFile | None:
        """A file of a CardFile, for who may see its plan when nobody else reads along."""
        occurrence, _, sha256 = value.partition("|")
        said = Said(person, ConversationRef(person.id.partition(":")[0], f"@{person.id}"), private=True)
        seen = self.shelf.one(occurrence.partition("/")[0], said) if person.roles else None
        return self.doing.attaching.made(occurrence, sha256) if seen is not None else None

    def _evidence(self, press: Press) -> Told:
        one = self._seen(press)
        files = self.doing.attaching.offered(one.plan.id)[:MOST_FILES]
        text = "" if files else say("audit_text.no_files", one.plan.language)
        return Told((Card(one.plan.title, text, language=one.plan.language, files=files),), private=True)

    def _edit(self, press: Press) -> Told:
        one = self._seen(press)
        if press.person.roles.isdisjoint(PLANNERS):
            raise NotYours("plans are changed by those who plan audits")
        return Told((self.planning.edit(one.plan, one.record.version, press.person.actor),), private=True)

    def _end_form(self, press: Press) -> Told:
        one = self._seen(press)
        language = one.plan.language
        button = Button(say("audit_button.end", language), "audits.end_now", one.plan.id, "danger")
        text = say("audit_text.sure_end", language, title=one.plan.title)
        return Told((Card(one.plan.title, text, buttons=(button,), language=language),), private=True)

    def _end(self, press: Press) -> Told:
        programme = self.planning.programme
        plan = programme.plan(press.value)
        programme.end(plan.id, self.shelf.sight.acting(press.person.actor, people_of(plan)))
        return in_place(Card(plan.title, say("audit_text.ended", plan.language), language=plan.language))

    def _seen(self, press: Press) -> Seen:
        """The plan of a press: one that its presser may see by themselves, or in the channel where they press."""
        for private in (True, False):
            one = self.shelf.one(press.value, Said(press.person, press.conversation, private))
            if one is not None:
                return one
        if self.planning.programme.records.plan(press.value) is None:
            raise UnknownAudit(press.value)
        raise NotYours("that plan is for others")

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
