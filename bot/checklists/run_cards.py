"""A run as cards: the list, where it stands, what is missing, the review, the result."""

from collections.abc import Iterable
from itertools import islice

from bot.checklists.card_names import LIST, progress_of
from bot.checklists.desks import RunDesks
from bot.checklists.fulfilment import fulfilment
from bot.checklists.gap_wording import gap_lines
from bot.checklists.points import rounded
from bot.checklists.progress import progress, provisional
from bot.checklists.review_desk import Findable, valid_sign_offs
from bot.checklists.run import ChecklistRun, Finding
from bot.checklists.score import SupplierScore, supplier_score
from bot.conversation.card import Button, Card, Fact, Field, Option
from bot.conversation.catalogue import day, say
from bot.conversation.mention import of_person
from bot.store.run_record import RunSummary
from indexer.checklist import Checklist, ChecklistItem

_SHOWN, _BIGGEST = 10, 5
# In the value of a button: the card that it is on stays, whatever is said to the press.
BOARD = "board"


def note(key: str, language: str, **values: str) -> Card:
    """A plain sentence."""
    return Card("", say(key, language, **values), language=language)


def button(name: str, value: str, language: str, primary: bool = False) -> Button:
    """A button whose verb and label have one name."""
    return Button(say(f"run_label.{name}", language), f"checklist.{name}", value, "primary" if primary else "plain")


def list_card(checklists: Iterable[Checklist], mine: Iterable[tuple[RunSummary, str]], language: str) -> Card:
    """The open runs of a person, and what can be started."""
    shown = list(islice(mine, _SHOWN))
    lines = [f"- {title} · {say(f'run_state.{one.state}', language)} · `{one.id}`" for one, title in shown]
    texts = [say("run_text.mine", language), *lines, ""] if lines else []
    go_on = [Button(f"{title} ({one.id})", "checklist.show", one.id) for one, title in shown]
    start = [Button(found.title.said(language), "checklist.start", found.id) for found in checklists]
    text = "\n".join([*texts, say("run_text.choose", language)])
    return Card(say("run_text.list", language), text, buttons=(*go_on, *start), name=LIST, language=language)


def progress_card(desks: RunDesks, run: ChecklistRun, language: str) -> Card:
    """How much is done, by section, without any answer; a later one takes the place of an earlier one."""
    checklist = desks.book.checklist_of(run)
    facts = [
        Fact(
            one.section.title.said(language),
            f"{one.done}/{one.asked}" + (f" · {of_person(one.assigned)}" if one.assigned else ""),
        )
        for one in progress(run, checklist)
    ]
    state = say("run_text.paused", language) if run.paused else say(f"run_state.{run.state}", language)
    return Card(
        checklist.title.said(language),
        state,
        tuple(facts),
        buttons=_by_state(run, language),
        name=progress_of(run.id),
        language=language,
    )


def missing_card(desks: RunDesks, run: ChecklistRun, missing: Findable, language: str) -> Card:
    """What is wanting before submission, or the button that submits."""
    checklist = desks.book.checklist_of(run)
    lines = [say("run_text.done", language)]
    for key, items in (("run_text.missing", missing.unanswered), ("run_text.unproven", missing.unproven)):
        lines += [say(key, language), *(_wanting(checklist, run, item, language) for item in items)] if items else []
    name = "submit_anyway" if missing.unproven else "submit"
    ready = () if missing.unanswered else (button(name, run.id, language, primary=True),)
    go_on = (button("more", run.id, language),) if missing.unanswered else ()  # to remind, or to give it to somebody else
    buttons = (*ready, *go_on, button("progress", run.id, language), button("report", run.id, language))
    return Card(checklist.title.said(language), "\n".join(lines), buttons=buttons, language=language)


def review_card(desks: RunDesks, run: ChecklistRun, language: str) -> Card:
    """What a reviewer decides on."""
    checklist = desks.book.checklist_of(run)
    count, needed = str(len(valid_sign_offs(run))), str(desks.review.needed(run))
    lines = [say("run_text.review", language, count=count, needed=needed), *result_lines(checklist, run, language)]
    if run.unproven:
        lines += [say("run_text.unproven", language), *(f"- {checklist.item(one).ask.said(language)}" for one in run.unproven)]
    fields = (Field("reason", say("run_label.reason", language), "long_text"),)
    names = ("sign_off", "request_changes", "find_form", "report")
    buttons = tuple(_named(name, run.id, language) for name in names)
    return Card(checklist.title.said(language), "\n".join(lines), fields=fields, buttons=buttons, language=language)


