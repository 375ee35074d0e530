"""Calendars made and taken back in chat: one's own in private, a channel's where its people read it."""

from dataclasses import dataclass

from bot.audits.calendar import CalendarDesk, UnknownCalendar, Wished
from bot.audits.chat.command import Command
from bot.audits.chat.listing import choose_card
from bot.audits.chat.said import Said, place_of
from bot.audits.chat.telling import in_place, sentence
from bot.audits.programme import NotYours
from bot.conversation.card import Button, Card, Press, Told
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.store.calendar_record import CalendarRecord

MOST = 5  # of one person, or of one channel: each is another secret that can be passed on


@dataclass(frozen=True)
class Calendars:
    """Over the desk that publishes them; `address` is where this server is reached. Raises NotYours, StoreUnavailable."""

    desk: CalendarDesk
    address: str

    def told(self, found: Command, said: Said, language: str) -> Told:
        """What is said to a command about calendars."""
        if found.verb == "my_calendar":
            return self._made(Wished("person", said.person.id, language=language), said, language)
        if found.verb == "channel_calendar":
            if said.private:
                return sentence(say("calendar.where", language), language)
            return self._made(Wished("channel", place_of(said), language=language), said, language)
        return Told((self._list(said, language, revoking=found.verb == "revoke_calendar"),), private=True)

    def revoked(self, press: Press) -> Told:
        """Its address leads nowhere from now on."""
        language = press.language or "en"
        if not press.person.roles:
            raise NotYours("whoever has left the company acts in nothing")
        try:
            self.desk.revoke(press.value, press.person.actor)
        except UnknownCalendar:
            return sentence(say("calendar.unknown", language, id=press.value[:20]), language)
        return in_place(Card("", say("calendar.revoked", language, id=press.value), language=language))

    def _made(self, wished: Wished, said: Said, language: str) -> Told:
        if len([one for one in self._seen(said) if one.whose == wished.whose]) >= MOST:
            told = self._list(said, language, revoking=True)
            return Told((told,), private=True)
        made = self.desk.make(wished, said.person.actor)
        own = wished.kind == "person"
        text = say("calendar.made" if own else "calendar.made_channel", language)
        lines = [text, f"{self.address}{made.path}", say("calendar.how", language)]
        revoke = Button(say("calendar.revoke", language), "audits.revoke_calendar", made.calendar.id, "danger")
        return Told((Card(say("calendar.name", language), "\n".join(lines), buttons=(revoke,), language=language),), private=own)

    def _list(self, said: Said, language: str, revoking: bool) -> Card:
        """One's own, and those of the channel for who may take them back; with what can be said next."""
        seen = self._seen(said)
        if not seen:
            return Card(say("calendar.name", language), say("calendar.none", language), language=language)
        lines = [(_called(one, language), _revoking(one, language)) for one in seen]
        card = choose_card("calendar.which" if revoking else "calendar.yours", lines, language)
        return Card(say("calendar.name", language), card.text, buttons=card.buttons, language=language)

    def _seen(self, said: Said) -> list[CalendarRecord]:
        own = self.desk.colleagues.accounts(said.person.id)
        here = set() if said.private else {place_of(said)}
        return [one for one in self.desk.seen_by(said.person.actor) if one.whose in own | here]


def _called(one: CalendarRecord, language: str) -> str:
    made = written(one.created_at.date(), language)
    return say(f"calendar_of.{one.kind}", language, id=one.id, day=made)


def _revoking(one: CalendarRecord, language: str) -> Button:
    return Button(f"{say('calendar.revoke', language)}: {one.id}", "audits.revoke_calendar", one.id, "danger")
