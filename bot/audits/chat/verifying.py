"""Whether the dates of unannounced audits were kept as they were drawn, as a card; what is still sealed stays so."""

from collections.abc import Sequence
from datetime import date

from bot.audits.commitments import Checked
from bot.audits.plan import AuditPlan
from bot.audits.programme import Programme
from bot.conversation.card import Card
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say

MOST = 20


def verified(programme: Programme, plans: Sequence[AuditPlan], language: str) -> Card:
    """A line for each draw of those plans, the commitment with it, newest last."""
    lines = [
        line for plan in plans if plan.unannounced or programme.verify(plan.id) for line in _lines(programme, plan, language)
    ]
    text = "\n".join(lines[-MOST:]) if lines else say("audit_text.nothing_drawn", language)
    return Card(say("audit_text.verified", language), text, language=language)


def _lines(programme: Programme, plan: AuditPlan, language: str) -> list[str]:
    published = {
        line.occurrence: str(line.details["commitment"]) for line in programme.records.log(plan.id) if line.action == "drawn"
    }
    return [
        f"- {plan.title}: {verdict(found, language)}. "
        + say("audit_text.commitment", language, code=published.get(found.occurrence, "–"))
        for found in programme.verify(plan.id)
    ]


def verdict(found: Checked, language: str) -> str:
    """Whether a date was kept, in words."""
    days = [written(date.fromisoformat(one), language) for one in found.day.split(", ") if one]
    return say(f"audit_verdict.{found.verdict}", language, day=", ".join(days) or "–")
