"""A Card as an Adaptive Card, and what comes back when one of its buttons is pressed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.conversation.card import Button as CardButton
from bot.conversation.card import Card, Field
from bot.conversation.catalogue import say
from bot.conversation.finding import Found
from bot.conversation.mention import Mention, mentions_in, shown, without_mentions
from bot.conversation.sources import source_lines
from bot.teams.elements import ADAPTIVE, Element, adaptive_card, attachment, execute, rows, small, text_block
from bot.teams.markdown import literal, markdown, parted, plain
from bot.teams.replies import FIELD, Activity

SEVERAL = "several."  # Teams gives several choices as one text with commas
PEOPLE = "people."  # Teams gives people by their ids in the tenant, with commas
VERB = "card."  # before the verbs of cards, so that they are told from those of answers
THUMBNAIL = "application/vnd.microsoft.card.thumbnail"
MAX_PARAGRAPHS, MAX_TEXT = 40, 4_000
MAX_RESULT, MAX_LINES, MAX_LINE = 2, 30, 400
_ACCOUNT = re.compile("[0-9a-z-]{1,64}")
_STYLES = {"plain": "default", "primary": "positive", "danger": "destructive", "quiet": "default"}


def card_activity(card: Card, names: Mapping[str, str] | None = None) -> Activity:
    """A message that is a card; `names` are the names of mentioned people by their ids."""
    return {"type": "message", "attachments": [attachment(card_content(card, names))], "summary": card.title}


def card_content(card: Card, names: Mapping[str, str] | None = None) -> Element:
    """The card by itself: what an invoke is answered with."""
    known = names or {}
    mentioned = [*mentions_in(card.text), *(m for fact in card.facts for m in mentions_in(fact.text))]
    return adaptive_card(list(_body(card, known)), _entities(mentioned, known))


def search_result(found: Found) -> dict[str, Any]:
    """What a message extension shows in its list, and the cited card that it inserts."""
    lines = [line.strip() for citation in found.citations for line in source_lines(citation, found.language)]
    texts = [text_block(part) for part in parted(markdown(found.text), MAX_TEXT)[:MAX_RESULT]]
    body = [text_block(literal(found.title), weight="Bolder", size="Medium"), *texts]
    body += [small(literal(plain(line, MAX_LINE)), spacing="Small") for line in lines[:MAX_LINES]]
    preview = {"contentType": THUMBNAIL, "content": {"title": found.title, "text": found.guide_title}}
    return {"contentType": ADAPTIVE, "content": adaptive_card(body), "preview": preview}


def read_press(value: object, tenant: str = "") -> tuple[str, str, dict[str, tuple[str, ...]]] | None:
    """(verb, value, what was filled in) of an Action.Execute's invoke; None for what is none."""
    data = _data(value)
    verb, worth = data.get("verb"), data.get("value")
    if not isinstance(verb, str) or not isinstance(worth, str):
        return None
    one = {
        name[len(FIELD) :]: (without_mentions(str(given)),)
        for name, given in data.items()
        if name.startswith(FIELD) and given not in (None, "")
    }
    several = {
        name[len(SEVERAL) :]: tuple(without_mentions(str(given)).split(","))
        for name, given in data.items()
        if name.startswith(SEVERAL) and given
    }
    people = {name[len(PEOPLE) :]: _accounts(given, tenant) for name, given in data.items() if name.startswith(PEOPLE)}
    return verb, worth, {**one, **several, **people}


def language_of_press(value: object) -> str | None:
    """The language of the card that was pressed."""
    found = _data(value).get("language")
    return found if found in ("en", "vi") else None


def _data(value: object) -> dict[str, Any]:
    action = value.get("action") if isinstance(value, dict) else None
    data = action.get("data") if isinstance(action, dict) else None
    return data if isinstance(data, dict) else {}


def _accounts(given: object, tenant: str) -> tuple[str, ...]:
    found = _ACCOUNT.findall(given.lower()) if isinstance(given, str) else []
    return tuple(f"teams:{tenant}:{account}" for account in found)


def _body(card: Card, names: Mapping[str, str]) -> Iterator[Element]:
    if card.title:
        yield text_block(literal(card.title), weight="Bolder", size="Medium")
    for part in parted(card.text, MAX_TEXT)[:MAX_PARAGRAPHS] if card.text else ():
        yield text_block(shown(part, lambda m: _mention(m, names), markdown))
    if card.facts:
        facts = [{"title": literal(f.label), "value": shown(f.text, lambda m: _mention(m, names), literal)} for f in card.facts]
        yield {"type": "FactSet", "facts": facts}
    for file in card.files:
        yield small(literal(say("file.offered", card.language, name=file.name)))
    for field in card.fields:
        yield _input(field)
        if field.hint:
            yield small(literal(field.hint), spacing="None")
    yield from rows(_button(button, card.language) for button in card.buttons)


def _input(field: Field) -> Element:
    if field.kind in ("person", "people"):
        return _people(field)
    found: Element = {"id": f"{SEVERAL if field.kind == 'several' else FIELD}{field.name}", "label": field.label or "…"}
    filled = ",".join(field.filled)
    if field.kind in ("menu", "several"):
        choices = [{"title": option.label, "value": option.value} for option in field.options]
        found |= {"type": "Input.ChoiceSet", "choices": choices, "isMultiSelect": field.kind == "several"}
        return found | ({"value": filled} if filled else {})
    found["type"] = {"date": "Input.Date", "number": "Input.Number"}.get(field.kind, "Input.Text")
    if field.kind == "long_text":
        found["isMultiline"] = True
    if field.kind == "number":
        return found | ({"value": float(filled)} if _is_number(filled) else {})
    return found | ({"value": filled} if filled else {})


def _people(field: Field) -> Element:
    """People of the tenant from Teams' own list.

    https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker
    """
    own = ",".join(value.rpartition(":")[2] for value in field.filled if value.startswith("teams:"))
    found: Element = {"type": "Input.ChoiceSet", "id": f"{PEOPLE}{field.name}", "label": field.label or "…", "choices": []}
    found |= {"choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}}
    return found | {"isMultiSelect": field.kind == "people"} | ({"value": own} if own else {})


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _button(button: CardButton, language: str) -> Element:
    found = execute(button.label, f"{VERB}{button.verb}", button.value, _STYLES[button.style])
    return found | {"data": {**found["data"], "language": language}}


def _mention(mention: Mention, names: Mapping[str, str]) -> str:
    """A person of ours as Teams shows them; whoever is of another platform, or a channel, by the last part of the id."""
    if mention.kind == "person" and mention.platform == "teams":
        return f"<at>{_name(mention, names)}</at>"
    return literal(names.get(mention.id, mention.id.rpartition(":")[2]))


def _name(mention: Mention, names: Mapping[str, str]) -> str:
    return names.get(mention.id, mention.id.rpartition(":")[2]).replace("<", "").replace(">", "").replace("&", "")


def _entities(mentioned: list[Mention], names: Mapping[str, str]) -> list[Element]:
    found: dict[str, Element] = {}
    for mention in mentioned:
        if mention.kind == "person" and mention.platform == "teams":
            name = _name(mention, names)
            who: dict[str, Any] = {"id": mention.id.rpartition(":")[2], "name": name}
            found[name] = {"type": "mention", "text": f"<at>{name}</at>", "mentioned": who}
    return list(found.values())
