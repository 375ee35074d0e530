"""Score vectors in the form of docs/score.md: a few items with their answers, and what they add up to."""

from collections.abc import Callable
from typing import Any

from bot.checklists.answer import Answer
from bot.checklists.points import marked, rounded
from bot.checklists.score import levels, supplier_score
from bot.checklists.unproven import unproven
from indexer.checklist import Checklist
from indexer.checklist_file import from_json
from indexer.condition import FACTS

_WEIGHTS = {"must": 3, "should": 2, "consider": 1}
_WORTH = {"yes": (1, 0), "no": (0, 1), "neither": (None, None)}
_NEVER = {"joined": "all", "tests": [{"about": "fact", "name": "country", "check": "is", "values": ["XX"], "least": 0}]}


def outcome(vector: dict[str, Any]) -> dict[str, Any]:
    """What the program says, for the keys that the vector expects."""
    checklist = checklist_of(vector["items"])
    answers = {item["id"]: _answer(item) for item in vector["items"] if "answer" in item or "standing" in item}
    score = supplier_score(checklist, {}, answers)
    shown = {area: None if level is None else f"{float(rounded(level, 1)):.1f}" for area, level in score.levels.items()}
    assert levels(marked(checklist, {}, answers)) == score.levels
    found: dict[str, Callable[[], Any]] = {
        "score": lambda: score.score,
        "tier": lambda: score.tier,
        "months": lambda: score.months,
        "levels": lambda: {area: shown[area] for area in vector["expected"]["levels"]},
        "gates": lambda: [gate.item.id for gate in score.gates],
        "skipped": lambda: list(score.skipped),
        "unproven": lambda: [item.id for item in unproven(checklist, {}, answers)],
    }
    return {key: found[key]() for key in vector["expected"]}


def checklist_of(items: list[dict[str, Any]]) -> Checklist:
    """A checklist of the given items, each in a section of its own."""
    assert "country" in FACTS
    text = {"en": "x", "vi": "y"}
    sections = [{"id": f"s{n}", "title": text, "area": i["area"], "when": None, "items": [_item(i)]} for n, i in enumerate(items)]
    whole = {
        "id": "vector",
        "title": text,
        "purpose": text,
        "applies_to": ["supplier"],
        "owner": "curator",
        "as_of": "2026-11-27",
    }
    return from_json({**whole, "review_every_days": 180, "sections": sections, "retired": [], "digest": ""})


def _item(found: dict[str, Any]) -> dict[str, Any]:
    text = {"en": "x", "vi": "y"}
    options = found.get("options", {})
    if found["kind"] == "yes_no_na":
        options = dict(zip(("yes", "no"), _WORTH[found.get("best", "yes")], strict=True))
    gate = found.get("gate")
    written = {**gate, "answers": [str(answer) for answer in gate["answers"]], "reason": text} if gate else None
    return {
        "id": found["id"],
        **dict.fromkeys(("ask", "why", "good"), text),
        "kind": found["kind"],
        "options": [{"value": value, "label": text, "points": points} for value, points in options.items()],
        "unit": None,
        "level": found.get("level", "must"),
        "weight": found.get("weight", _WEIGHTS[found.get("level", "must")]),
        "gate": written,
        "evidence": found.get("evidence", "none"),
        "not_applicable": found.get("not_applicable", "never"),
        "guide": None,
        "basis": ["house rule"],
        "when": None if found.get("asked", True) else _NEVER,
        "risk": found.get("risk"),
        "ask_supplier": False,
    }


def _answer(found: dict[str, Any]) -> Answer:
    value = found.get("answer")
    given = frozenset(found.get("given", []))
    return Answer(tuple(value) if isinstance(value, list) else value, found.get("standing", "answered"), given)
