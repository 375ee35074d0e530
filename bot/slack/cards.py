"""A Card as Slack messages of Block Kit, and what was filled in on it read back."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Literal

from bot.conversation.card import Button, Card, Fact, Field, Option
from bot.conversation.mention import without_mentions
from bot.slack.asked import identity
from bot.slack.blocks import (
    BUTTONS_A_ROW,
    MAX_FALLBACK,
    MAX_TEXT,
    Block,
    SlackMessage,
    button,
    divided,
    rows,
    section,
    text_of,
)
from bot.slack.mrkdwn import calling, escaped, pieces, plain

PREFIX = "card:"
# Escaping makes a character five at most, and a fact may have 2,000.
MAX_HEADER, MAX_FACT, MAX_FACTS, MAX_LABEL = 150, 250, 10, 100
MAX_OPTION, MAX_OPTIONS, MAX_VALUE, MAX_LINE = 75, 100, 150, 3_000
MAX_FIELDS, MAX_CARD_BUTTONS = 20, 50
_BLOCKS_LEFT = 45
_STYLES = {"primary": "primary", "danger": "danger"}  # Slack knows no others
_CHOSEN = {
    "person": ("users_select", "initial_user"),
    "people": ("multi_users_select", "initial_users"),
    "channel": ("conversations_select", "initial_conversation"),
}
_LANGUAGE = re.compile(r".*:(en|vi)[0-9]+")


def card_messages(card: Card) -> list[SlackMessage]:
    """The card as one message; a long text stands in messages before the one that holds fields and buttons."""
    acting = [*(_field(f) for f in card.fields[:MAX_FIELDS]), *_buttons(card.buttons[:MAX_CARD_BUTTONS], card.language)]
    title = plain(card.title, MAX_HEADER)
    head = [{"type": "header", "text": {"type": "plain_text", "text": title or "…"}}] if title or not card.text.strip() else []
    told = [*head, *(section(piece) for piece in pieces(card.text, escape=calling)), *_facts(card.facts)]
    if len(told) + len(acting) <= _BLOCKS_LEFT and text_of(told) + text_of(acting) <= MAX_TEXT:
        parts = [told + acting]
    else:
        parts = [*divided(told), acting] if acting else divided(told)
    return [SlackMessage(_fallback(card), part) for part in parts]


def filled_in(state: object, person: Callable[[str], str]) -> dict[str, list[str]]:
    """What `state.values` of a press says, by the names of the fields; whatever makes no sense is left out.

    `person` gives the id of one of Slack's users.
    """
    values = state.get("values") if isinstance(state, dict) else None
    found: dict[str, list[str]] = {}
    for block in values.values() if isinstance(values, dict) else ():
        for name, element in block.items() if isinstance(block, dict) else ():
            if isinstance(element, dict) and isinstance(name, str) and name.startswith("field:"):
                found[name.removeprefix("field:")[:MAX_VALUE]] = _values(element, person)
    return found


def _values(element: dict[str, Any], person: Callable[[str], str]) -> list[str]:
    users = element.get("selected_users")
    users = users if isinstance(users, list) else [element.get("selected_user")]
    people = [person(user) for one in users if (user := identity(one))]
    channel = identity(element.get("selected_conversation"))
    if people or channel:
        return people or [f"slack:{channel}"]
    chosen, several = element.get("selected_option"), element.get("selected_options")
    options = several if isinstance(several, list) else [chosen]
    picked = [option.get("value") for option in options if isinstance(option, dict)]
    plain_values = [element.get("value"), element.get("selected_date")]
    return [without_mentions(value)[:MAX_LINE] for value in [*picked, *plain_values] if isinstance(value, str) and value]


def _facts(facts: tuple[Fact, ...]) -> Iterator[Block]:
    for start in range(0, len(facts), MAX_FACTS):
        shown = [{"type": "mrkdwn", "text": _fact(fact), "verbatim": True} for fact in facts[start : start + MAX_FACTS]]
        yield {"type": "section", "fields": shown}


def _fact(fact: Fact) -> str:
    text = calling(fact.text) if len(fact.text) <= MAX_FACT else escaped(plain(fact.text, MAX_FACT))
    return f"*{escaped(plain(fact.label, MAX_LABEL))}*\n{text or '–'}"


def _field(field: Field) -> Block:
    block: Block = {
        "type": "input",
        "block_id": f"field:{field.name}"[:255],
        "optional": True,  # whether something is missing is the desk's to say
        "label": _plain_text(field.label, MAX_LABEL),
        "element": {"action_id": f"field:{field.name}"[:255], **_element(field)},
    }
    return {**block, "hint": _plain_text(field.hint, 2_000)} if field.hint else block


def _element(field: Field) -> Block:
    filled = field.filled[0] if field.filled else None
    if field.kind in ("menu", "several") and field.options:
        return _menu(field)
    if field.kind == "date":
        return {"type": "datepicker", **({"initial_date": filled} if filled else {})}
    if field.kind == "number":
        return {"type": "number_input", "is_decimal_allowed": True, **({"initial_value": filled} if filled else {})}
    if field.kind in _CHOSEN:
        return _chosen(field)
    initial = {"initial_value": filled[:MAX_LINE]} if filled else {}
    return {"type": "plain_text_input", "multiline": field.kind == "long_text", "max_length": MAX_LINE, **initial}


def _chosen(field: Field) -> Block:
    """People and channels from Slack's own lists; whoever has their account elsewhere stays as they were unless changed."""
    kind, initial = _CHOSEN[field.kind]
    own_ids = (value.rpartition(":")[2] for value in field.filled if value.startswith("slack:") and "@" not in value)
    here = [found for found in own_ids if identity(found)]
    known: Any = here if field.kind == "people" else "".join(here[:1])
    own = {"filter": {"include": ["public", "private"], "exclude_bot_users": True}} if field.kind == "channel" else {}
    return {"type": kind, **own, **({initial: known} if known else {})}


