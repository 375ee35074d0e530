"""Checklists as plain JSON values: how they travel with an index, and how a run keeps the wording that it began with."""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

from indexer.checklist import Checklist, ChecklistItem, ChecklistSection, Gate, Option, Text
from indexer.condition import Comparison, Condition
from indexer.errors import BrokenSnapshot
from indexer.fingerprint import fingerprint


def as_json(checklist: Checklist) -> dict[str, Any]:
    """Plain values, in a stable order."""
    return {**asdict(checklist), "as_of": checklist.as_of.isoformat()}


def signed(checklist: Checklist) -> Checklist:
    """The checklist with its digest, which covers everything else in it."""
    return replace(checklist, digest=fingerprint({**as_json(checklist), "digest": ""}))


def from_json(found: dict[str, Any]) -> Checklist:
    """The checklist of `as_json`; raises KeyError, TypeError or ValueError for anything else."""
    texts = {key: Text(**found[key]) for key in ("title", "purpose")}
    return Checklist(
        **{
            **found,
            **texts,
            "applies_to": tuple(found["applies_to"]),
            "as_of": date.fromisoformat(found["as_of"]),
            "sections": tuple(_section(section) for section in found["sections"]),
            "retired": tuple(found["retired"]),
        }
    )


def save_checklists(checklists: Iterable[Checklist], path: Path) -> None:
    """Writes checklists.json."""
    path.write_text(json.dumps([as_json(checklist) for checklist in checklists], ensure_ascii=False), encoding="utf-8")


def parse_checklists(raw: bytes) -> dict[str, Checklist]:
    """What checklists.json says, by id; raises BrokenSnapshot."""
    try:
        checklists = [from_json(found) for found in json.loads(raw)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BrokenSnapshot(f"checklists.json cannot be read: {error!r}") from None
    return {checklist.id: checklist for checklist in checklists}


def _section(found: dict[str, Any]) -> ChecklistSection:
    items = tuple(_item(item) for item in found["items"])
    return ChecklistSection(**{**found, "title": Text(**found["title"]), "items": items, "when": _condition(found["when"])})


def _item(found: dict[str, Any]) -> ChecklistItem:
    texts = {key: Text(**found[key]) for key in ("ask", "why", "good")}
    return ChecklistItem(
        **{
            **found,
            **texts,
            "options": tuple(Option(o["value"], Text(**o["label"]), o["points"]) for o in found["options"]),
            "gate": _gate(found["gate"]),
            "basis": tuple(found["basis"]),
            "when": _condition(found["when"]),
        }
    )


def _gate(found: dict[str, Any] | None) -> Gate | None:
    if found is None:
        return None
    return Gate(tuple(found["answers"]), found["tier_cap"], Text(**found["reason"]))


def _condition(found: dict[str, Any] | None) -> Condition | None:
    if found is None:
        return None
    return Condition(found["joined"], tuple(Comparison(**{**one, "values": tuple(one["values"])}) for one in found["tests"]))
