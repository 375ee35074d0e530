"""Drafting makes a plan of what was said: names looked up, what is customary filled in, what is missing or cannot be, named."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.access.actor import Actor
from bot.audits.chat.draft import EXPIRING, Draft
from bot.audits.chat.flaws import Flaw, flaw_of, flaw_said, one_of
from bot.audits.chat.placing import Placing
from bot.audits.chat.plan_sentence import Phrases
from bot.audits.chat.rhythm import months_of
from bot.audits.chat.said import Said, place_of
from bot.audits.chat.titles import title_of
from bot.audits.kind import kind
from bot.audits.plan import AuditPlan, plan_of
from bot.audits.recurrence import Recurrence
from bot.audits.working_time import Place, day_at
from bot.checklists.talks import Talks
from bot.conversation.mention import of_person
from bot.store.supplier_record import Site, Supplier
from bot.suppliers.country import zone_of

_NEEDS_WORDS = frozenset({*EXPIRING, "corrective_action", "guidance_review"})


@dataclass(frozen=True)
class Drafted:
    """`flaw` is why there can be no such plan; `unread` the words not understood, `unsure` a day to be asked again, `unsaid` the
    fields whose people or channel nobody knows.
    """

    draft: Draft
    flaw: Flaw | None = None
    unread: tuple[str, ...] = ()
    unsure: str = ""
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drafting:
    """Over the names and the people that are known."""

    placing: Placing
    talks: Talks
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def draft(self, phrases: Phrases, said: Said) -> Drafted:
        """What a sentence says, as a draft."""
        flaw = flaw_said(phrases)
        draft = self._first(phrases, said)
        if flaw is not None:
            return Drafted(draft, flaw)
        draft, unread = self.placing.placed(draft, phrases, said.person.actor)
        if any(self.placing.is_other(draft, words, said.person.actor) for words in unread):
            return Drafted(draft, Flaw("audit_flaw.two_suppliers"))
        unsure = next((day.why for day in phrases.days if day.day is None), "")
        return Drafted(draft, self.flaw(draft), (*unread, *phrases.unknown), unsure, phrases.unsaid)

    def flaw(self, draft: Draft) -> Flaw | None:
        """Why there can be no such plan, in the order in which people would see it."""
        return flaw_of(draft, self.clock().date()) or self._outsider(draft)

    def _outsider(self, draft: Draft) -> Flaw | None:
        """Guests, and people who have left, learn nothing of audits."""
        named = (draft.owner, draft.auditor, *draft.ladder.split(","))
        found = next((one for one in named if one and self.talks.is_outsider(one)), None)
        return Flaw("audit_flaw.outsider", {"who": of_person(found)}) if found else None

    def missing(self, draft: Draft) -> tuple[str, ...]:
        """The names of what is to be asked for; none when the plan is complete."""
        if not draft.kind:
            return ("kind", "supplier", "on") if not draft.supplier else ("kind",)
        wanted = {
            "supplier": draft.visit and not draft.supplier,
            "what": draft.kind in _NEEDS_WORDS and not (draft.supplier or draft.what),
            "country": not draft.supplier and not draft.country and not draft.visit,
            "on": draft.mode != "unannounced" and not (draft.every or draft.on or kind(draft.kind).rule),
            "auditor": draft.mode == "unannounced" and not draft.auditor,
            "owner": not draft.owner,
            "channel": not draft.channel,
        }
        return tuple(name for name, is_missing in wanted.items() if is_missing)

    def plan(self, draft: Draft, actor: Actor) -> AuditPlan:
        """The plan of a complete draft without a flaw; raises BadPlan, BadRecurrence, UnknownPlace, NotAllowed."""
        supplier, site = self.placing.supplier(draft, actor), self.placing.site(draft, actor)
        plant = _place(site or supplier, draft.country)
        today = day_at(self.clock(), plant)
        expires = draft.on if draft.kind in EXPIRING else ""
        rule = "" if draft.mode == "unannounced" else self.rule(draft, supplier)
        return plan_of(
            {
                "id": draft.id,
                "kind": draft.kind,
                "title": title_of(draft, supplier, site),
                "plant": _as_json(plant),
                "reader": _as_json(Place(zone_of(draft.readers), draft.readers) if draft.readers else plant),
                "channel": draft.channel,
                "owner": draft.owner,
                "auditor": draft.auditor,
                "starts": draft.first or _first_day(rule, today).isoformat(),
                "every": rule,
                "due_on": "" if rule or expires else draft.on,
                "expires_on": expires,
                "mode": draft.mode or "announced",
                "supplier": draft.supplier,
                "site": draft.site,
                "leads": [int(lead) for lead in draft.leads.split(",") if lead],
                "escalation": {"ladder": draft.ladder.split(",") if draft.ladder else []},
                "window": _window(draft),
                "guidance_owner": draft.what if draft.kind == "guidance_review" else "",
                "language": draft.language,
            }
        )

    def rule(self, draft: Draft, supplier: Supplier | None) -> str:
        """The rhythm: as it was said, or the house's, which for a reassessment follows from the supplier's risk."""
        if draft.every or draft.on:
            return draft.every
        tiers = kind(draft.kind).tiers
        if tiers and supplier is not None:
            return f"FREQ=MONTHLY;INTERVAL={tiers[supplier.tier or 'high']}"
        return kind(draft.kind).rule or ""

    def _first(self, phrases: Phrases, said: Said) -> Draft:
        mode = one_of(phrases.modes) or ("unannounced" if phrases.windows else "")
        visit = replace(Draft("-"), kind=one_of(phrases.kinds)).visit
        bare = one_of(phrases.bare)
        return Draft(
            id=self.new_id(),
            language=phrases.language,
            kind=one_of(phrases.kinds),
            mode=mode,
            every=one_of(phrases.rules),
            **_days_of(phrases),
            window=one_of(phrases.windows),
            tell=one_of(phrases.tells),
            leads=one_of(phrases.leads),
            auditor=one_of(phrases.auditors) or (bare if visit else ""),
            owner=one_of(phrases.owners) or (bare if not visit else "") or said.person.id,
            channel=one_of(phrases.channels) or place_of(said),
            ladder=",".join(phrases.ladders),
        )


def _days_of(phrases: Phrases) -> dict[str, str]:
    """A day beside a rhythm is the first one; by itself it is the one on which it comes due."""
    days = [(one.meaning, one.day.isoformat()) for one in phrases.days if one.day is not None]
    if not days:
        return {}
    first = next((day for meaning, day in days if meaning == "first"), "")
    due = next((day for meaning, day in days if meaning != "first"), "")
    if phrases.rules or first:
        return {"first": first or due} if phrases.rules or not due else {"first": first, "on": due}
    return {"on": due}


def _place(where: Supplier | Site | None, country: str) -> Place:
    return Place(where.time_zone, where.country) if where is not None else Place(zone_of(country), country)


def _as_json(place: Place) -> dict[str, str]:
    return {"zone": place.zone, "country": place.country}


def _first_day(rule: str, today: date) -> date:
    """A rhythm without a first day begins one round from today; whatever has none counts from today."""
    if not rule:
        return today
    return next(Recurrence(rule, today).days(today + timedelta(days=1)))


def _window(draft: Draft) -> dict[str, int]:
    """ "Every N months" means months N/2 to N after the last one."""
    found = {"tell_hours": int(draft.tell)} if draft.tell else {}
    if draft.mode != "unannounced":
        return found
    if draft.window:
        first, last = (int(month) for month in draft.window.split("-"))
        return {**found, "first_month": first, "last_month": last}
    months = months_of(draft.every) if draft.every else None
    return {**found, "first_month": max(1, months // 2), "last_month": months} if months else found
