"""What people are told about a ticket; `name` makes a person's id into what their channel shows."""

from collections.abc import Callable
from typing import Literal

from bot.conversation.catalogue import day, say
from bot.store.ticket_record import TicketRecord

Label = Literal["ask", "take", "answer", "close", "reply"]


def label(which: Label, language: str) -> str:
    """The word on a button or a field."""
    return say(f"ticket_label.{which}", language)


def where_it_stands(ticket: TicketRecord, language: str, name: Callable[[str], str] = str) -> str:
    """The state of a ticket as a sentence."""
    values = {"assignee": _colleague(ticket, language, name), "due": day(ticket.due_at.date(), language)}
    return say(f"ticket_state.{ticket.state}", language, **values)


def too_late(ticket: TicketRecord, language: str, name: Callable[[str], str] = str) -> str:
    """The answer to a stale button."""
    return say("ticket.too_late", language, state=where_it_stands(ticket, language, name))


def for_experts(ticket: TicketRecord, language: str, name: Callable[[str], str] = str) -> str:
    """The head of the post in the experts' channel; the question stands below it."""
    return say("ticket.for_experts", language, asker=name(ticket.asker), due=day(ticket.due_at.date(), language))


def brought_back(ticket: TicketRecord, language: str, name: Callable[[str], str] = str) -> str:
    """The head of the expert's answer in the asker's thread."""
    return say("ticket.brought_back", language, expert=_colleague(ticket, language, name))


def overdue(ticket: TicketRecord, language: str) -> str:
    """The reminder to the experts."""
    return say("ticket.overdue", language, due=day(ticket.due_at.date(), language))


def refusal(language: str) -> str:
    """For somebody who is no expert, in private."""
    return say("ticket.refused", language)


def unknown(language: str) -> str:
    """For a ticket that is gone."""
    return say("ticket.unknown", language)


def _colleague(ticket: TicketRecord, language: str, name: Callable[[str], str]) -> str:
    """Who has the question; their name may have been erased since."""
    return name(ticket.assignee) if ticket.assignee else say("ticket.somebody", language)
