"""Words what the guidance covers: by guide, by topic and by line of the fact register."""

from collections.abc import Iterator

from indexer.guide import Guide
from indexer.knowledge import Knowledge
from indexer.register import sections_by_fact, sections_of_topic

_HEAD = """# What the guidance covers

Made by `make coverage` from the knowledge folder; a test fails when it is out of date.
"""


def coverage(knowledge: Knowledge) -> str:
    """Markdown with one table each."""
    guides = sorted(knowledge.guides, key=lambda guide: (guide.jurisdiction, guide.id))
    return "\n".join([_HEAD, *_totals(guides), "", *_guides(guides), "", *_topics(knowledge), "", *_register(knowledge), ""])


def _totals(guides: list[Guide]) -> Iterator[str]:
    sections = [section for guide in guides for section in guide.sections]
    translated = sum(len(t.sections) for guide in guides for t in guide.translations.values())
    phrasings = [phrasing.language for section in sections for phrasing in section.asked_as]
    yield (
        f"{len(guides)} guides, {len(sections)} sections ({translated} of them in Vietnamese too), "
        f"{phrasings.count('en')} English and {phrasings.count('vi')} Vietnamese phrasings."
    )


def _guides(guides: list[Guide]) -> Iterator[str]:
    yield "## Guides\n"
    yield "| guide | place | audience | sections | Vietnamese | phrasings en / vi | owner | as of | reviewed | next review |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for guide in guides:
        asked = [phrasing.language for section in guide.sections for phrasing in section.asked_as]
        vietnamese = len(guide.translations["vi"].sections) if "vi" in guide.translations else 0
        yield (
            f"| {guide.id} | {guide.jurisdiction} | {', '.join(guide.audience)} | {len(guide.sections)} | {vietnamese} "
            f"| {asked.count('en')} / {asked.count('vi')} | {guide.owner} | {guide.as_of} "
            f"| {guide.last_reviewed_on or 'not yet'} | {guide.due_on} |"
        )


def _topics(knowledge: Knowledge) -> Iterator[str]:
    stated = sections_by_fact(knowledge.guides)
    yield "## Topics\n"
    yield "| topic | facts | sections |"
    yield "| --- | --- | --- |"
    for topic in knowledge.register.topics:
        lines = knowledge.register.lines_of(topic)
        yield f"| {topic} | {len(lines)} | {len(sections_of_topic(knowledge.register, topic, stated))} |"


def _register(knowledge: Knowledge) -> Iterator[str]:
    stated = sections_by_fact(knowledge.guides)
    yield "## Lines of the fact register\n"
    yield "| line | stated by |"
    yield "| --- | --- |"
    for fact in knowledge.register.cited:
        yield f"| {fact} | {', '.join(stated.get(fact, ['nobody']))} |"
    yield "\n## Lines left out\n"
    yield "| line | reason |"
    yield "| --- | --- |"
    for fact, reason in knowledge.register.left_out.items():
        yield f"| {fact} | {reason} |"
