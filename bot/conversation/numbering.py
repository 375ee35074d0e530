"""The numbers of an answer's citations: each stands for one unbroken quote of a section under one source."""

from dataclasses import dataclass, field

from bot.answering.choosing import reads_as
from bot.answering.outcome import Quote
from bot.conversation.reply import Citation, CitedSource
from indexer.content import Content
from indexer.guide import Mark, Sentence

_GAP = 2  # characters between two sentences that follow each other


@dataclass
class Numbering:
    """`citations` grow with what is cited: sentences that follow each other under the same source share a number."""

    content: Content
    citations: list[Citation] = field(default_factory=list)

    def markers(self, quote: Quote, sentence: Sentence) -> str:
        """' [1]' or ' [1][2]' for a sentence of a quote."""
        return " " + "".join(f"[{self._number(quote, sentence, mark)}]" for mark in sentence.marks)

    def _number(self, quote: Quote, sentence: Sentence, mark: Mark) -> int:
        source = self._source(mark)
        for position, known in enumerate(self.citations):
            if _continues(known, quote, sentence, source):
                start, end = min(known.start, sentence.start), max(known.end, sentence.end)
                self.citations[position] = _citation(known.number, quote, start, end, source)
                return known.number
        self.citations.append(_citation(len(self.citations) + 1, quote, sentence.start, sentence.end, source))
        return len(self.citations)

    def _source(self, mark: Mark) -> CitedSource:
        source = self.content.sources[mark.key]
        return CitedSource(
            source.title, source.publisher, source.url, source.kind, mark.authority or source.authority, source.date
        )


def _continues(known: Citation, quote: Quote, sentence: Sentence, source: CitedSource) -> bool:
    """True for the sentence that a citation ends before, and for one that it holds already."""
    place = (quote.guide.id, quote.section.anchor, quote.language, source)
    if (known.guide, known.anchor, known.language, known.source) != place:
        return False
    return 0 <= sentence.start - known.end <= _GAP or known.start <= sentence.start < sentence.end <= known.end


def _citation(number: int, quote: Quote, start: int, end: int, source: CitedSource) -> Citation:
    guide, section = quote.guide, quote.section
    title, heading = reads_as(guide, section, quote.language)
    return Citation(
        number=number,
        guide=guide.id,
        guide_title=title,
        section=heading,
        anchor=section.anchor,
        quote=section.text[start:end],
        start=start,
        end=end,
        language=quote.language,
        jurisdiction=guide.jurisdiction,
        as_of=guide.as_of.isoformat(),
        reviewed=guide.last_reviewed_on.isoformat() if guide.last_reviewed_on else None,
        source=source,
    )
