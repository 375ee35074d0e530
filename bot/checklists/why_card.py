"""Why a question is asked: the section of the guidance behind it, for those who may read it."""

import re

from bot.answering.guidance import LiveGuidance
from bot.conversation.card import Card
from bot.conversation.catalogue import day, say
from indexer.checklist import ChecklistItem

_SENTENCES = 3


def why_card(guidance: LiveGuidance, item: ChecklistItem, audiences: frozenset[str], language: str) -> Card:
    """The first sentences of the section, verbatim, with guide, place and date; the question itself has said in short why."""
    content = guidance.current().index.content
    try:
        guide, section, spoken = content.section(item.guide or "", language)
    except (KeyError, StopIteration):  # the guidance moved on since the run was pinned, or a house rule
        return _own_rule(item, language)
    if audiences.isdisjoint(guide.audience):
        return _own_rule(item, language)
    translation = guide.translations.get(spoken)
    title = translation.title if translation is not None else guide.title
    place = say(f"place.{guide.jurisdiction}", language)
    as_of = say("terminal.as_of", language, day=day(guide.as_of, language))
    cited = f"{title} › {section.heading} ({place}, {as_of})"
    first = " ".join(re.split(r"(?<=[.!?])\s+", section.text)[:_SENTENCES])
    return Card(item.ask.said(language), f"> {first}\n\n{cited}", language=language)


def _own_rule(item: ChecklistItem, language: str) -> Card:
    return Card(item.ask.said(language), say("run_text.no_guidance", language), language=language)
