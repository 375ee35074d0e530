"""One item of a report: the question, what each side answered, evidence and remarks, and the guidance behind it."""

from bot.checklists.reporting.report import Told
from bot.checklists.run import Evidence, Response, Side
from bot.conversation.catalogue import day, say
from indexer.checklist import ChecklistItem
from indexer.condition import Value

ITEM_COLUMNS = ("question", "evaluator", "evidence", "cited")
_HASH_SHOWN = 16


def item_row(told: Told, item: ChecklistItem) -> tuple[str, ...]:
    """Question, answers, evidence and remarks, and what the item rests on: the columns of ITEM_COLUMNS."""
    own = answered(told, item, "supplier")
    said = [answered(told, item, "evaluator") or say("report.unanswered", told.language)]
    said += [f"{say('report.supplier', told.language)}: {own}"] if own else []
    remarks = [
        f"{say('report.remark', told.language)}: {c.text} ({told.named(c.by)})" for c in told.run.comments if c.item == item.id
    ]
    shows = [shown(told, one) for one in told.run.evidence_of(item.id)]
    back = [withdrawn(told, one) for one in told.run.evidence if one.item == item.id and one.withdrawn and one.finding is None]
    evidence = "\n".join([*shows, *back, *remarks]) or say("report.no_evidence", told.language)
    return item.ask.said(told.language), "\n".join(said), evidence, cited(told, item)


def answered(told: Told, item: ChecklistItem, side: Side) -> str:
    """An answer in words, with its reason, who gave it and when; empty where there is none."""
    response = told.run.responses.get((item.id, side))
    if response is None:
        return ""
    said, who, at = in_words(item, response, told.language), told.named(response.by), day(response.at.date(), told.language)
    if side == "supplier":  # it came in a questionnaire, which one of ours brought in
        return f"{said} ({say('report.imported', told.language, who=who, day=at)})"
    return f"{said} ({who}, {at})"


def in_words(item: ChecklistItem, response: Response, language: str) -> str:
    """What was answered, as the person chose it."""
    if response.standing != "answered":
        said = say(f"run_standing.{response.standing}", language)
    else:
        labels = {option.value: option.label.said(language) for option in item.options}
        said = ", ".join(labels.get(value, value) for value in _values(response.value))
        said = f"{said} {item.unit}" if item.unit else said
    return f"{said}: {response.reason}" if response.reason else said


def shown(told: Told, one: Evidence) -> str:
    """A piece of evidence with who brought it when, since when it holds, and the hash of a file."""
    language = told.language
    facts = [one.name or one.text, f"{told.named(one.by)}, {day(one.received_at.date(), language)}"]
    if one.effective_on:
        facts.append(say("report.effective", language, day=day(one.effective_on, language)))
    if one.expires_on:
        facts.append(say("report.expires", language, day=day(one.expires_on, language)))
    return " · ".join([*facts, f"SHA-256 {one.sha256[:_HASH_SHOWN]}…"] if one.sha256 else facts)


def withdrawn(told: Told, one: Evidence) -> str:
    """That a piece of evidence was there, and who took it back when."""
    at = day(one.withdrawn_at.date(), told.language) if one.withdrawn_at else ""
    who = told.named(one.withdrawn_by or "")
    return say("report.withdrawn", told.language, name=one.name or one.text, who=who, day=at)


def cited(told: Told, item: ChecklistItem) -> str:
    """The section of the guidance that the item rests on, or that it is a rule of the house."""
    found = told.cite(item.guide, told.language) if item.guide else None
    return found or say("kind.house_rule", told.language)


def _values(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (str(value),)
