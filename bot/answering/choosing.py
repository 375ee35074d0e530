"""Chooses which statements of a section answer a question: always its lead, then the detail that fits, then its warnings."""

from dataclasses import replace

from bot.answering.outcome import Quote
from bot.answering.question import Part, Question
from bot.answering.wants import missing_wants
from indexer.guide import Guide, Section, Statement
from indexer.guide import Part as PartOfSection
from indexer.search import Index
from indexer.text import STOP_WORDS, terms

MAX_WORDS = 112
MAX_DETAILS = 3
WARNINGS: tuple[PartOfSection, ...] = ("outdated", "conflict", "caveat")
_ENOUGH = 0.42
_WANTED = 0.15
# An entry that fits less than this share of the best one is left out of an excerpt.
_BESIDE = 0.5


class Chooser:
    """Picks quotes from sections of one index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def quotes(self, identity: str, part: Part, question: Question, room: int = MAX_WORDS) -> list[Quote]:
        """Quotes from one section in reading order, within `room` words where the lead leaves any."""
        _, section, spoken = self._index.content.section(identity, question.language)
        chosen = self.lead(identity, question.language)
        room -= words_of(chosen)
        for number in self._details(identity, section, part, question.written, spoken):
            quote = self._fitting(identity, number, part, question, room)
            if quote is not None:
                chosen.append(quote)
                room -= words_of([quote])
        chosen += self.warnings(identity, question.language)
        order = {statement: number for number, statement in enumerate(section.statements)}
        return sorted(chosen, key=lambda quote: (_rank(quote.statement), order[quote.statement]))

    def _fitting(self, identity: str, number: int, part: Part, question: Question, room: int) -> Quote | None:
        """A statement as a quote of no more than `room` words; of a list or table that is longer, the entries that fit best."""
        guide, section, spoken = self._index.content.section(identity, question.language)
        quote = Quote(guide, section, spoken, section.statements[number])
        if words_of([quote]) <= room:
            return quote
        _, compared, language = self._index.content.section(identity, question.written)
        read = Quote(guide, compared, language, compared.statements[number]).block
        if quote.block is None or read is None or len(read.entries) != len(quote.block.entries):
            return None
        wanted = self._weights(part, language)
        # Steps are told from the first one on, whichever of them the question names.
        fit = [0.0 if quote.block.ordered else self._overlap(entry, wanted, language) for entry in read.entries]
        kept: tuple[int, ...] = ()
        for entry in sorted(range(len(fit)), key=lambda n: (-fit[n], n)):
            longer = replace(quote, entries=tuple(sorted((*kept, entry))))
            if fit[entry] < _BESIDE * max(fit) or words_of([longer]) > room:
                if quote.block.ordered:
                    break
                continue
            kept = longer.entries
        return replace(quote, entries=kept) if kept else None

    def lead(self, identity: str, language: str) -> list[Quote]:
        """The lead of a section, without its detail and its warnings."""
        return self._quoted(identity, language, ("lead",))

    def whole_lead(self, identity: str, language: str) -> list[Quote]:
        """The lead of a section with its warnings."""
        return self._quoted(identity, language, ("lead", *WARNINGS))

    def warnings(self, identity: str, language: str) -> list[Quote]:
        """What must be said with the lead of a section."""
        return self._quoted(identity, language, WARNINGS)

    def _quoted(self, identity: str, language: str, kinds: tuple[PartOfSection, ...]) -> list[Quote]:
        guide, section, spoken = self._index.content.section(identity, language)
        return [Quote(guide, section, spoken, s) for kind in kinds for s in section.of_part(kind)]

    def _details(self, identity: str, section: Section, part: Part, written: str, spoken: str) -> list[int]:
        """Numbers of the statements that fit, best first; compared in the question's language, quoted in the answer's."""
        _, compared, language = self._index.content.section(identity, written)
        ranked = self._ranked_details(identity, compared, part, language)
        if language == spoken:
            return ranked
        kinds = [statement.part for statement in section.statements]
        return ranked if kinds == [statement.part for statement in compared.statements] else []

    def _ranked_details(self, identity: str, section: Section, part: Part, spoken: str) -> list[int]:
        similar = self._index.statement_similarities(part.whole, identity, spoken)
        if part.context:
            alone = self._index.statement_similarities(part.text, identity, spoken)
            similar = {number: max(value, alone.get(number, 0.0)) for number, value in similar.items()}
        wanted = self._weights(part, spoken)
        scored = []
        for number, statement in enumerate(section.statements):
            if statement.part == "detail":
                text = section.spoken(statement)
                score = similar.get(number, 0.0) + 0.5 * self._overlap(text, wanted, spoken)
                gives = bool(part.wants) and not missing_wants(part.wants, text)
                scored.append((score + (_WANTED if gives else 0.0), number))
        best = sorted((pair for pair in scored if pair[0] >= _ENOUGH), key=lambda pair: (-pair[0], pair[1]))
        return [number for _, number in best[:MAX_DETAILS]]

    def _weights(self, part: Part, language: str) -> dict[str, float]:
        lexical = self._index.lexical.get(language)
        if lexical is None:
            return {}
        known = [lexical.known(term) for term in terms(part.text, language, self._index.glossary)]
        return {term: lexical.weight(term) for term in known if term is not None and term not in STOP_WORDS[language]}

    def _overlap(self, text: str, wanted: dict[str, float], language: str) -> float:
        total = sum(wanted.values())
        own = set(terms(text, language, self._index.glossary))
        return sum(weight for term, weight in wanted.items() if term in own) / total if total else 0.0


def words_of(quotes: list[Quote]) -> int:
    """How many words the quotes have together."""
    return sum(_count(quote.said) for quote in quotes)


def _count(text: str) -> int:
    """Words as a reader counts them: the rules of a table are none."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def _rank(statement: Statement) -> int:
    return ("lead", "detail", *WARNINGS).index(statement.part)


def reads_as(guide: Guide, section: Section, language: str) -> tuple[str, str]:
    """(guide title, section heading) in the language of the section's text."""
    translation = guide.translations.get(language)
    return (translation.title if translation else guide.title), section.heading
