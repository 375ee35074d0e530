"""The supplier's IP-risk score: 0 (least risk) to 100, every point traceable to an item; docs/score.md is the formula."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from bot.checklists.answer import Answers, Facts
from bot.checklists.conditions import applicable
from bot.checklists.points import Mark, Marked, mark_of, marked, rounded
from indexer.checklist import AREAS, OTHER, Checklist, ChecklistItem, Gate, Tier

MATURITY = "maturity"
# The most that each part can add.
PARTS: dict[str, int] = {MATURITY: 45, "exposure": 25, "contract": 15, "incidents": 10, "audit_age": 5}
# The tiers from the worst, each with its lowest score and the months until the supplier is assessed again.
TIERS: tuple[tuple[Tier, int, int], ...] = (("high", 60, 6), ("medium", 30, 12), ("low", 0, 24))
Bucket = tuple[str, str]  # a part, and within maturity the area


@dataclass(frozen=True)
class ScoreLine:
    """What one counted item adds to the score, exactly."""

    marked: Marked
    part: str
    area: str
    adds: Fraction


@dataclass(frozen=True)
class GateFailed:
    """A gate item with a failing answer, or without an answer."""

    item: ChecklistItem
    gate: Gate


@dataclass(frozen=True)
class SupplierScore:
    """`score` and `tier` are None when nothing could be scored; a level runs from 1 to 5, None for an area that is not scored."""

    score: int | None
    tier: Tier | None
    months: int | None
    levels: dict[str, Fraction | None]
    parts: dict[str, Fraction | None]
    lines: tuple[ScoreLine, ...]
    gates: tuple[GateFailed, ...]
    skipped: tuple[str, ...]


def supplier_score(checklist: Checklist, facts: Facts, answers: Answers) -> SupplierScore:
    """The score of one sheet."""
    found = marked(checklist, facts, answers)
    buckets = _buckets(found)
    lines = tuple(_lines(buckets))
    parts: dict[str, Fraction | None] = {
        part: sum((line.adds for line in lines if line.part == part), Fraction(0)) if _scored(part, buckets) else None
        for part in PARTS
    }
    score = int(rounded(sum((line.adds for line in lines), Fraction(0)))) if lines else None
    asked = [(item, mark_of(item, answers.get(item.id))) for _, item in applicable(checklist, facts, answers)]
    gates = tuple(_failed_gates(asked, answers))
    tier, months = _tier(score, gates)
    skipped = tuple(item.id for item, mark in asked if mark == "skipped")
    return SupplierScore(score, tier, months, levels(found), parts, lines, gates, skipped)


def levels(found: Iterable[Marked]) -> dict[str, Fraction | None]:
    """The maturity of the eight areas, 1 to 5, exactly; None where nothing counts."""
    buckets = _buckets(found)
    return {area: _level(buckets.get((MATURITY, area), [])) for area in AREAS}


def _level(items: list[Marked]) -> Fraction | None:
    return 1 + 4 * fulfilled(items) if items else None


def fulfilled(items: Iterable[Marked]) -> Fraction:
    """The share of the weight that the points earn, 0 to 1; at least one item must count."""
    counted = [(one.weight, one.points) for one in items if one.points is not None]
    return sum((weight * points for weight, points in counted), Fraction(0)) / sum(weight for weight, _ in counted)


def _buckets(found: Iterable[Marked]) -> dict[Bucket, list[Marked]]:
    """The counted items by where they count; an item counts once."""
    buckets: dict[Bucket, list[Marked]] = {}
    for one in found:
        bucket = _bucket(one)
        if bucket is not None and one.points is not None:
            buckets.setdefault(bucket, []).append(one)
    return buckets


def _bucket(one: Marked) -> Bucket | None:
    if one.item.risk is not None:
        return one.item.risk, ""
    return None if one.section.area == OTHER else (MATURITY, one.section.area)


def _scored(part: str, buckets: dict[Bucket, list[Marked]]) -> bool:
    return any(name == part for name, _ in buckets)


def _lines(buckets: dict[Bucket, list[Marked]]) -> Iterable[ScoreLine]:
    """A part's most is shared evenly among its buckets, a bucket's share by weight among its items."""
    whole = sum(most for part, most in PARTS.items() if _scored(part, buckets))
    for (part, area), items in buckets.items():
        beside = sum(1 for name, _ in buckets if name == part)
        weights = sum(one.weight for one in items)
        for one in items:
            share = Fraction(100 * PARTS[part], whole * beside) * one.weight / weights
            yield ScoreLine(one, part, area, share * (1 - (one.points or 0)))


def _failed_gates(asked: Iterable[tuple[ChecklistItem, Mark]], answers: Answers) -> Iterable[GateFailed]:
    """A gate looks at the answer: it holds for items whose answers carry no points as well."""
    for item, mark in asked:
        gate = item.gate
        if gate is None:
            continue
        seen = answers[item.id].seen if mark != "skipped" else None
        given = {str(value) for value in (seen if isinstance(seen, tuple) else (seen,))}
        if mark == "skipped" or given & set(gate.answers):
            yield GateFailed(item, gate)


def _tier(score: int | None, gates: Iterable[GateFailed]) -> tuple[Tier | None, int | None]:
    """The worse of what the score says and what a failed gate leaves."""
    if score is None:
        return None, None
    caps = {failed.gate.tier_cap for failed in gates}
    return next((tier, months) for tier, least, months in TIERS if score >= least or tier in caps)