def waiting_card(desks: RunDesks, run: ChecklistRun, language: str) -> Card:
    """What those see who wait for the review: its lead asks the reviewers."""
    count, needed = str(len(valid_sign_offs(run))), str(desks.review.needed(run))
    lines = [say("run_text.with_reviewers", language), say("run_text.review", language, count=count, needed=needed)]
    names = ("ask_review", "progress", "report")
    buttons = tuple(button(name, run.id, language) for name in names)
    title = desks.book.checklist_of(run).title.said(language)
    return Card(title, "\n".join(lines), (), (person_field(language),), buttons, language=language)


def report_card(desks: RunDesks, run: ChecklistRun, language: str) -> Card:
    """Score, tier, gates, the biggest points, findings."""
    checklist = desks.book.checklist_of(run)
    lines = [say(f"run_state.{run.state}", language), *result_lines(checklist, run, language)]
    if run.findings:
        lines += [say("run_text.findings", language), *(f"- {_told(one, language)}" for one in run.findings)]
    waiting = [one for one in run.findings if one.closed_at is None]
    forms = tuple(Button(one.text[:60], "checklist.finding", f"{run.id}|{one.id}") for one in waiting)
    close = (button("close", run.id, language),) if run.state == "signed_off" else ()
    find = () if run.state in ("draft", "closed") else (_named("find_form", run.id, language),)
    files = tuple(button(f"report_{kind}", run.id, language) for kind in ("pdf", "csv", "md"))
    buttons = (*forms, *find, *close, *files)
    return Card(checklist.title.said(language), "\n".join(lines), buttons=buttons, language=language)


def result_lines(checklist: Checklist, run: ChecklistRun, language: str) -> list[str]:
    """The score where suppliers are rated, how much is fulfilled elsewhere."""
    if not checklist.rates_supplier:
        total = fulfilment(checklist, run.facts, run.answers()).total
        first = say("run_text.fulfilled", language, percent="–" if total is None else str(total))
        return [first, *gap_lines(checklist, run, language)]
    score = supplier_score(checklist, run.facts, run.answers())
    if score.score is None:
        return [say("report.not_scored", language)]
    tier = say(f"run_tier.{score.tier}", language)
    first = say("run_text.score", language, score=str(score.score), tier=tier, months=str(score.months))
    return [
        *provisional(run, checklist, language),
        first,
        *_gates(score, language),
        *_biggest(score, language),
        *gap_lines(checklist, run, language),
    ]


def person_field(language: str) -> Field:
    """The choice of a colleague."""
    return Field("person", say("run_label.person", language), "person", hint=say("run_text.person_hint", language))


def section_field(checklist: Checklist, language: str) -> Field:
    """The menu of sections."""
    options = tuple(Option(one.id, one.title.said(language)) for one in checklist.sections)
    return Field("section", say("run_label.section", language), "menu", options)


def item_field(items: Iterable[ChecklistItem], language: str) -> Field:
    """The menu of questions."""
    options = tuple(Option(item.id, item.ask.said(language)) for item in items)
    return Field("item", say("run_label.question", language), "menu", options)


def _wanting(checklist: Checklist, run: ChecklistRun, item: str, language: str) -> str:
    who = run.assigned.get(checklist.section_of(item).id)
    return f"- {checklist.item(item).ask.said(language)}" + (f" · {of_person(who)}" if who else "")


def _gates(score: SupplierScore, language: str) -> list[str]:
    lines = [f"- {failed.item.ask.said(language)} {failed.gate.reason.said(language)}" for failed in score.gates]
    return [say("run_text.gates", language), *lines] if lines else []


def _biggest(score: SupplierScore, language: str) -> list[str]:
    most = sorted((line for line in score.lines if line.adds), key=lambda line: -line.adds)[:_BIGGEST]
    lines = [f"- +{float(rounded(line.adds, 1)):g}: {line.marked.item.ask.said(language)}" for line in most]
    return [say("run_text.biggest", language), *lines] if lines else []


def _told(finding: Finding, language: str) -> str:
    owner = of_person(finding.owner) if finding.owner else ""
    due = day(finding.due_on, language) if finding.due_on else ""
    state = say("report.closed" if finding.closed_at else "report.open", language)
    return " · ".join(text for text in (f"`{finding.id}`", finding.text, finding.action, owner, due, state) if text)


def _named(name: str, value: str, language: str) -> Button:
    return Button(say(f"run_label.{name.removesuffix('_form')}", language), f"checklist.{name}", value)


def _by_state(run: ChecklistRun, language: str) -> tuple[Button, ...]:
    names = {"submitted": ("review", "report"), "signed_off": ("report", "close"), "closed": ("report",)}
    usual = ("resume", "submit", "report")
    return tuple(button(name, f"{run.id}|{BOARD}", language) for name in names.get(run.state, usual))
