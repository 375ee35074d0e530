"""A Card as text in a terminal, and what is typed as an answer to it."""

from bot.conversation.card import Card, Field
from bot.conversation.catalogue import say
from bot.conversation.mention import Mention, shown
from bot.terminal.rendering import printable


def rendered_card(card: Card) -> str:
    """Title, text, facts, fields with their options, and the buttons by their numbers."""
    blocks = [card.title, _plainly(card.text), _facts(card), *(_field(field) for field in card.fields), _buttons(card)]
    return printable("\n\n".join(block for block in blocks if block))


def _plainly(text: str) -> str:
    return shown(text, _named).strip()


def _named(mention: Mention) -> str:
    return ("@" if mention.kind == "person" else "#") + mention.id


def _facts(card: Card) -> str:
    width = max((len(fact.label) for fact in card.facts), default=0)
    return "\n".join(f"  {fact.label.ljust(width)}  {_plainly(fact.text)}" for fact in card.facts)


def _field(field: Field) -> str:
    lines = [f"{field.label}:" + (f" [{', '.join(field.filled)}]" if field.filled else "")]
    lines += [f"  {option.value} = {option.label}" for option in field.options]
    return "\n".join([*lines, f"  ({field.hint})"] if field.hint else lines)


def _buttons(card: Card) -> str:
    numbered = ", ".join(f"{number}) {button.label}" for number, button in enumerate(card.buttons, start=1))
    return f"{say('terminal.press', card.language)}: {numbered}" if numbered else ""
