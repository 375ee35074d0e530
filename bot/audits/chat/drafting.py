"""Drafting makes a plan of what was said: names looked up, what is customary filled in, what is missing or cannot be, named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.access.actor import Actor
from bot.audits.chat.draft import EXPIRING, Draft, shortened
from bot.audits.chat.flaws import Flaw, flaw_of, flaw_said, one_of
from bot.audits.chat.plan_sentence import Known, Phrases
from bot.audits.chat.rhythm import months_of
from bot.audits.chat.titles import title_of
from bot.audits.kind import kind
from bot.audits.plan import AuditPlan, plan_of
from bot.audits.recurrence import Recurrence
from bot.audits.working_time import Place, day_at
from bot.conversation.message import ConversationRef, Person
from bot.store.supplier_record import Site, Supplier
from bot.suppliers.country import country_of, zone_of
from bot.suppliers.finding import found
from bot.suppliers.register import SupplierRegister

_NEEDS_WORDS = frozenset({*EXPIRING, "corrective_action", "guidance_review"})


@dataclass(frozen=True)
class Said:
    """Who said it and where; `private` where nobody else reads along."""

    person: Person
    conversation: ConversationRef
    private: bool = False


@dataclass(frozen=True)
class Drafted:
    """`flaw` is why there can be no such plan; `unread` the words not understood, `unsure` a day to be asked again."""

    draft: Draft
    flaw: Flaw | None = None
    unread: tuple[str, ...] = ()
    unsure: str = ""


@dataclass(frozen=True)
class Drafting:
    """Over the register of suppliers."""

    register: SupplierRegister
    clock: Callable[[], datetime]
    new_id: Callable[[], str]

    def known(self, actor: Actor) -> list[Known]:
        """All suppliers by their names; none for whoever may not look."""
        return [Known(one.key, one.id) for one in self.register.every(actor)] if actor.roles else []

    def draft(self, phrases: Phrases, said: Said) -> Drafted:
        """What a sentence says, as a draft."""
        flaw = flaw_said(phrases)
        draft = self._first(phrases, said)
        if flaw is not None:
            return Drafted(draft, flaw)
        draft, unread = self._placed(draft, phrases, said.person.actor)
        unsure = next((day.why for day in phrases.days if day.day is None), "")
        return Drafted(draft, self.flaw(draft), (*unread, *phrases.unknown), unsure)

    def flaw(self, draft: Draft) -> Flaw | None:
        """Why there can be no such plan, in the order in which people would see it."""
        return flaw_of(draft, self.clock().date())

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
        supplier, site = self.supplier(draft, actor), self.site(draft, actor)
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

    def supplier(self, draft: Draft, actor: Actor) -> Supplier | None:
        """The supplier of a draft; raises NotAllowed."""
        return self.register.get(draft.supplier, actor) if draft.supplier else None

    def site(self, draft: Draft, actor: Actor) -> Site | None:
        """The site of a draft; raises NotAllowed."""
        sites = self.register.sites_of(draft.supplier, actor) if draft.site else []
        return next((one for one in sites if one.id == draft.site), None)

    def named(self, draft: Draft, text: str, actor: Actor) -> Draft:
        """With the supplier that a name means, its site with it; `named` where nobody is called so. Raises NotAllowed."""
        words = text.split()
        for count in range(len(words), 0, -1):
            likely = self.register.find(" ".join(words[:count]), actor)
            if len(likely) == 1 or (likely and likely[0].key == " ".join(words[:count]).lower()):
                return self._at(replace(draft, supplier=likely[0].id, named=""), [" ".join(words[count:])], actor)[0]
        return shortened(replace(draft, named=text))

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

    def _placed(self, draft: Draft, phrases: Phrases, actor: Actor) -> tuple[Draft, tuple[str, ...]]:
        """With supplier, site and country, and the words that are none of them."""
        rest = [part for piece in phrases.rest for part in _parts(piece)]
        countries = [code for part in rest if (code := country_of(part))]
        rest = [part for part in rest if not country_of(part)]
        if countries:
            draft = replace(draft, country=countries[0])
        if phrases.places:
            return self._at(replace(draft, supplier=phrases.places[0].supplier), rest, actor)
        named: list[str] = []
        for number, part in enumerate(rest):
            tried = self.named(draft, part, actor)
            if tried.supplier:
                return tried, tuple(one for other, one in enumerate(rest) if other != number)
            named.append(part)
        if draft.visit or not draft.kind:
            return shortened(replace(draft, named=", ".join(named))), ()
        return shortened(replace(draft, what=", ".join(named))), ()

    def _at(self, draft: Draft, rest: Sequence[str], actor: Actor) -> tuple[Draft, tuple[str, ...]]:
        """With the site that is named, or the supplier's only one; other words are what it is about, where a title needs them."""
        sites = self.register.sites_of(draft.supplier, actor)
        for number, part in enumerate(rest):
            likely = found(part, sites)
            if len(likely) == 1:
                return replace(draft, site=likely[0].id), tuple(one for other, one in enumerate(rest) if other != number and one)
        left = tuple(one for one in rest if one)
        draft = replace(draft, site=sites[0].id) if len(sites) == 1 and draft.visit else draft
        return (draft, left) if draft.visit or not left else (shortened(replace(draft, what=", ".join(left))), ())


def place_of(said: Said) -> str:
    """The channel in which something was said, or the private talk with its speaker."""
    platform = said.conversation.channel
    return f"{platform}:@{said.person.id}" if said.private else f"{platform}:{said.conversation.conversation}"


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


def _parts(piece: str) -> list[str]:
    """Where a country follows with "in", it is a part of its own."""
    words = piece.split()
    for number in range(1, len(words) - 1):
        if words[number].lower() in ("in", "ở", "tại", "o", "tai") and country_of(" ".join(words[number + 1 :])):
            return [" ".join(words[:number]), " ".join(words[number + 1 :])]
    return [piece]


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
