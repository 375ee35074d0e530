"""Opens the section behind a citation, for those who may see it."""

from bot.answering.guidance import LiveGuidance
from bot.conversation.reply import Citation, Reply
from bot.conversation.shelf import may_see
from indexer.guide import Section


def opened(guidance: LiveGuidance, reply: Reply, number: str, audiences: frozenset[str]) -> tuple[Citation, Section] | None:
    """The citation of that number with its section as it is served now; None when it is gone or not for these audiences.

    Raises BrokenSnapshot.
    """
    citation = next((found for found in reply.citations if str(found.number) == number), None)
    content = guidance.current().index.content
    guide = content.guides.get(citation.guide) if citation is not None else None
    if citation is None or guide is None or not may_see(guide, audiences):
        return None
    try:
        _, section, _ = content.section(f"{citation.guide}#{citation.anchor}", citation.language)
    except StopIteration:
        return None
    return citation, section
