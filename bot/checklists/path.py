"""The path of a run: the questions asked as things stand, whether there may be others, and what the last answer changed."""

from dataclasses import dataclass, replace

from bot.checklists.answer import Answers
from bot.checklists.conditions import applicable
from bot.checklists.run import ChecklistRun, Response
from indexer.checklist import Checklist


@dataclass(frozen=True)
class Path:
    """`items` by id, in order; `open` where an answer that is still to come decides whether another question is asked."""

    items: tuple[str, ...]
    open: bool


@dataclass(frozen=True)
class Turning:
    """The answer that was given last, and how many more questions are asked since (fewer where negative)."""

    response: Response
    more: int


def path_of(run: ChecklistRun, checklist: Checklist) -> Path:
    """The questions that apply to the evaluator's answers."""
    answers = run.answers()
    items = _items(run, checklist, answers)
    deciding = _deciding(checklist)
    return Path(items, any(item in deciding and item not in answers for item in items))


def turning(run: ChecklistRun, checklist: Checklist) -> Turning | None:
    """None where the last answer changed nothing about what is asked."""
    given = [response for response in run.history if response.side == "evaluator"]
    if not given or run.responses.get((given[-1].item, "evaluator")) != given[-1]:
        return None
    last, answers = given[-1], run.answers()
    earlier = next((one for one in reversed(given[:-1]) if one.item == last.item), None)
    before = {item: answer for item, answer in answers.items() if item != last.item}
    if earlier is not None:
        before[last.item] = replace(answers[last.item], value=earlier.value, standing=earlier.standing)
    more = len(_items(run, checklist, answers)) - len(_items(run, checklist, before))
    return Turning(last, more) if more else None


def _items(run: ChecklistRun, checklist: Checklist, answers: Answers) -> tuple[str, ...]:
    return tuple(item.id for _, item in applicable(checklist, run.facts, answers))


def _deciding(checklist: Checklist) -> set[str]:
    """The items on whose answers others depend."""
    conditions = [section.when for section in checklist.sections] + [item.when for item in checklist.items]
    return {test.name for when in conditions if when is not None for test in when.tests if test.about == "item"}
