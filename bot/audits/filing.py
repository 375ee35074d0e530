"""Makes plans of what files say: names become ids, a supplier brings its place, a recordation its proposed expiry."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.audits.kind import kind
from bot.audits.plan import AuditPlan, BadPlan, plan_of
from bot.audits.recordation import term_of
from bot.store.audit_record import PlanRecord
from bot.store.supplier_record import Site, Supplier, SupplierRecords
from bot.suppliers.supplier import key_of

_OURS = ("recordation", "guidance_owners")


def filed(values: Mapping[str, Any], suppliers: SupplierRecords, today: date) -> AuditPlan:
    """The plan that a file's values mean; raises BadPlan, BadRecurrence, UnknownPlace."""
    found = {key: value for key, value in values.items() if key not in _OURS}
    if "supplier" in found:
        supplier = _supplier(found["supplier"], suppliers)
        site = _site(found["site"], supplier, suppliers) if "site" in found else None
        found |= {"supplier": supplier.id, "site": site.id if site else ""}
        place = site or supplier
        found.setdefault("plant", {"zone": place.time_zone, "country": place.country})
        found |= _by_tier(found, supplier)
    elif "site" in found:
        raise BadPlan("a site needs its supplier")
    if "guidance_owners" in values:
        found["guidance_owner"] = ",".join(values["guidance_owners"])
    if "recordation" in values:
        found |= _recordation(found, values["recordation"], today)
    plan = plan_of(found)
    # What comes due on one day begins no later: `starts` is often shared with plans that recur.
    return replace(plan, starts=min(plan.starts, plan.due_on)) if plan.due_on else plan


def continued(plan: AuditPlan, known: PlanRecord | None) -> AuditPlan:
    """The plan as it goes on: an unannounced one counts from the last audit, which a file that is kept again does not know."""
    if known is None or not plan.unannounced or known.body.get("mode") != "unannounced":
        return plan
    return replace(plan, starts=max(plan.starts, date.fromisoformat(known.body["starts"])))


def is_kept(plan: AuditPlan, known: PlanRecord | None) -> bool:
    """True when nothing would change."""
    if known is None or known.state != "active":
        return False
    return plan.as_json() == {key: value for key, value in known.body.items() if key != "saved_at"}


def _supplier(named: str, suppliers: SupplierRecords) -> Supplier:
    known = suppliers.get(named) or next((one for one in suppliers.every() if one.key == key_of(named)), None)
    if known is None:
        raise BadPlan(f"there is no supplier {named!r}; add it first, or correct the name")
    return known


def _site(named: str, supplier: Supplier, suppliers: SupplierRecords) -> Site:
    known = suppliers.sites_of(supplier.id)
    site = next((one for one in known if one.id == named or one.key == key_of(named)), None)
    if site is None:
        raise BadPlan(f"{supplier.name} has no site {named!r}; add it first, or correct the name")
    return site


def _by_tier(found: dict[str, Any], supplier: Supplier) -> dict[str, Any]:
    """How often a supplier is assessed again follows from its risk, unless the plan says otherwise."""
    tiers = kind(found["kind"]).tiers
    if supplier.tier not in tiers or {"every", "due_on", "expires_on"} & found.keys():
        return {}
    return {"every": f"FREQ=MONTHLY;INTERVAL={tiers[supplier.tier]}"}


def _recordation(found: dict[str, Any], recordation: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What somebody entered from the certificate counts; else the rule's proposal, which says of itself that it is one."""
    term = term_of(recordation["authority"], recordation["right"])
    if term is None:
        raise BadPlan("no published term is known for that right at that authority; enter expires_on from the certificate")
    if "expires_on" in found:
        return {"due_on": found.get("due_on", term.file_by(date.fromisoformat(found["expires_on"])).isoformat())}
    proposal = term.proposal(date.fromisoformat(recordation["since"]), found.get("language", "en"))
    if proposal.expires_on < today:
        raise BadPlan(f"by the rule it expired on {proposal.expires_on}; enter expires_on from the certificate of its renewal")
    body = {**vars(proposal), "expires_on": proposal.expires_on.isoformat(), "as_of": proposal.as_of.isoformat()}
    return {"proposal": body, "due_on": found.get("due_on", term.file_by(proposal.expires_on).isoformat())}
