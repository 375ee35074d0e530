"""Which questions of a run are put to the supplier: those that it can answer and that apply, or may yet apply."""

from collections.abc import Iterator

from bot.checklists.answer import Answers, Facts
from bot.checklists.run import ChecklistRun
from indexer.checklist import Checklist, ChecklistItem, ChecklistSection
from indexer.condition import Condition


def put_to_supplier(item: ChecklistItem) -> bool:
    """A cell holds no file."""
    return item.ask_supplier and item.kind != "file"


def supplier_items(checklist: Checklist, run: ChecklistRun) -> Iterator[tuple[ChecklistSection, ChecklistItem]]:
    """In order; what depends on an answer that the evaluator has not given yet is asked."""
    answers = run.answers()
    for section in checklist.sections:
        if _may_apply(section.when, run.facts, answers):
            for item in section.items:
                if put_to_supplier(item) and _may_apply(item.when, run.facts, answers):
                    yield section, item


def _may_apply(when: Condition | None, facts: Facts, answers: Answers) -> bool:
    if when is None:
        return True
    seen = {name: answer.seen for name, answer in answers.items()}
    sure = [test for test in when.tests if test.about == "fact" or test.name in answers]
    met = [test.met(facts.get(test.name) if test.about == "fact" else seen[test.name]) for test in sure]
    open_ones = len(sure) < len(when.tests)
    return all(met) if when.joined == "all" else any(met) or open_ones
