"""The list of what is overdue, due, coming and planned, for those who may see it; of an unannounced audit only that it is due."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.audits.chat.draft_cards import dates, facts
from bot.audits.digest import SOON
from bot.audits.plan import AuditPlan
from bot.audits.preview import preview
from bot.audits.reminding import day_of
from bot.audits.timetable import due_day
from bot.audits.working_time import day_at
from bot.conversation.card import Button, Card
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.conversation.mention import of_person
from bot.store.audit_record import OccurrenceRecord, PlanRecord

MOST_LINES, MOST_BUTTONS = 20, 10
SECTIONS = ("overdue", "due", "period", "coming", "planned")


@dataclass(frozen=True)
class Seen:
    """A plan with what is open of it; `exact` where the reader may know the day of a semi-announced audit."""

    record: PlanRecord
    plan: AuditPlan
    open: tuple[OccurrenceRecord, ...]
    exact: bool = False

    def hides(self, due: date, today: date) -> bool:
        """True for a day of which a channel hears the month alone, until it is overdue."""
        return self.plan.mode == "semi_announced" and not self.exact and due >= today


@dataclass(frozen=True)
class _Line:
    section: str
    order: str
    text: str
    button: Button
    day: date | None = None


def list_card(seen: Sequence[Seen], now: datetime, language: str) -> Card:
    """Sections with lines, and a button for each of the first."""
    each = (_line(one, now, language) for one in seen)
    lines = sorted((line for line in each if line is not None), key=_urgency)
    title = say("audit_text.list", language)
    if not lines:
        return Card(title, say("audit_nothing.none", language), language=language)
    shown = lines[:MOST_LINES]
    parts = [_section(name, [line for line in shown if line.section == name], language) for name in SECTIONS]
    more = [say("audit_text.more", language, count=str(len(lines) - MOST_LINES))] if len(lines) > MOST_LINES else []
    buttons = {line.button.value: line.button for line in reversed(shown[:MOST_BUTTONS])}
    return Card(
        title, "\n\n".join(part for part in (*parts, *more) if part), buttons=tuple(reversed(buttons.values())), language=language
    )


def plan_card(one: Seen, now: datetime, may_end: bool) -> Card:
    """A plan: what it says and when it comes next; of an unannounced one whether it is due this period."""
    plan, language = one.plan, one.plan.language
    today = day_at(now, plan.plant)
    lines = [say("audit_text.ended", language)] if one.record.state == "ended" else []
    if one.record.state == "active":
        lines += _unannounced(one, today, language) if plan.unannounced else []
        lines += (
            dates(preview(plan, today, 5), language) if plan.mode == "announced" or (one.exact and not plan.unannounced) else []
        )
    shown = [found for found in one.open if not one.hides(date.fromisoformat(found.due_on), today)]
    buttons = [Button(_label(plan), "audits.occurrence", found.id) for found in shown[:5]]
    if may_end and one.record.state == "active":
        buttons.append(Button(say("audit_button.edit", language), "audits.edit", plan.id))
        buttons.append(Button(say("audit_button.end", language), "audits.end", plan.id))
    return Card(plan.title, "\n".join(lines), facts(plan), buttons=tuple(buttons), language=language)


def choose_card(key: str, plans: Iterable[tuple[str, Button]], language: str) -> Card:
    """Which one is meant; each with its button."""
    found = list(plans)[:MOST_BUTTONS]
    return Card(
        say("audit_text.list", language),
        "\n".join([say(key, language), *(f"- {text}" for text, _ in found)]),
        buttons=tuple(button for _, button in found),
        language=language,
    )


def _section(name: str, lines: Sequence[_Line], language: str) -> str:
    return "\n".join([say(f"audit_section.{name}", language), *(f"- {line.text}" for line in lines)]) if lines else ""


def _line(one: Seen, now: datetime, language: str) -> _Line | None:
    """A plan once, by what is most urgent of it; with the day after that, where it is one that may be told."""
    lines = sorted(_lines(one, now, language), key=_urgency)
    if not lines:
        return None
    first, following = lines[0], next((line.day for line in lines[1:] if line.day is not None), None)
    if following is None or first.day is None:
        return first
    return replace(first, text=first.text + say("audit_text.then", language, day=written(following, language)))


def _urgency(line: _Line) -> tuple[int, str]:
    return SECTIONS.index(line.section), line.order


def _lines(one: Seen, now: datetime, language: str) -> Iterator[_Line]:
    plan = one.plan
    today = day_at(now, plan.reader)
    button = Button(plan.title, "audits.show", plan.id)
    if plan.unannounced:
        for text in _unannounced(one, today, language):
            yield _Line("period", plan.title, f"{plan.title}: {text}", button)
    else:
        for found in one.open:
            due = date.fromisoformat(found.due_on)
            yield _month_line(one, due, today, language) if one.hides(due, today) else _open_line(one, found, today, language)
    yield from _ahead(one, today, language, button)


def _open_line(one: Seen, found: OccurrenceRecord, today: date, language: str) -> _Line:
    due = date.fromisoformat(found.due_on)
    late = due < today
    who = of_person(found.assignee or one.plan.owner)
    text = f"{one.plan.title}, {written(due, language)} · {who}"
    return _Line("overdue" if late else "due", found.due_on, text, Button(_label(one.plan), "audits.occurrence", found.id), due)


def _unannounced(one: Seen, today: date, language: str) -> list[str]:
    """What everybody may know follows from the window alone."""
    return [_period(today, found, language) for found in one.open if day_of(found.id) <= today]


def _period(today: date, found: OccurrenceRecord, language: str) -> str:
    last = date.fromisoformat(found.due_on)
    key = "audit.period" if today <= last else "audit.period_over"
    return say(key, language, day=written(last, language))


def _ahead(one: Seen, today: date, language: str, button: Button) -> Iterator[_Line]:
    plan = one.plan
    if not plan.unannounced and one.record.cursor:
        due = due_day(plan, date.fromisoformat(one.record.cursor))
        if one.hides(due, today):
            yield _month_line(one, due, today, language)
            return
        section = "coming" if due - today <= 2 * SOON else "planned"
        yield _Line(section, due.isoformat(), f"{plan.title}, {written(due, language)}", button, due)
    elif plan.unannounced:
        yield _Line("planned", "9999", f"{plan.title} · {say('audit_mode.unannounced', language)}", button)


def _month_line(one: Seen, due: date, today: date, language: str) -> _Line:
    """The same whether its reminders have begun or not: nothing in it changes on a day that the audit's own day decides."""
    month = due.replace(day=1)
    section = "coming" if month - today <= 2 * SOON else "planned"
    text = f"{one.plan.title}, {say('audit.digest_in', language, month=due.strftime('%m/%Y'))}"
    return _Line(section, month.isoformat(), text, Button(one.plan.title, "audits.show", one.plan.id))


def _label(plan: AuditPlan) -> str:
    return say("audit_button.occurrence", plan.language, title=plan.title)
