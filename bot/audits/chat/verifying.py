"""Whether dates and samples were kept as they were drawn, as a card; what is still sealed stays so."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from bot.audits.commitments import DRAWN, Checked
from bot.audits.plan import AuditPlan
from bot.audits.programme import Programme
from bot.audits.sampling_log import Sampled, sampled
from bot.conversation.card import Card
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say

MOST = 20


def verified(programme: Programme, plans: Sequence[AuditPlan], language: str) -> Card:
    """A line for each draw and each sample of those plans, the newest last; what was changed comes first, whole."""
    titles = {plan.id: plan.title for plan in plans}
    found = [*_dates(programme, titles, language), *_samples(programme, titles, language)]
    bad, good = ([line for is_sound, line in found if is_sound is wanted] for wanted in (False, True))
    lines = [*bad, *good[max(len(good) - MOST, 0) :]]
    text = "\n".join(lines) if lines else say("audit_text.nothing_drawn", language)
    return Card(say("audit_text.verified", language), text, language=language)


def _dates(programme: Programme, titles: Mapping[str, str], language: str) -> Iterator[tuple[bool, str]]:
    """Each with its commitment."""
    drawn = [line for line in programme.records.log() if line.action == DRAWN]
    published = {line.occurrence: str(line.details["commitment"]) for line in drawn}
    for found in programme.verify():
        title = titles.get(found.occurrence.rpartition("/")[0])
        if title is not None:
            code = say("audit_text.commitment", language, code=published.get(found.occurrence, "–"))
            yield found.verdict != "moved", f"- {title}: {verdict(found, language)}. {code}"


def _samples(programme: Programme, titles: Mapping[str, str], language: str) -> Iterator[tuple[bool, str]]:
    for found in sampled(programme.records):
        if found.plan in titles:
            yield found.sound, f"- {titles[found.plan]}: {sample_verdict(found, language)}"


def sample_verdict(found: Sampled, language: str) -> str:
    """How many were drawn and audited, and whether the sample is as it was drawn, in words."""
    counts = {name: str(value) for name, value in vars(found).items() if name not in ("plan", "sound")}
    sound = say("programme_sample.sound" if found.sound else "programme_sample.changed", language)
    return f"{say('programme.sampled', language, **counts)} {sound}"


def verdict(found: Checked, language: str) -> str:
    """Whether a date was kept, in words."""
    days = [written(date.fromisoformat(one), language) for one in found.day.split(", ") if one]
    return say(f"audit_verdict.{found.verdict}", language, day=", ".join(days) or "–")
