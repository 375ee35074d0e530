"""Chooses which statements of a section answer a question: always its lead, then the detail that fits, then its warnings."""

import re
from dataclasses import replace

from bot.answering.excerpt import Entries
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
# Fewer steps than these are no help.
_STEPS = 3
# The words that say that it is an excerpt.
_NOTE = 10
# What opens a list whose entries hold only together: conditions, elements, "these three".
_TOGETHER = re.compile(
    r"\b(?:all|both|two|three|four|five|six|seven|eight|nine|ten|conditions?|elements?|tests?|requirements?|must"
    r"|cả|hai|ba|bốn|năm(?! \d)|sáu|bảy|tám|chín|mười|điều kiện|yếu tố|tiêu chí|yêu cầu|phải)\b"
)


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
            excerpted = any(quote.entries for quote in chosen)
            quote = self._fitting(identity, number, part, question, room, excerpted)
            if quote is not None:
                chosen.append(quote)
                room -= words_of([quote])
        chosen += self.warnings(identity, question.language)
        order = {statement: number for number, statement in enumerate(section.statements)}
        return sorted(chosen, key=lambda quote: (_rank(quote.statement), order[quote.statement]))

    def _fitting(self, identity: str, number: int, part: Part, question: Question, room: int, excerpted: bool) -> Quote | None:
        """A statement as a quote of no more than `room` words; the first list or table that is longer, by its entries."""
        guide, section, spoken = self._index.content.section(identity, question.language)
        quote = Quote(guide, section, spoken, section.statements[number])
        if words_of([quote]) <= room:
            return quote
        _, compared, language = self._index.content.section(identity, question.written)
        read = Quote(guide, compared, language, compared.statements[number])
        if excerpted or quote.block is None or read.block is None or len(read.block.entries) != len(quote.block.entries):
            return None
        # What holds only together is not taken apart.
        if _TOGETHER.search(read.opening.lower()):
            return None
        return self._excerpt(quote, read.block, part, language, room - _NOTE)

    def _excerpt(self, quote: Quote, read: Entries, part: Part, language: str, room: int) -> Quote | None:
        """The entries that fit the question and the room; steps from the first one on, whichever of them it names."""
        ordered = read.ordered
        wanted = self._weights(part.whole, language)
        fit = [0.0 if ordered else self._overlap(entry, wanted, language) for entry in read.entries]
        if not ordered and not any(fit):
            return None
        kept: tuple[int, ...] = ()
        for entry in sorted(range(len(fit)), key=lambda n: (-fit[n], n)):
            longer = replace(quote, entries=tuple(sorted((*kept, entry))))
            if fit[entry] >= _BESIDE * max(fit) and words_of([longer]) <= room:
                kept = longer.entries
            elif ordered:
                break
        return replace(quote, entries=kept) if len(kept) >= (_STEPS if ordered else 1) else None

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
        wanted = self._weights(part.text, spoken)
        scored = []
        for number, statement in enumerate(section.statements):
            if statement.part == "detail":
                text = section.spoken(statement)
                score = similar.get(number, 0.0) + 0.5 * self._overlap(text, wanted, spoken)
                gives = bool(part.wants) and not missing_wants(part.wants, text)
                scored.append((score + (_WANTED if gives else 0.0), number))
        best = sorted((pair for pair in scored if pair[0] >= _ENOUGH), key=lambda pair: (-pair[0], pair[1]))
        return [number for _, number in best[:MAX_DETAILS]]

    def _weights(self, text: str, language: str) -> dict[str, float]:
        lexical = self._index.lexical.get(language)
        if lexical is None:
            return {}
        known = [lexical.known(term) for term in terms(text, language, self._index.glossary)]
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
