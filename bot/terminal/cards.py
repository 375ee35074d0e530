"""A Card as text in a terminal: each field with the name by which it is filled in, each button with the words that press it."""

from bot.conversation.card import Card, Field, Told
from bot.conversation.mention import Mention, shown
from bot.terminal.rendering import printable


def rendered_told(told: Told) -> str:
    """The cards one under another."""
    return "\n\n".join(rendered_card(card) for card in told.cards)


def rendered_card(card: Card) -> str:
    """Title, text, facts, then `name=value  label` for each field and `[verb value]  label` for each button."""
    lines = [card.title, _plainly(card.text), *(f"{fact.label}: {_plainly(fact.text)}" for fact in card.facts)]
    lines += [_field(field) for field in card.fields]
    lines += [f"  [{button.verb} {button.value}]  {button.label}" for button in card.buttons]
    return printable("\n".join(line for line in lines if line))


def _plainly(text: str) -> str:
    return shown(text, _named).strip()


def _named(mention: Mention) -> str:
    return ("@" if mention.kind == "person" else "#") + mention.id


def _field(field: Field) -> str:
    values = ", ".join(f"{option.value} ({option.label})" for option in field.options)
    told = [f"  {field.name}={', '.join(field.filled)}  {field.label}", values, field.hint]
    return ": ".join(part for part in told if part)
