"""The Finder looks sections up by words, for those who want to quote one themselves."""

from dataclasses import dataclass

from bot.answering.choosing import reads_as
from bot.answering.guidance import LiveGuidance
from bot.answering.outcome import Quote
from bot.conversation.numbering import Numbering
from bot.conversation.reply import Citation
from indexer.content import Content
from indexer.search import Scope

MAX_QUERY = 500


@dataclass(frozen=True)
class Found:
    """A section's main statements as Markdown with [n] after each sentence, and the citations that the numbers name."""

    id: str
    title: str
    guide_title: str
    language: str
    text: str
    citations: tuple[Citation, ...]


class Finder:
    """Looks in the guidance as it is served now; raises BrokenSnapshot when there is none."""

    def __init__(self, guidance: LiveGuidance) -> None:
        self._guidance = guidance

    def find(self, words: str, audiences: frozenset[str], count: int, *, reviewed_only: bool = False) -> list[Found]:
        """The nearest sections that these audiences may see, nearest first."""
        index = self._guidance.current().answering(reviewed_only).index
        query = words.encode("utf-8", "replace").decode().strip()[:MAX_QUERY]
        hits = index.search(query, count, Scope(audiences=audiences)) if query else []
        return [_found(index.content, hit.id, hit.language) for hit in hits]


def _found(content: Content, identity: str, language: str) -> Found:
    guide, section, spoken = content.section(identity, language)
    numbering = Numbering(content)
    lead = section.of_part("lead") or section.statements[:1]
    text = "\n\n".join(_quoted(numbering, Quote(guide, section, spoken, statement)) for statement in lead)
    title, heading = reads_as(guide, section, spoken)
    return Found(identity, heading, title, spoken, text, tuple(numbering.citations))


def _quoted(numbering: Numbering, quote: Quote) -> str:
    """A statement with the numbers after each of its sentences."""
    said = [(quote.section.text[s.start : s.end], numbering.markers(quote, s)) for s in quote.statement.sentences]
    return " ".join(f"{text}{markers}".strip() for text, markers in said)
