"""The yearly draw: which suppliers are audited this year, logged with its seed, and a plan for each that has none yet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from dateutil.relativedelta import relativedelta

from bot.audits.plan import AuditPlan, plan_of
from bot.audits.reminding import advanced, awaiting
from bot.audits.sampling import LEAST_SHARE, Sample, sample
from bot.audits.sampling_log import SAMPLED
from bot.audits.unannounced import together
from bot.audits.working_time import Place, day_at
from bot.conversation.catalogue import say
from bot.store.audit_record import AuditRecords, Change, LogRecord, OccurrenceRecord, PlanRecord
from bot.store.supplier_record import Site, Supplier

PREFIX = "auto.sample."
_SOONEST = timedelta(days=14)


class Suppliers(Protocol):
    """Where suppliers and sites are kept."""

    def every(self) -> list[Supplier]:
        """All of them."""

    def sites_of(self, supplier: str) -> list[Site]:
        """The sites of one."""


@dataclass(frozen=True)
class Visit:
    """A place to be audited: a site of a supplier of high risk, else the supplier."""

    supplier: Supplier
    site: Site | None

    @property
    def id(self) -> str:
        """The site's id, or the supplier's."""
        return self.site.id if self.site else self.supplier.id


@dataclass(frozen=True)
class Sampler:
    """`new_seed` comes from a cryptographic generator."""

    records: AuditRecords
    suppliers: Suppliers
    new_seed: Callable[[], str]

    def drawn(self, plan: AuditPlan, due: OccurrenceRecord, now: datetime) -> Change:
        """The draw of the year with what it brings about; outside office hours only when it will be made."""
        year, known = int(due.due_on[:4]), {one.id: one for one in self.suppliers.every()}
        found = sample(year, {one.id: one.tier for one in known.values()}, self.new_seed(), plan.share or LEAST_SHARE)
        visits = [visit for name in found.chosen for visit in self._visits(known[name])]
        change = advanced(plan, due, now, _told(plan, found, known))
        if not change.log:
            return change
        closed = tuple(replace(one, state="done", next_at=None) for one in change.occurrences)
        sites = {one.supplier.id: [v.id for v in visits if v.site and v.supplier == one.supplier] for one in visits if one.site}
        line = LogRecord(now, plan.id, due.id, SAMPLED, details={**found.as_json(), "sites": sites})
        return together(replace(change, occurrences=closed, log=(*change.log, line)), *self._planned(plan, year, visits, now))

    def _visits(self, supplier: Supplier) -> list[Visit]:
        """A supplier whose risk nobody knows is treated as a high one."""
        sites = self.suppliers.sites_of(supplier.id) if supplier.tier in ("high", None) else []
        return [Visit(supplier, site) for site in sites] or [Visit(supplier, None)]

    def _planned(self, plan: AuditPlan, year: int, visits: Sequence[Visit], now: datetime) -> Iterator[Change]:
        """One after the other over what is left of the year, in the order drawn."""
        own = [record for record in self.records.plans() if record.body.get("kind") == "facility_audit"]
        wanted = [visit for visit in visits if not any(self._covers(record, visit, year) for record in own)]
        today = day_at(now, plan.plant)
        step = max((date(year, 12, 15) - today) // (len(wanted) + 1), timedelta(0))
        for number, visit in enumerate(wanted, start=1):
            on = max(min(today + number * step, self._latest(own, visit, today)), today + _SOONEST)
            yield _planned(_audit(plan, visit, year, on), now)

    def _covers(self, record: PlanRecord, visit: Visit, year: int) -> bool:
        """True for a plan of the place that comes due this year anyway."""
        if record.id == f"{PREFIX}{year}.{visit.id}":
            return True
        if record.state != "active" or not _is_of(record, visit):
            return False
        waiting = any(one.state == "open" for one in self.records.occurrences(record.id))
        return waiting or record.cursor[:4] == str(year)

    def _latest(self, own: Sequence[PlanRecord], visit: Visit, today: date) -> date:
        """A place of high risk is audited within twelve months of the last time."""
        done = [
            date.fromisoformat(one.due_on)
            for record in own
            if _is_of(record, visit)
            for one in self.records.occurrences(record.id)
            if one.state == "done"
        ]
        high = visit.supplier.tier in ("high", None)
        return max(done) + relativedelta(months=12) if high and done else today + relativedelta(months=12)


def _told(plan: AuditPlan, found: Sample, known: dict[str, Supplier]) -> tuple[str, ...]:
    head = say("surroundings.sampled", plan.language, year=str(found.year), chosen=str(len(found.chosen)), all=str(len(known)))
    tiers = {name: say(f"supplier_tier.{known[name].tier or 'none'}", plan.language) for name in found.chosen}
    names = (f"- {known[name].name} ({tier})" for name, tier in tiers.items())
    return (head, *names)


def _is_of(record: PlanRecord, visit: Visit) -> bool:
    same = record.body.get("supplier") == visit.supplier.id
    return same and (visit.site is None or record.body.get("site", "") in ("", visit.site.id))


def _audit(plan: AuditPlan, visit: Visit, year: int, on: date) -> AuditPlan:
    place = visit.site or visit.supplier
    where = f"{visit.supplier.name}, {visit.site.name}" if visit.site else visit.supplier.name
    return replace(
        plan,
        id=f"{PREFIX}{year}.{visit.id}",
        kind="facility_audit",
        title=say("surroundings.sampled_audit", plan.language, where=where, year=str(year)),
        plant=Place(place.time_zone, place.country),
        starts=on,
        recurrence=None,
        due_on=on,
        supplier=visit.supplier.id,
        site=visit.site.id if visit.site else "",
        leads=(),
        share=0.0,
    )


def _planned(plan: AuditPlan, now: datetime) -> Change:
    body = {**plan_of(plan.as_json()).as_json(), "saved_at": now.isoformat()}
    record = PlanRecord(plan.id, "active", plan.channel, body, "", None)
    return Change(plans=(awaiting(plan, record, plan.starts),), log=(LogRecord(now, plan.id, "", "planned"),))
