"""How the parts of a plan are written: its rhythm, its mode, people, places, reminders."""

from datetime import date

from bot.audits.chat.rhythm import months_of
from bot.audits.plan import AuditPlan
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.conversation.mention import of_channel, of_person

_WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}


def rhythm(rule: str, language: str) -> str:
    """ "every 6 months"; a rule that has more to it than we can say is shown as it is."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    more = set(parts) - {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY"}
    days = parts.get("BYDAY", "").split(",") if "BYDAY" in parts else []
    if more or not set(days) <= set(_WEEKDAYS):
        return rule
    text = _round(rule, parts, language)
    if days:
        names = ", ".join(say(f"audit_weekday.{_WEEKDAYS[name]}", language) for name in days)
        text = say("audit_plan.on_weekdays", language, rhythm=text, days=names)
    return say("audit_plan.on_day", language, rhythm=text, day=parts["BYMONTHDAY"]) if "BYMONTHDAY" in parts else text


def _round(rule: str, parts: dict[str, str], language: str) -> str:
    months, count = months_of(rule), parts.get("INTERVAL", "1")
    if months is None:
        unit = "week" if parts["FREQ"] == "WEEKLY" else "day"
    else:
        unit, count = ("year", str(months // 12)) if months % 12 == 0 else ("month", str(months))
    return say(f"audit_every.{unit}", language) if count == "1" else say(f"audit_every.{unit}s", language, count=count)


def of_place(channel: str) -> str:
    """A channel, or the person with whom the talk is private, as a mention; empty for a talk that is gone."""
    _, _, conversation = channel.partition(":")
    if not conversation:
        return ""
    return of_person(conversation[1:]) if conversation.startswith("@") else of_channel(channel)


def reminded(plan: AuditPlan) -> str:
    """ "30, 7, 3, 1 days before"; of an unannounced audit when the auditor is told."""
    if plan.unannounced:
        return say("audit_plan.told_before", plan.language, count=str(plan.window.tell_hours))
    if plan.reminded in ((0,), (1,)):
        return say("audit_plan.day_before" if plan.reminded == (1,) else "audit_plan.on_the_day", plan.language)
    return say("audit_plan.days_before", plan.language, days=", ".join(str(lead) for lead in plan.reminded))


def moved(day: date, holiday: str, language: str) -> str:
    """A day, and the holiday that it was moved for."""
    text = written(day, language)
    return say("audit_plan.moved", language, day=text, holiday=holiday) if holiday else text
