"""How much of a checklist is fulfilled, section by section: 0 to 100 per cent."""

from dataclasses import dataclass

from bot.checklists.answer import Answers, Facts
from bot.checklists.points import Marked, marked, rounded
from bot.checklists.score import fulfilled
from indexer.checklist import Checklist

# These tell what the situation is, not what has been done.
_SITUATION = ("exposure", "incidents", "audit_age")


@dataclass(frozen=True)
class Fulfilment:
    """Whole per cent of the total and of each section by id; None: not scored, as nothing in it counts."""

    total: int | None
    sections: dict[str, int | None]


def fulfilment(checklist: Checklist, facts: Facts, answers: Answers) -> Fulfilment:
    """The fulfilment of one sheet."""
    found = [one for one in marked(checklist, facts, answers) if one.item.risk not in _SITUATION]
    sections = {section.id: _percent([one for one in found if one.section is section]) for section in checklist.sections}
    return Fulfilment(_percent(found), sections)


def _percent(items: list[Marked]) -> int | None:
    counted = [one for one in items if one.points is not None]
    return int(rounded(100 * fulfilled(counted))) if counted else None
