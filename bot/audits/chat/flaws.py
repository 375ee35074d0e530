"""What is contradictory in a plan, found in what was said and in what was filled in, each told in one sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.audits.chat.draft import Draft
from bot.audits.chat.plan_sentence import Phrases
from bot.audits.chat.rhythm import months_of
from bot.audits.plan import MOST_LEAD
from bot.audits.recurrence import BadRecurrence, Recurrence

_LEAST_MONTHS, _MOST_MONTHS, _MOST_HOURS = 2, 60, 336
_BACK, _AHEAD = timedelta(days=366), timedelta(days=3_660)
_NUMBERS = re.compile(r"\d{1,3}(?:,\d{1,3})*")
_MONTHS = re.compile(r"(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Flaw:
    """`key` is a text of the catalogue, `values` fill it in."""

    key: str
    values: dict[str, str] = field(default_factory=dict)


def one_of(found: Sequence[str]) -> str:
    """The first, empty where there is none."""
    return found[0] if found else ""


def flaw_said(phrases: Phrases) -> Flaw | None:
    """Two of what there can be one of."""
    days = {one.day for one in phrases.days if one.day is not None and one.meaning != "first"}
    several = {
        "audit_flaw.two_kinds": phrases.kinds,
        "audit_flaw.two_modes": phrases.modes,
        "audit_flaw.two_rhythms": phrases.rules,
        "audit_flaw.two_windows": phrases.windows,
        "audit_flaw.two_auditors": phrases.auditors,
        "audit_flaw.two_owners": phrases.owners,
        "audit_flaw.two_channels": phrases.channels,
        "audit_flaw.two_suppliers": {one.supplier for one in phrases.places},
        "audit_flaw.two_days": days | {one.day for one in phrases.days if one.meaning == "first" and days and not phrases.rules},
    }
    return next((Flaw(key) for key, found in several.items() if len(found) > 1), None)


def flaw_of(draft: Draft, today: date) -> Flaw | None:
    """The first of what cannot be."""
    return next(_flaws(draft, today), None)


def _flaws(draft: Draft, today: date) -> Iterator[Flaw]:
    if draft.mode == "unannounced":
        yield from _unannounced(draft)
    elif draft.window:
        yield Flaw("audit_flaw.window_announced")
    if draft.every and draft.mode != "unannounced" and not _is_rule(draft.every, draft.first):
        yield Flaw("audit_flaw.bad_rhythm")
    if draft.every and draft.on and draft.mode != "unannounced":
        yield Flaw("audit_flaw.rhythm_and_day")
    if draft.on and date.fromisoformat(draft.on) < today:
        yield Flaw("audit_flaw.passed")
    if draft.first and not draft.version and not today - _BACK <= date.fromisoformat(draft.first) <= today + _AHEAD:
        yield Flaw("audit_flaw.first")
    if draft.leads and (not _NUMBERS.fullmatch(draft.leads) or max(map(int, draft.leads.split(","))) > MOST_LEAD):
        yield Flaw("audit_flaw.leads", {"most": str(MOST_LEAD)})
    if draft.tell and not (draft.tell.isdecimal() and 1 <= int(draft.tell) <= _MOST_HOURS):
        yield Flaw("audit_flaw.tell", {"most": str(_MOST_HOURS)})


def _unannounced(draft: Draft) -> Iterator[Flaw]:
    if draft.kind and draft.kind != "facility_audit":
        yield Flaw("audit_flaw.only_facility")
    if draft.on:
        yield Flaw("audit_flaw.unannounced_day")
    months = months_of(draft.every) if draft.every else None
    if draft.every and (months is None or not _LEAST_MONTHS <= months <= _MOST_MONTHS):
        yield Flaw("audit_flaw.unannounced_rhythm")
    found = _MONTHS.fullmatch(draft.window)
    if draft.window and (found is None or not 0 < int(found[1]) < int(found[2]) <= _MOST_MONTHS):
        yield Flaw("audit_flaw.bad_window")


def _is_rule(rule: str, first: str) -> bool:
    try:
        Recurrence(rule, date.fromisoformat(first) if first else date(2026, 1, 1))
    except BadRecurrence:
        return False
    return True
