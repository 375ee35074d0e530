"""Whether dates and samples were kept as they were drawn, as a card; what is still sealed stays so."""

from collections.abc import Sequence
from datetime import date

from bot.audits.commitments import Checked
from bot.audits.plan import AuditPlan
from bot.audits.programme import Programme
from bot.audits.sampling_log import Sampled, sampled
from bot.conversation.card import Card
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say

MOST = 20


def verified(programme: Programme, plans: Sequence[AuditPlan], language: str) -> Card:
    """A line for each draw of those plans, the commitment with it, newest last; then one for each sample."""
    lines = [line for plan in plans for line in _lines(programme, plan, language)] + _samples(programme, plans, language)
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


def _samples(programme: Programme, plans: Sequence[AuditPlan], language: str) -> list[str]:
    titles = {plan.id: plan.title for plan in plans if plan.kind == "audit_sampling"}
    found = [one for one in sampled(programme.records) if one.plan in titles] if titles else []
    return [f"- {titles[one.plan]}: {sample_verdict(one, language)}" for one in found]


def sample_verdict(found: Sampled, language: str) -> str:
    """How many were drawn and audited, and whether the sample is as it was drawn, in words."""
    counts = {name: str(value) for name, value in vars(found).items() if name not in ("plan", "sound")}
    sound = say("programme_sample.sound" if found.sound else "programme_sample.changed", language)
    return f"{say('programme.sampled', language, **counts)} {sound}"


def verdict(found: Checked, language: str) -> str:
    """Whether a date was kept, in words."""
    days = [written(date.fromisoformat(one), language) for one in found.day.split(", ") if one]
    return say(f"audit_verdict.{found.verdict}", language, day=", ".join(days) or "–")
