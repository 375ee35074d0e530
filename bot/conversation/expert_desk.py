"""The ExpertDesk leads a question to the experts and their answer back, as cards that every channel can show."""

from collections.abc import Callable
from typing import Literal

from bot.conversation import ticket_wording as wording
from bot.conversation.card import Button, Card, Field, Press, Sending, Told
from bot.conversation.catalogue import say
from bot.conversation.feedback import UnknownAnswer
from bot.conversation.mention import of_person
from bot.conversation.message import ConversationRef, Message
from bot.conversation.ticket import Moved, NotAllowed, TicketDesk, UnknownTicket, UnreadableReply, place_of
from bot.store.ticket_record import WAITING, TicketRecord

NUDGES_AT_ONCE = 20
_Move = Literal["take", "answer", "close"]


class ExpertDesk:
    """`experts` is where questions are posted; what may be done, and from which state, is the TicketDesk's to decide."""

    name = "expert"

    def __init__(self, tickets: TicketDesk, experts: ConversationRef) -> None:
        self._tickets = tickets
        self._experts = experts
        self._moves: dict[str, Callable[[Press], Told]] = {
            "expert.ask": self._asked,
            "expert.take": lambda press: self._told(self._tickets.assign(press.value, press.person.actor), "take"),
            "expert.answer": self._answered,
            "expert.close": lambda press: self._told(self._tickets.close(press.value, press.person.actor), "close"),
        }

    def said(self, _message: Message) -> Told | None:
        """Nothing that is only said is for this desk."""
        return None

    def pressed(self, press: Press) -> Told:
        """`value` is the id of an answer ("expert.ask") or of a ticket; raises StoreUnavailable."""
        language = press.language or "en"
        move = self._moves.get(press.verb)
        if move is None:
            return _sentence(say("error.bad_request", language), language)
        try:
            return move(press)
        except (UnknownTicket, UnknownAnswer):
            return _sentence(wording.unknown(language), language)
        except NotAllowed:
            return _sentence(wording.refusal(language), language)
        except UnreadableReply:
            return _sentence(say("error.bad_request", language), language)

    def overdue(self) -> list[Sending]:
        """Reminders of what waits for longer than was promised, each given out once a day."""
        late = self._tickets.to_nudge(NUDGES_AT_ONCE)
        heads = [(ticket, wording.overdue(ticket, ticket.language)) for ticket in late]
        return [Sending(self._experts, _card(t, head), f"ticket/{t.id}/nudge/{t.version}") for t, head in heads]

    def _asked(self, press: Press) -> Told:
        ticket = self._tickets.open(press.value, press.person, press.conversation).ticket
        head = wording.for_experts(ticket, ticket.language, of_person)
        stands = wording.where_it_stands(ticket, ticket.language, of_person)
        sending = Sending(self._experts, _card(ticket, head), f"ticket/{ticket.id}/open")
        return _sentence(stands, ticket.language, (sending,))

    def _answered(self, press: Press) -> Told:
        moved = self._tickets.answer(press.value, press.person.actor, press.field("reply"))
        return self._told(moved, "answer")

    def _told(self, moved: Moved, move: _Move) -> Told:
        """The experts' card as it stands now, in the old one's place; the asker hears of what has changed."""
        ticket = moved.ticket
        tell = wording.where_it_stands if moved.changed else wording.too_late
        card = _card(ticket, tell(ticket, ticket.language, of_person))
        news = (Sending(place_of(ticket), _news(ticket, move), f"ticket/{ticket.id}/{move}/{ticket.version}"),)
        return Told((card,), in_place=True, elsewhere=news if moved.changed else ())


def _card(ticket: TicketRecord, head: str) -> Card:
    waiting = ticket.state in WAITING
    language = ticket.language
    answer = Field("reply", wording.label("reply", language), "long_text")
    return Card(
        title=wording.label("ask", language),
        text=f"{head}\n\n{ticket.question.strip()}",
        fields=(answer,) if waiting else (),
        buttons=_buttons(ticket) if waiting else (),
        name=f"ticket/{ticket.id}",
        language=language,
    )


def _buttons(ticket: TicketRecord) -> tuple[Button, ...]:
    take = (Button(wording.label("take", ticket.language), "expert.take", ticket.id),) if ticket.state == "open" else ()
    answer = Button(wording.label("answer", ticket.language), "expert.answer", ticket.id, "primary")
    return (*take, answer, Button(wording.label("close", ticket.language), "expert.close", ticket.id))


def _news(ticket: TicketRecord, move: _Move) -> Card:
    if move == "answer":
        text = f"{wording.brought_back(ticket, ticket.language, of_person)}\n\n{ticket.reply}"
    else:
        text = wording.where_it_stands(ticket, ticket.language, of_person)
    return Card(title="", text=text, language=ticket.language)


def _sentence(text: str, language: str, elsewhere: tuple[Sending, ...] = ()) -> Told:
    return Told((Card(title="", text=text, language=language),), private=True, elsewhere=elsewhere)
