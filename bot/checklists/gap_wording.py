"""The gap between the supplier's own answers and the evaluator's, as lines of a card."""

from bot.checklists.gap import AreaGap, gaps
from bot.checklists.reporting.writing import number
from bot.checklists.run import ChecklistRun
from bot.conversation.catalogue import say
from indexer.checklist import Checklist

_SHOWN = 5


def gap_lines(checklist: Checklist, run: ChecklistRun, language: str) -> list[str]:
    """The widest first; nothing where the supplier has not answered for itself."""
    found = gaps(checklist, run.facts, run.answers("supplier"), run.answers())
    apart = sorted((one for one in found if one.gap), key=lambda one: -abs(one.gap))
    if not found:
        return []
    if not apart:
        return [say("run_text.agrees", language)]
    return [say("run_text.gap", language), *(_line(one, language) for one in apart[:_SHOWN])]


def _line(one: AreaGap, language: str) -> str:
    key = "run_text.gap_notable" if one.notable else "run_text.gap_small"
    levels = {"own": number(one.own, language), "level": number(one.evaluators, language), "gap": number(one.gap, language)}
    return "- " + say(key, language, area=say(f"area.{one.area}", language), **levels)
