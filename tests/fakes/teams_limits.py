"""What Teams refuses in an activity: its size, its citations, and a card that is not of the schema."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft6Validator

MAX_MESSAGE = 100 * 1024  # bytes as UTF-16
MAX_CARD = 28 * 1024
MAX_CITATIONS, MAX_NAME, MAX_ABSTRACT = 10, 80, 160
MAX_SHOWN = 6
PEOPLE_PICKER = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}


@cache
def _schema() -> Draft6Validator:
    found = files("adaptive_cards").joinpath("schemas", "schema-1.5.json").read_text(encoding="utf-8")
    return Draft6Validator(json.loads(found))


def refusal(activity: dict[str, Any]) -> str | None:
    """Why an activity is refused; None when it is taken."""
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le", "surrogatepass")) > MAX_MESSAGE:
        return "413 MessageSizeTooBig"
    faults = [_card_refusal(found["content"]) for found in activity.get("attachments", ())]
    faults += [_entity_refusal(found, activity.get("text", "")) for found in activity.get("entities", ())]
    return next((fault for fault in faults if fault), None)


def _card_refusal(card: dict[str, Any]) -> str | None:
    if len(json.dumps(card, ensure_ascii=False).encode()) > MAX_CARD:
        return "card too large"
    plain = _without_teams_own({name: value for name, value in card.items() if name != "msteams"})
    error = next(_schema().iter_errors(plain), None)
    if error is not None:
        return f"{list(error.path)}: {error.message[:200]}"
    crowded = [found for found in _sets(card) if len(found["actions"]) > MAX_SHOWN]
    return "more actions than are shown" if crowded else None


def _without_teams_own(found: Any) -> Any:
    """Without the people picker, which Teams documents and the schema does not know."""
    if isinstance(found, list):
        return [_without_teams_own(one) for one in found]
    if not isinstance(found, dict):
        return found
    picker = found.get("type") == "Input.ChoiceSet" and found.get("choices.data") == PEOPLE_PICKER
    return {name: _without_teams_own(value) for name, value in found.items() if not (picker and name == "choices.data")}


def _sets(found: Any) -> list[dict[str, Any]]:
    if isinstance(found, list):
        return [one for item in found for one in _sets(item)]
    if not isinstance(found, dict):
        return []
    own = [found] if found.get("type") == "ActionSet" else []
    return own + [one for value in found.values() for one in _sets(value)]


def _entity_refusal(entity: dict[str, Any], text: str) -> str | None:
    cited = entity.get("citation", ())
    if len(cited) > MAX_CITATIONS:
        return "too many citations"
    for claim in cited:
        appearance = claim["appearance"]
        if f"[{claim['position']}]" not in text:
            return "a citation without its mark"
        if not 0 < len(appearance["name"]) <= MAX_NAME or not 0 < len(appearance["abstract"]) <= MAX_ABSTRACT:
            return "name or abstract of a citation"
    return None
