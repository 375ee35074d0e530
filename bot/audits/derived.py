"""Plans that nobody makes by hand: they follow from findings, from evidence that expires, and from suppliers' risk.

Their titles say where, not what: a finding and the name of a file are for those who take part in the checklist.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from dateutil.relativedelta import relativedelta

from bot.access.settings import AuditSettings
from bot.audits.kind import KindName, kind
from bot.audits.plan import AuditPlan, Escalation
from bot.audits.working_time import Place
from bot.checklists.run import ChecklistRun, Evidence
from bot.conversation.catalogue import say
from bot.store.supplier_record import Supplier

_PREFIX = "auto."  # no id that people give has a full stop
_ACTION, _EVIDENCE, _REASSESS = f"{_PREFIX}action.", f"{_PREFIX}evidence.", f"{_PREFIX}reassess."
PREFIXES = (_ACTION, _EVIDENCE, _REASSESS)  # others, such as those that a sample brings about, are not for us to end
NOBODY = "someone:nobody"  # a supplier whom nobody looks after is the channel's
_OVER = frozenset({"signed_off", "closed"})


@dataclass(frozen=True)
class Known:
    """What plans are derived from: where reminders go, all suppliers, all runs."""

    house: AuditSettings
    suppliers: Sequence[Supplier]
    runs: Sequence[ChecklistRun]

    @cached_property
    def by_id(self) -> dict[str, Supplier]:
        """The suppliers by id."""
        return {one.id: one for one in self.suppliers}


@dataclass(frozen=True)
class Derived:
    """`plans` are to be kept; `closed` tells of plans that have no reason any more what brought that about, a run or evidence.

    `unplanned` are those whose records make no plan, with what is wrong.
    """

    plans: tuple[AuditPlan, ...]
    closed: Mapping[str, str]
    unplanned: Mapping[str, ValueError] = field(default_factory=dict)


def derived(known: Known) -> Derived:
    """All plans that follow from what is known."""
    plans, unplanned = [], {}
    for duty in (*_actions(known), *_expiries(known), *_reassessments(known)):
        try:
            plans.append(_plan(known.house, duty))
        except ValueError as error:  # BadPlan, UnknownPlace: a supplier may have been kept with any zone
            unplanned[duty.id] = error
    return Derived(tuple(plans), dict(_closed(known.runs)), unplanned)


def action_id(run: str, finding: str) -> str:
    """The plan of a corrective action."""
    return f"{_ACTION}{run}.{finding}"


def evidence_id(run: str, evidence: str) -> str:
    """The plan of evidence that expires."""
    return f"{_EVIDENCE}{run}.{evidence}"


def reassessment_id(supplier: str) -> str:
    """The plan of a supplier's next assessment."""
    return f"{_REASSESS}{supplier}"


@dataclass(frozen=True)
class _Duty:
    """What a derived plan is about; `above` hears of it when nobody acknowledges it."""

    id: str
    kind: KindName
    title: str
    owner: str
    due_on: date
    supplier: Supplier | None
    above: str = ""


def _actions(known: Known) -> Iterator[_Duty]:
    for run in known.runs:
        supplier, title = known.by_id.get(run.supplier or ""), _title("surroundings.action", known, run)
        for one in run.findings:
            if one.closed_at is None and one.owner and one.due_on:
                yield _Duty(action_id(run.id, one.id), "corrective_action", title, one.owner, one.due_on, supplier, run.lead)


def _expiries(known: Known) -> Iterator[_Duty]:
    for run in _standing(known.runs):
        supplier, title = known.by_id.get(run.supplier or ""), _title("surroundings.evidence", known, run)
        for one in _newest(run):
            if one.expires_on:
                yield _Duty(evidence_id(run.id, one.id), "evidence_expiry", title, run.lead, one.expires_on, supplier)


def _reassessments(known: Known) -> Iterator[_Duty]:
    """As the last assessment says; a supplier whose risk somebody entered by hand counts from when it was entered."""
    months = kind("supplier_reassessment").tiers
    for one in known.suppliers:
        if one.tier is not None:
            entered = one.created_at.date() + relativedelta(months=months[one.tier])
            due_on = one.assessed.again_on if one.assessed else entered
            tier = say(f"supplier_tier.{one.tier}", known.house.language)
            title = say("surroundings.reassess", known.house.language, supplier=one.name, tier=tier)
            yield _Duty(reassessment_id(one.id), "supplier_reassessment", title, one.owner or NOBODY, due_on, one)


def _standing(runs: Sequence[ChecklistRun]) -> list[ChecklistRun]:
    """Without runs whose place a later one has taken that was signed off."""
    latest: dict[tuple[str | None, ...], datetime] = {}
    for run in runs:
        if run.state in _OVER:
            latest[_place(run)] = max(run.started_at, latest.get(_place(run), run.started_at))
    return [run for run in runs if run.started_at >= latest.get(_place(run), run.started_at)]


def _place(run: ChecklistRun) -> tuple[str | None, ...]:
    return run.checklist, run.supplier, run.site


def _newest(run: ChecklistRun) -> Iterator[Evidence]:
    """Of each item the evidence that came last; what was withdrawn does not count."""
    by_item = {one.item: one for one in sorted(run.evidence, key=lambda one: one.received_at) if not one.withdrawn}
    yield from by_item.values()


def _closed(runs: Sequence[ChecklistRun]) -> Iterator[tuple[str, str]]:
    for run in runs:
        shown = {one.finding: one.id for one in run.evidence if one.finding and not one.withdrawn}
        for finding in run.findings:
            if finding.closed_at is not None:
                yield action_id(run.id, finding.id), shown.get(finding.id, run.id)
        newest = {one.item: one.id for one in _newest(run)}
        for evidence in run.evidence:
            if evidence.id not in newest.values() and evidence.item in newest:
                yield evidence_id(run.id, evidence.id), newest[evidence.item]


def run_of(plan: str) -> str:
    """The run that a derived plan follows from; empty for one that follows from a supplier."""
    prefix = next((one for one in (_ACTION, _EVIDENCE) if plan.startswith(one)), "")
    return plan.removeprefix(prefix).partition(".")[0] if prefix else ""


def _title(key: str, known: Known, run: ChecklistRun) -> str:
    supplier = known.by_id.get(run.supplier or "")
    return say(key, known.house.language, where=supplier.name if supplier else run.checklist, run=run.id)


def _plan(house: AuditSettings, duty: _Duty) -> AuditPlan:
    reader, supplier = Place(house.zone, house.country), duty.supplier
    return AuditPlan(
        id=duty.id,
        kind=duty.kind,
        title=duty.title,
        plant=Place(supplier.time_zone, supplier.country) if supplier else reader,
        reader=reader,
        channel=house.channel,
        owner=duty.owner,
        starts=duty.due_on,
        due_on=duty.due_on,
        supplier=supplier.id if supplier else "",
        escalation=Escalation((duty.above,) if duty.above not in ("", duty.owner) else ()),
        expires_on=duty.due_on if duty.kind == "evidence_expiry" else None,
        language=house.language,
    )
