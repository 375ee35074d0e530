"""Unfolds a run from its changes, one after another: what is read is what was logged."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from bot.checklists.run import ChecklistRun, Comment, Evidence, Finding, Response, SignOff
from bot.store.change_record import Change, Logged
from bot.store.moments import moment
from bot.store.run_record import RunState
from indexer.condition import Value

_Body = dict[str, Any]
_Step = Callable[[ChecklistRun, Change, _Body], ChecklistRun]


def unfolded(rows: Iterable[Logged]) -> ChecklistRun | None:
    """The run that a list of its changes leads to; None for no change."""
    run: ChecklistRun | None = None
    for row in rows:
        run = after(run, Change(row.run, row.step, row.kind, row.actor, moment(row.at), row.key, json.loads(row.body)))
    return run


def after(run: ChecklistRun | None, change: Change) -> ChecklistRun:
    """The run after one more change; only "started" begins one."""
    body = dict(change.body)
    if run is None:
        return _started(change, body)
    changed = _STEPS[change.kind](run, change, body)
    return replace(changed, version=change.step, changed_at=change.at)


def _started(change: Change, body: _Body) -> ChecklistRun:
    facts = {name: _value(value) for name, value in body["facts"].items()}
    return ChecklistRun(
        id=change.run,
        checklist=body["checklist"],
        digest=body["digest"],
        supplier=body["supplier"],
        site=body["site"],
        facts=MappingProxyType(facts),
        lead=change.actor,
        previous=body["previous"],
        started_at=change.at,
        changed_at=change.at,
        people=frozenset({change.actor}),
    )


def _answered(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    value = _value(body["value"])
    side, standing, source = body["side"], body["standing"], body["confirmed_from"]
    response = Response(body["item"], side, standing, value, body["reason"], change.actor, change.at, source)
    return _with_response(run, response)


def _with_response(run: ChecklistRun, response: Response) -> ChecklistRun:
    responses = {**run.responses, (response.item, response.side): response}
    return replace(run, state="in_progress", responses=MappingProxyType(responses), history=(*run.history, response))


def _imported(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    for said in body["answers"]:
        value, reason = _value(said["value"]), said["reason"]
        response = Response(said["item"], "supplier", said["standing"], value, reason, change.actor, change.at)
        run = _with_response(run, response)
    return run


def _commented(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    return replace(run, comments=(*run.comments, Comment(body["item"], body["text"], change.actor, change.at)))


def _attached(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    days = {name: _day(body[name]) for name in ("effective_on", "expires_on")}
    values = {name: value for name, value in body.items() if name != "answers"}
    evidence = Evidence(**(values | days), by=change.actor, received_at=change.at)
    kept = replace(run, evidence=(*run.evidence, evidence))
    if not body["answers"]:
        return kept
    response = Response(evidence.item, "evaluator", "answered", evidence.name, "", change.actor, change.at)
    return _with_response(kept, response)


def _dated(run: ChecklistRun, _: Change, body: _Body) -> ChecklistRun:
    start, end = _day(body["effective_on"]), _day(body["expires_on"])
    dated = (replace(e, effective_on=start, expires_on=end) if e.id in body["evidence"] else e for e in run.evidence)
    return replace(run, evidence=tuple(dated))


def _withdrawn(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    told: _Body = {"withdrawn": True, "withdrawn_by": change.actor, "withdrawn_at": change.at}
    found = tuple(replace(one, **told) if one.id == body["evidence"] else one for one in run.evidence)
    responses = {key: one for key, one in run.responses.items() if key[0] != body["unanswers"]}
    return replace(run, evidence=found, responses=MappingProxyType(responses))


def _assigned(run: ChecklistRun, _: Change, body: _Body) -> ChecklistRun:
    assigned = {**run.assigned, body["section"]: body["person"]}
    return replace(run, assigned=MappingProxyType(assigned), people=run.people | {body["person"]})


def _handed_over(run: ChecklistRun, _: Change, body: _Body) -> ChecklistRun:
    return replace(run, lead=body["person"], people=run.people | {body["person"]})


def _submitted(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    return replace(run, state="submitted", submitted_by=change.actor, unproven=tuple(body["unproven"]), requested="")


def _changes_requested(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    return replace(_void(run), state="changes_requested", requested=body["reason"], people=run.people | {change.actor})


def _reopened(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    return replace(_void(run), state="in_progress", requested=body["reason"], people=run.people | {change.actor})


def _signed(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    sign_offs = (*run.sign_offs, SignOff(change.actor, change.at, body["content"]))
    state: RunState = "signed_off" if body["complete"] else "submitted"
    return replace(run, state=state, sign_offs=sign_offs, people=run.people | {change.actor})


def _found(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    finding = Finding(body["finding"], body["item"], body["text"], change.actor, change.at)
    return replace(run, findings=(*run.findings, finding), people=run.people | {change.actor})


def _action_set(run: ChecklistRun, _: Change, body: _Body) -> ChecklistRun:
    changed = {"action": body["action"], "owner": body["owner"], "due_on": _day(body["due_on"])}
    return replace(_with_finding(run, body["finding"], changed), people=run.people | {body["owner"]})


def _finding_closed(run: ChecklistRun, change: Change, body: _Body) -> ChecklistRun:
    return _with_finding(run, body["finding"], {"closed_by": change.actor, "closed_at": change.at})


def _finding_reopened(run: ChecklistRun, _: Change, body: _Body) -> ChecklistRun:
    return _with_finding(run, body["finding"], {"closed_by": None, "closed_at": None})


def _with_finding(run: ChecklistRun, identity: str, changed: _Body) -> ChecklistRun:
    return replace(run, findings=tuple(replace(f, **changed) if f.id == identity else f for f in run.findings))


def _void(run: ChecklistRun) -> ChecklistRun:
    return replace(run, sign_offs=tuple(replace(one, void=True) for one in run.sign_offs))


_STEPS: dict[str, _Step] = {
    "answered": _answered,
    "imported": _imported,
    "commented": _commented,
    "attached": _attached,
    "dated": _dated,
    "withdrawn": _withdrawn,
    "assigned": _assigned,
    "handed_over": _handed_over,
    "paused": lambda run, _, __: replace(run, paused=True),
    "resumed": lambda run, _, __: replace(run, paused=False),
    "submitted": _submitted,
    "changes_requested": _changes_requested,
    "reopened": _reopened,
    "signed": _signed,
    "closed": lambda run, _, __: replace(run, state="closed"),
    "found": _found,
    "action_set": _action_set,
    "finding_closed": _finding_closed,
    "finding_reopened": _finding_reopened,
}


def _value(found: Any) -> Value | None:
    value: Value | None = tuple(found) if isinstance(found, list) else found
    return value


def _day(found: str | None) -> date | None:
    return date.fromisoformat(found) if found else None
