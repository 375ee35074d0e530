"""An AuditPlan says what comes due, when, for whom, and who hears of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from bot.audits.kind import Evidence, KindName, kind
from bot.audits.recurrence import Recurrence
from bot.audits.working_time import Place

Mode = Literal["announced", "semi_announced", "unannounced"]
TELL_HOURS = 48
WINDOW = (3, 12)
MOST_LEAD = 366


class BadPlan(ValueError):
    """Tell the author: the plan cannot be kept as it is."""


@dataclass(frozen=True)
class Proposal:
    """An expiry that a rule proposes and nobody has confirmed: the day, the rule's words, its source and as-of date."""

    expires_on: date
    rule: str
    source: str
    as_of: date


@dataclass(frozen=True)
class Escalation:
    """Overdue reminders come every so many working days.

    After `patience` of them unacknowledged each goes one rung up the ladder.
    """

    ladder: tuple[str, ...] = ()
    every: int = 1
    patience: int = 2


@dataclass(frozen=True)
class Window:
    """When an unannounced audit may be: so many months after the last; the auditor is told so many hours before it."""

    first_month: int = WINDOW[0]
    last_month: int = WINDOW[1]
    tell_hours: int = TELL_HOURS


@dataclass(frozen=True)
class AuditPlan:
    """`channel` is "slack:C3", people are ids of a Person, `supplier` and `site` ids; either `recurrence` or `due_on` is given.

    `plant` is where it happens, `reader` where those who are reminded work. `starts` is the day from which an unannounced
    window counts. `guidance_owner` are the owners whose guidance is reviewed, with commas; `share` is the part of all suppliers
    that a sampling draws.
    """

    id: str
    kind: KindName
    title: str
    plant: Place
    reader: Place
    channel: str
    owner: str
    starts: date
    recurrence: Recurrence | None = None
    due_on: date | None = None
    mode: Mode = "announced"
    supplier: str = ""
    site: str = ""
    auditor: str = ""
    leads: tuple[int, ...] = ()
    escalation: Escalation = Escalation()
    window: Window = Window()
    expires_on: date | None = None
    proposal: Proposal | None = None
    guidance_owner: str = ""
    share: float = 0.0
    language: str = "en"

    def __post_init__(self) -> None:
        for place in (self.plant, self.reader):
            _ = place.tz
        problem = _problem(self)
        if problem:
            raise BadPlan(problem)

    @property
    def unannounced(self) -> bool:
        """True when its date is drawn and kept secret."""
        return self.mode == "unannounced"

    @property
    def evidence(self) -> Evidence:
        """What closes it."""
        return kind(self.kind).evidence

    @property
    def reminded(self) -> tuple[int, ...]:
        """Days before the day, longest first."""
        return tuple(sorted(set(self.leads or kind(self.kind).leads), reverse=True))

    def as_json(self) -> dict[str, Any]:
        """What is kept of it, and what a plan file may say."""
        found: dict[str, Any] = {name: getattr(self, name) for name in _TEXTS}
        found |= {"starts": self.starts.isoformat(), "leads": list(self.leads)}
        found |= {
            name: {"zone": place.zone, "country": place.country}
            for name, place in (("plant", self.plant), ("reader", self.reader))
        }
        found["share"] = self.share or None
        found["every"] = self.recurrence.rule if self.recurrence else None
        found |= {name: day.isoformat() if (day := getattr(self, name)) else None for name in ("due_on", "expires_on")}
        found["escalation"] = {**vars(self.escalation), "ladder": list(self.escalation.ladder)}
        found["window"] = dict(vars(self.window))
        if self.proposal:
            days = {name: getattr(self.proposal, name).isoformat() for name in ("expires_on", "as_of")}
            found["proposal"] = {**vars(self.proposal), **days}
        return {name: value for name, value in found.items() if value not in (None, "", [])}


_TEXTS = ("id", "kind", "title", "channel", "owner", "mode", "supplier", "site", "auditor", "guidance_owner", "language")


def _problem(plan: AuditPlan) -> str | None:
    if not plan.unannounced and (plan.recurrence is None) == (plan.due_on is None):
        return "say either how often it comes due (every) or on which day (due_on)"
    if plan.unannounced and plan.kind != "facility_audit":
        return "only a facility audit can be unannounced"
    if plan.unannounced and not plan.auditor:
        return "an unannounced audit needs an auditor, who alone is told its date"
    if not 0 < plan.window.first_month < plan.window.last_month <= 60:
        return "the window must begin in month 1 or later and end after it, within five years"
    if not 1 <= plan.window.tell_hours <= 24 * 14:
        return "the auditor is told 1 to 336 hours before"
    if any(not 0 <= lead <= MOST_LEAD for lead in plan.leads):
        return f"a reminder comes 0 to {MOST_LEAD} days before"
    if not plan.title.strip() or not plan.owner or not plan.channel:
        return "a plan needs a title, an owner and a channel"
    return None


def plan_of(found: Mapping[str, Any]) -> AuditPlan:
    """The plan of its JSON; raises BadPlan, BadRecurrence, UnknownPlace."""
    starts = date.fromisoformat(found["starts"])
    house = kind(found["kind"])
    rule = found.get("every") or (None if found.get("due_on") or found.get("expires_on") else house.rule)
    unannounced = found.get("mode") == "unannounced"
    days = {name: date.fromisoformat(found[name]) if found.get(name) else None for name in ("due_on", "expires_on")}
    texts = {name: str(found.get(name, "")) for name in _TEXTS if name not in ("kind", "mode", "language")}
    escalation, proposal = found.get("escalation", {}), found.get("proposal")
    return AuditPlan(
        **texts,
        kind=house.name,
        mode=cast(Mode, found.get("mode", "announced")),
        language=str(found.get("language", "en")),
        plant=Place(**found["plant"]),
        reader=Place(**found.get("reader", found["plant"])),
        starts=starts,
        recurrence=Recurrence(rule, starts) if rule and not unannounced else None,
        due_on=days["due_on"] or (days["expires_on"] if not rule else None),
        expires_on=days["expires_on"],
        leads=tuple(found.get("leads", ())),
        escalation=Escalation(**{**escalation, "ladder": tuple(escalation.get("ladder", ()))}),
        window=Window(**found.get("window", {})),
        share=float(found.get("share", 0)),
        proposal=_proposal(proposal) if proposal else None,
    )


def _proposal(found: Mapping[str, Any]) -> Proposal:
    days = {name: date.fromisoformat(found[name]) for name in ("expires_on", "as_of")}
    return Proposal(rule=found["rule"], source=found["source"], **days)
