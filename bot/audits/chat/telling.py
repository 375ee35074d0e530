"""How a press is told of: in one sentence, alone, in the place of its card, as a form."""

from bot.audits.plan import AuditPlan
from bot.conversation.card import Button, Card, Field, Press, Told
from bot.conversation.catalogue import say
from bot.store.audit_record import OccurrenceRecord


def sentence(text: str, language: str, title: str = "") -> Told:
    """One plain sentence to who pressed alone."""
    return Told((Card(title, text, language=language),), private=True)


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
