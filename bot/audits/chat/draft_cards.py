"""The cards of a plan that is not kept yet: what is missing, what it would mean, all of it to be changed."""

from collections.abc import Sequence
from datetime import date

from bot.audits.chat.draft import Draft
from bot.audits.chat.draft_fields import field_of
from bot.audits.chat.wording import moved, of_place, reminded, rhythm
from bot.audits.kind import kind
from bot.audits.plan import AuditPlan
from bot.audits.preview import Preview
from bot.conversation.card import Button, Card, Fact
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.conversation.mention import of_person
from bot.store.supplier_record import Supplier
from bot.suppliers.country import country_name

_ALL = ("kind", "supplier", "what", "country", "mode", "every", "first", "on", "window", "tell")
_WHO = ("auditor", "owner", "channel", "leads", "ladder", "readers")


def ask(draft: Draft, names: Sequence[str], suppliers: Sequence[Supplier], problem: str = "") -> Card:
    """The fields of what is missing, and why."""
    language = draft.language
    unknown = say("audit_plan.unknown_supplier", language, name=draft.named) if draft.named and "supplier" in names else ""
    text = "\n".join(line for line in (problem, unknown, say("audit_plan.missing", language)) if line)
    fields = tuple(field_of(name, draft, suppliers) for name in names)
    return Card(
        say("audit_plan.new", language),
        text,
        _understood(draft, suppliers),
        fields,
        _going_on(draft, suppliers, names),
        "",
        language,
    )


def change(draft: Draft, suppliers: Sequence[Supplier], problem: str = "") -> Card:
    """Everything, to be filled in anew."""
    fields = tuple(field_of(name, draft, suppliers) for name in (*_ALL, *_WHO))
    buttons = (_button("draft", draft, "audit_button.preview", "primary"), _cancel(draft.language))
    return Card(say("audit_plan.new", draft.language), problem, (), fields, buttons, "", draft.language)


def shown(plan: AuditPlan, draft: Draft, found: Preview, warnings: Sequence[str]) -> Card:
    """What would be kept: the next days, or the window and nothing else; and what is to be thought of first."""
    language = plan.language
    blocks = [*warnings, "\n".join(dates(found, language)), say("audit_plan.not_kept", language)]
    keep = Button(say("audit_button.keep", language), "audits.keep", draft.text, "primary")
    change = _button("change", draft, "audit_button.change")
    return Card(plan.title, "\n\n".join(blocks), facts(plan), buttons=(keep, change, _cancel(language)), language=language)


def dates(found: Preview, language: str) -> list[str]:
    """The days as a list, the window as a sentence."""
    if found.window is not None:
        first, last = (written(day, language) for day in found.window)
        return [say("audit_plan.window", language, first=first, last=last)]
    if not found.dates:
        return [say("audit_plan.no_date", language)]
    return [say("audit_plan.dates", language), *(f"- {moved(day, holiday, language)}" for day, holiday in found.dates)]


def facts(plan: AuditPlan) -> tuple[Fact, ...]:
    """What a plan says, without its title."""
    language = plan.language
    texts = {
        "kind": kind(plan.kind).called(language),
        "mode": say(f"audit_mode.{plan.mode}", language),
        "every": rhythm(plan.recurrence.rule, language) if plan.recurrence else "",
        "expires": written(plan.expires_on, language) if plan.expires_on else "",
        "auditor": of_person(plan.auditor) if plan.auditor else "",
        "owner": of_person(plan.owner),
        "channel": of_place(plan.channel),
        "leads": reminded(plan),
        "ladder": ", ".join(of_person(person) for person in plan.escalation.ladder),
        "place": f"{country_name(plan.plant.country, language)} · {plan.plant.zone}",
        "readers": "" if plan.reader == plan.plant else f"{country_name(plan.reader.country, language)} · {plan.reader.zone}",
    }
    return tuple(Fact(say(f"audit_label.{name}", language), text) for name, text in texts.items() if text)


def _understood(draft: Draft, suppliers: Sequence[Supplier]) -> tuple[Fact, ...]:
    language = draft.language
    name = next((one.name for one in suppliers if one.id == draft.supplier), "")
    texts = {
        "kind": kind(draft.kind).called(language) if draft.kind else "",
        "supplier": name,
        "what": draft.what,
        "mode": say(f"audit_mode.{draft.mode}", language) if draft.mode else "",
        "every": rhythm(draft.every, language) if draft.every else "",
        "first": written(date.fromisoformat(draft.first), language) if draft.first else "",
        "on": written(date.fromisoformat(draft.on), language) if draft.on else "",
        "auditor": of_person(draft.auditor) if draft.auditor else "",
        "owner": of_person(draft.owner) if draft.owner else "",
        "channel": of_place(draft.channel) if draft.channel else "",
    }
    return tuple(Fact(say(f"audit_label.{name}", language), text) for name, text in texts.items() if text)


def _going_on(draft: Draft, suppliers: Sequence[Supplier], names: Sequence[str]) -> tuple[Button, ...]:
    go_on = _button("draft", draft, "audit_button.go_on", "primary")
    add = Button(say("supplier_text.add", draft.language), "supplier.form", "")
    return (go_on, add, _cancel(draft.language)) if "supplier" in names and not suppliers else (go_on, _cancel(draft.language))


def _button(verb: str, draft: Draft, label: str, style: str = "plain") -> Button:
    return Button(say(label, draft.language), f"audits.{verb}", draft.text, "primary" if style == "primary" else "plain")


def _cancel(language: str) -> Button:
    return Button(say("audit_button.cancel", language), "audits.drop", language)
