"""The numbers of an answer's citations: one for each source of a section, in the order in which they are first cited."""

from dataclasses import dataclass, field, replace

from bot.answering.choosing import reads_as
from bot.answering.outcome import Quote
from bot.conversation.reply import Citation, CitedSource, Passage
from indexer.content import Content
from indexer.guide import Mark, Section, Sentence

_Key = tuple[str, str, CitedSource]
_GAP = 2  # characters between two sentences that follow each other


@dataclass
class Numbering:
    """`citations` grow with what is cited; what is cited again later becomes another passage of the same citation."""

    content: Content
    citations: list[Citation] = field(default_factory=list)
    _places: dict[_Key, int] = field(default_factory=dict)

    def markers(self, quote: Quote, sentence: Sentence) -> str:
        """' [1]' or ' [1][2]' for a sentence of a quote."""
        return " " + "".join(f"[{self._number(quote, sentence, mark)}]" for mark in sentence.marks)

    def _number(self, quote: Quote, sentence: Sentence, mark: Mark) -> int:
        source = self._source(mark)
        said = Passage(sentence.start, sentence.end, quote.section.text[sentence.start : sentence.end])
        place = self._places.setdefault((quote.section_id, quote.language, source), len(self.citations))
        if place == len(self.citations):
            self.citations.append(_citation(place + 1, quote, said, source))
        else:
            self.citations[place] = _continued(self.citations[place], said, quote.section)
        return place + 1

    def _source(self, mark: Mark) -> CitedSource:
        source = self.content.sources[mark.key]
        return CitedSource(
            source.title, source.publisher, source.url, source.kind, mark.authority or source.authority, source.date
        )


def _continued(citation: Citation, said: Passage, section: Section) -> Citation:
    """With one more sentence: a passage grows by the sentence that follows it, whatever stands elsewhere is another one."""
    passages = list(citation.passages)
    for number, known in enumerate(passages):
        if known.start <= said.start and said.end <= known.end:
            return citation
        if 0 <= said.start - known.end <= _GAP:
            passages[number] = Passage(known.start, said.end, section.text[known.start : said.end])
            break
    else:
        passages.append(said)
    first = passages[0]
    return replace(citation, quote=first.quote, start=first.start, end=first.end, passages=tuple(passages))


def _citation(number: int, quote: Quote, said: Passage, source: CitedSource) -> Citation:
    guide, section = quote.guide, quote.section
    title, heading = reads_as(guide, section, quote.language)
    return Citation(
        number=number,
        guide=guide.id,
        guide_title=title,
        section=heading,
        anchor=section.anchor,
        quote=said.quote,
        start=said.start,
        end=said.end,
        language=quote.language,
        jurisdiction=guide.jurisdiction,
        as_of=guide.as_of.isoformat(),
        reviewed=guide.last_reviewed_on.isoformat() if guide.last_reviewed_on else None,
        source=source,
        passages=(said,),
    )
