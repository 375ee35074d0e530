"""The content of a run is what a sign-off vouches for: answers, evidence and the wording of the checklist, as one hash."""

from collections.abc import Mapping
from typing import Any

from bot.checklists.naming import under_names
from bot.checklists.run import ChecklistRun, Evidence, Response
from bot.store.change_record import canonical, sha256


def content_hash(run: ChecklistRun) -> str:
    """SHA-256 of the canonical JSON; the order in which people answered makes no difference, who said what does.

    People stand in it under their names in the log, so that it stays the same when one of them is forgotten.
    """
    return sha256(canonical(_content(run)))


def _content(run: ChecklistRun) -> dict[str, Any]:
    responses = sorted(run.responses.values(), key=lambda response: (response.item, response.side))
    evidence = sorted((one for one in run.evidence if one.finding is None and not one.withdrawn), key=lambda one: one.id)
    return {
        "run": run.id,
        "checklist": run.checklist,
        "digest": run.digest,
        "supplier": run.supplier,
        "site": run.site,
        "facts": dict(run.facts),
        "responses": [_response(response, run.names) for response in responses],
        "evidence": [_evidence(one, run.names) for one in evidence],
    }


def _response(response: Response, names: Mapping[str, str]) -> dict[str, Any]:
    values = {name: getattr(response, name) for name in ("item", "side", "standing", "value", "reason", "by")}
    return _under(values, names) | {"at": response.at.isoformat()}


def _evidence(one: Evidence, names: Mapping[str, str]) -> dict[str, Any]:
    shown = ("id", "item", "kind", "by", "text", "name", "media_type", "size", "sha256")
    days = {name: day.isoformat() if day else None for name, day in _days(one)}
    values = {name: getattr(one, name) for name in shown}
    return _under(values, names) | days | {"received_at": one.received_at.isoformat()}


def _under(values: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    told = {key: under_names(value, names) if isinstance(value, str) else value for key, value in values.items()}
    return told | {"by": names.get(values["by"], values["by"])}


def _days(one: Evidence) -> list[tuple[str, Any]]:
    return [("effective_on", one.effective_on), ("expires_on", one.expires_on)]
