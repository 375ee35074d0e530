"""Where a run stands: what is asked next of whom, what came before it, how much is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.access.actor import Actor
from bot.checklists.conditions import applicable
from bot.checklists.rights import Rights
from bot.checklists.run import ChecklistRun
from bot.conversation.catalogue import say
from indexer.checklist import Checklist, ChecklistItem, ChecklistSection


@dataclass(frozen=True)
class SectionProgress:
    """How many of a section's items that apply have a response, and who has the section."""

    section: ChecklistSection
    done: int
    asked: int
    assigned: str | None


def progress(run: ChecklistRun, checklist: Checklist) -> tuple[SectionProgress, ...]:
    """By section, those without any item that applies left out."""
    answers = run.answers()
    asked: dict[str, list[bool]] = {}
    for section, item in applicable(checklist, run.facts, answers):
        asked.setdefault(section.id, []).append(item.id in answers)
    return tuple(
        SectionProgress(section, sum(asked[section.id]), len(asked[section.id]), run.assigned.get(section.id))
        for section in checklist.sections
        if section.id in asked
    )


def provisional(run: ChecklistRun, checklist: Checklist, language: str) -> list[str]:
    """A score before the end judges what nobody has said: that it does stands before it."""
    sections = progress(run, checklist)
    done, asked = sum(one.done for one in sections), sum(one.asked for one in sections)
    return [say("report.provisional", language, done=str(done), asked=str(asked))] if done < asked else []


def next_item(run: ChecklistRun, checklist: Checklist, actor: Actor, rights: Rights) -> ChecklistItem | None:
    """The first item of the person's own sections without a response; None when they have nothing left to answer."""
    answers = run.answers()
    return next((item for item in _own(run, checklist, actor, rights) if item.id not in answers), None)


def item_before(run: ChecklistRun, checklist: Checklist, item: str | None) -> ChecklistItem | None:
    """The item to go back to from another one, from the end when that is None: the nearest before it with a response."""
    answers = run.answers()
    path = [found for _, found in applicable(checklist, run.facts, answers)]
    at = next((number for number, found in enumerate(path) if found.id == item), len(path))
    return next((found for found in reversed(path[:at]) if found.id in answers), None)


def _own(run: ChecklistRun, checklist: Checklist, actor: Actor, rights: Rights) -> Sequence[ChecklistItem]:
    """What was given to the person; for the lead also what was given to nobody; for a member with nothing, that alone."""
    accounts = rights.accounts(actor.id)
    mine = {section for section, person in run.assigned.items() if person in accounts}
    free = {section.id for section in checklist.sections} - set(run.assigned)
    wanted = mine | (free if run.lead in accounts or not mine else set())
    return [item for section, item in applicable(checklist, run.facts, run.answers()) if section.id in wanted]