def _menu(field: Field) -> Block:
    options = [(o.value, _option(o)) for o in field.options[:MAX_OPTIONS]]
    chosen = [option for value, option in options if value in field.filled]
    shown = [option for _, option in options]
    if field.kind == "several":
        return {"type": "multi_static_select", "options": shown, **({"initial_options": chosen} if chosen else {})}
    return {"type": "static_select", "options": shown, **({"initial_option": chosen[0]} if chosen else {})}


def _option(option: Option) -> Block:
    return {"text": _plain_text(option.label, MAX_OPTION), "value": option.value[:MAX_VALUE]}


def _buttons(buttons: tuple[Button, ...], language: str) -> Iterator[Block]:
    # Slack wants each action_id once in a message; the number tells two buttons of one verb apart.
    found = [
        (b.style == "quiet", button(b.label, f"{PREFIX}{b.verb}:{language}{n}", b.value, _STYLES.get(b.style)))
        for n, b in enumerate(buttons)
    ]
    for quiet in (False, True):  # tools stand in a row of their own
        yield from rows((shown for is_quiet, shown in found if is_quiet == quiet), BUTTONS_A_ROW)


def verb_of(action_id: str) -> str:
    """The verb of a button that was put on a card."""
    return action_id.removeprefix(PREFIX).rpartition(":")[0]


def language_of_card(action_id: str) -> Literal["en", "vi", ""]:
    """The language of the card that a button was put on; empty where it does not say."""
    found = _LANGUAGE.fullmatch(action_id)
    return "" if found is None else "vi" if found[1] == "vi" else "en"


def _plain_text(text: str, most: int) -> Block:
    return {"type": "plain_text", "text": plain(text, most) or "…"}


def _fallback(card: Card) -> str:
    return escaped(plain(": ".join(text for text in (card.title, card.text) if text), MAX_FALLBACK // 2)) or "…"
