"""A plan that is kept, as a draft of its change, and the change that leaves alone what no draft says."""

from dataclasses import replace

from bot.audits.chat.draft import Draft
from bot.audits.plan import AuditPlan
from bot.store.audit_people import NOWHERE


def draft_from(plan: AuditPlan, version: int) -> Draft:
    """A plan that is kept, as a draft of its change."""
    return Draft(
        id=plan.id,
        language=plan.language,
        kind=plan.kind,
        supplier=plan.supplier,
        site=plan.site,
        what=plan.guidance_owner or ("" if plan.supplier else plan.title.partition(": ")[2]),
        country=plan.plant.country,
        readers="" if plan.reader == plan.plant else plan.reader.country,
        mode=plan.mode,
        every=plan.recurrence.rule if plan.recurrence else "",
        first=plan.starts.isoformat() if plan.recurrence or plan.unannounced else "",
        on="" if plan.recurrence or plan.unannounced else (plan.expires_on or plan.due_on or plan.starts).isoformat(),
        window=f"{plan.window.first_month}-{plan.window.last_month}" if plan.unannounced else "",
        tell=str(plan.window.tell_hours) if plan.unannounced else "",
        auditor=plan.auditor,
        owner=plan.owner,
        channel="" if plan.channel == NOWHERE else plan.channel,
        leads=",".join(str(lead) for lead in plan.leads),
        ladder=",".join(plan.escalation.ladder),
        version=str(version),
    )


def revised(known: AuditPlan, plan: AuditPlan) -> AuditPlan:
    """The plan of a draft, with what only plan files say: its escalation, a zone of its own, a title that somebody chose."""
    escalation = replace(known.escalation, ladder=plan.escalation.ladder)
    same_place = (known.supplier, known.site, known.plant.country) == (plan.supplier, plan.site, plan.plant.country)
    plant = known.plant if same_place else plan.plant
    reader = known.reader if known.reader.country == plan.reader.country else plan.reader
    return replace(plan, escalation=escalation, plant=plant, reader=reader, title=_title(known, plan))


def _title(known: AuditPlan, plan: AuditPlan) -> str:
    """A title that somebody chose stays as long as it is about the same."""
    same = (known.kind, known.supplier, known.site, known.language) == (plan.kind, plan.supplier, plan.site, plan.language)
    return known.title if same else plan.title
