"""The content of a run is what a sign-off vouches for: answers, evidence and the wording of the checklist, as one hash."""

from typing import Any

from bot.checklists.run import ChecklistRun, Evidence, Response
from bot.store.change_record import canonical, sha256


def content_hash(run: ChecklistRun) -> str:
    """SHA-256 of the canonical JSON; the order in which people answered makes no difference, who said what does."""
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
        "responses": [_response(response) for response in responses],
        "evidence": [_evidence(one) for one in evidence],
    }


def _response(response: Response) -> dict[str, Any]:
    names = ("item", "side", "standing", "value", "reason", "by")
    return {name: getattr(response, name) for name in names} | {"at": response.at.isoformat()}


def _evidence(one: Evidence) -> dict[str, Any]:
    names = ("id", "item", "kind", "by", "text", "name", "media_type", "size", "sha256")
    days = {name: day.isoformat() if day else None for name, day in _days(one)}
    return {name: getattr(one, name) for name in names} | days | {"received_at": one.received_at.isoformat()}


def _days(one: Evidence) -> list[tuple[str, Any]]:
    return [("effective_on", one.effective_on), ("expires_on", one.expires_on)]
