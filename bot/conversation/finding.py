"""The Finder looks sections up by words, for those who want to quote one themselves."""

from dataclasses import dataclass, field

from bot.answering.choosing import reads_as
from bot.answering.guidance import LiveGuidance
from bot.conversation.reply import Citation, CitedSource
from indexer.content import Content
from indexer.guide import Guide, Mark, Section, Sentence
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


@dataclass
class _Quoting:
    content: Content
    guide: Guide
    section: Section
    language: str
    citations: dict[Mark, Citation] = field(default_factory=dict)

    def sentence(self, sentence: Sentence) -> str:
        numbers = "".join(f"[{self._cited(mark, sentence).number}]" for mark in sentence.marks)
        return f"{self.section.text[sentence.start : sentence.end]} {numbers}".strip()

    def _cited(self, mark: Mark, sentence: Sentence) -> Citation:
        if mark not in self.citations:
            self.citations[mark] = self._citation(mark, sentence, len(self.citations) + 1)
        return self.citations[mark]

    def _citation(self, mark: Mark, sentence: Sentence, number: int) -> Citation:
        source, guide = self.content.sources[mark.key], self.guide
        title, heading = reads_as(guide, self.section, self.language)
        return Citation(
            number=number,
            guide=guide.id,
            guide_title=title,
            section=heading,
            anchor=self.section.anchor,
            quote=self.section.text[sentence.start : sentence.end],
            start=sentence.start,
            end=sentence.end,
            language=self.language,
            jurisdiction=guide.jurisdiction,
            as_of=guide.as_of.isoformat(),
            reviewed=guide.last_reviewed_on.isoformat() if guide.last_reviewed_on else None,
            source=CitedSource(
                source.title, source.publisher, source.url, source.kind, mark.authority or source.authority, source.date
            ),
        )


def _found(content: Content, identity: str, language: str) -> Found:
    guide, section, spoken = content.section(identity, language)
    quoting = _Quoting(content, guide, section, spoken)
    lead = section.of_part("lead") or section.statements[:1]
    text = "\n\n".join(" ".join(quoting.sentence(s) for s in statement.sentences) for statement in lead)
    title, heading = reads_as(guide, section, spoken)
    return Found(identity, heading, title, spoken, text, tuple(quoting.citations.values()))
