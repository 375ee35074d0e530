"""Words an Outcome as a Reply: quotes with numbered citations, joined by fixed texts of the catalogue."""

import re
from datetime import date

from bot.answering.excerpt import Entries
from bot.answering.outcome import Answer, AnsweredPart, Clarification, NoAnswer, Outcome, Quote, Topic
from bot.answering.places import PlaceNames
from bot.conversation.beginning import choices as all_choices
from bot.conversation.beginning import example_choices, introduction
from bot.conversation.catalogue import day, say
from bot.conversation.facts import footer, nearest
from bot.conversation.numbering import Numbering
from bot.conversation.reply import Choice, Related, Reply, Status
from bot.conversation.understanding import as_understood
from indexer.content import Content
from indexer.guide import BOTH, Sentence
from indexer.text import Glossary, fold, words

_YES_OR_NO = re.compile(
    r"(?:yes|no|not|only if|we should|that is not certain|if|perhaps not"
    r"|có|không|chưa|được|đúng|về nguyên tắc là có|chỉ (?:nộp|khi|phía)|nếu|điều đó)\b",
    re.IGNORECASE,
)
LABELS = {"outdated": "answer.outdated", "caveat": "answer.caveat", "conflict": "answer.conflict"}
_MAX_TERMS = 6
# Who said nothing that can be answered is shown what can; who opens a talk, what there is to begin with.
_UNREAD = ("not_understood", "no_words", "other_language")
_OPENING = ("about", "greeting")


class Wording:
    """Words outcomes over one content, on one day."""

    def __init__(self, content: Content, names: PlaceNames, glossary: Glossary, today: date) -> None:
        self._content = content
        self._names = names
        self._glossary = glossary
        self._today = today

    def reply(self, outcome: Outcome, identity: str, question: str, seconds: float) -> Reply:
        """The reply that a channel shows."""
        result, language = as_understood(outcome), outcome.language
        numbering = Numbering(self._content)
        choices: tuple[Choice, ...] = ()
        related: tuple[Related, ...] = ()
        status: Status
        if isinstance(result, Answer):
            status, text = "answered", self._answer(result, language, numbering)
            related = _related(result.related)
        elif isinstance(result, NoAnswer):
            status, text = "no_answer", self._no_answer(result, language)
            related = _related(result.nearest)
            if result.reason in _UNREAD:
                choices = example_choices(language)
        elif isinstance(result, Clarification):
            status, text = "clarify", say("clarify.place", language)
            choices = tuple(Choice(say(f"place.{place}", language), say(f"place.{place}", language)) for place in result.places)
        else:
            status, text = "small_talk", _talk(result.kind, language)
            choices = all_choices(language) if result.kind in _OPENING else ()
        return Reply(identity, question, status, language, text, tuple(numbering.citations), choices, related, seconds)

    def _answer(self, answer: Answer, language: str, numbering: Numbering) -> str:
        several = len(answer.parts) > 1
        blocks = [self._part(part, number, language, numbering, several) for number, part in enumerate(answer.parts, start=1)]
        quotes = [quote for part in answer.parts for quote in part.quotes]
        blocks += [self._superseded(guide, language) for guide in answer.superseded]
        blocks += self._about_uncovered(answer, quotes, language)
        blocks.append(footer(numbering.citations, language))
        blocks += self._overdue(quotes, language)
        if answer.counsel:
            blocks.append(say("answer.counsel", language))
        return "\n\n".join(block for block in blocks if block)

    def _part(self, part: AnsweredPart, number: int, language: str, numbering: Numbering, several: bool) -> str:
        heading = f"{self._heading(part.place, language)}\n\n" if part.place else ""
        if not part.quotes and part.place:
            return heading + say("answer.place_missing", language)
        if not part.quotes:
            return say("answer.part_missing", language, number=str(number)) if several else ""
        frame = self._frame(part, language)
        return heading + "\n\n".join([*frame, *self._paragraphs(part.quotes, language, numbering)])

    def _heading(self, place: str, language: str) -> str:
        return say("answer.differs", language) if place == BOTH else f"**{say(f'place.{place}', language)}**"

    def _paragraphs(self, quotes: tuple[Quote, ...], language: str, numbering: Numbering) -> list[str]:
        """Lead and detail run on within a section; lists and warnings stand by themselves."""
        paragraphs: list[str] = []
        previous: Quote | None = None
        for quote in quotes:
            spoken = _asked_before(quote, previous) + _spoken(quote, numbering, language)
            label = LABELS.get(quote.statement.part)
            runs_on = (
                previous is not None and previous.section is quote.section and previous.statement.part == quote.statement.part
            )
            runs_on = runs_on and "\n" not in spoken and "\n" not in paragraphs[-1]
            if runs_on:
                paragraphs[-1] += f" {spoken}"
            else:
                paragraphs.append(f"{say(label, language)} {spoken}" if label else spoken)
            previous = quote
        return paragraphs

    def _frame(self, part: AnsweredPart, language: str) -> list[str]:
        """What a Vietnamese reader is told before English text."""
        foreign = [quote for quote in part.quotes if quote.language != language]
        if not foreign or language == "en":
            return []
        text = " ".join(quote.said for quote in foreign)
        found = self._glossary.concepts([fold(word) for word in words(text)], "en")
        pairs = [self._glossary.display[identity] for identity in dict.fromkeys(identity for identity, _, _ in found)]
        terms = "; ".join(f"{pair['vi']} ({pair['en']})" for pair in pairs[:_MAX_TERMS])
        return [say("answer.english_only", language)] + ([say("answer.terms", language, terms=terms)] if terms else [])

    def _about_uncovered(self, answer: Answer, quotes: list[Quote], language: str) -> list[str]:
        if not answer.uncovered:
            return []
        places = ", ".join(self._names.name(code, language) for code in answer.uncovered)
        neutral = all(quote.guide.jurisdiction == "INT" for quote in quotes)
        return [say("answer.neutral" if neutral else "answer.also_uncovered", language, places=places)]

    def _superseded(self, guide: str, language: str) -> str:
        if not guide:
            return say("answer.superseded_unseen", language)
        found = self._content.guides[guide]
        translation = found.translations.get(language)
        return say("answer.superseded", language, title=translation.title if translation else found.title)

    def _overdue(self, quotes: list[Quote], language: str) -> list[str]:
        """What a reader must know of guidance that somebody should have read again by now."""
        current = [quote for quote in quotes if self._content.superseded_by(quote.section_id) is None]
        due = min((quote.guide.due_on for quote in current), default=self._today)
        return [say("answer.overdue", language, day=day(due, language))] if due < self._today else []

    def _no_answer(self, result: NoAnswer, language: str) -> str:
        if result.uncovered:
            places = ", ".join(self._names.name(code, language) for code in result.uncovered)
            lines = [say("none.place", language, places=places)]
        else:
            lines = [say(f"none.{result.reason}", language)]
        if result.nearest:
            lines.append(nearest(_related(result.nearest), language))
        return "\n\n".join(lines)


def _talk(kind: str, language: str) -> str:
    return introduction(language) if kind == "about" else say(f"talk.{kind}", language)


def _asked_before(quote: Quote, previous: Quote | None) -> str:
    """A lead that says yes, no or when is quoted with the question that it answers: it may not be the one that was asked."""
    opens = previous is None or previous.section is not quote.section
    if not opens or quote.statement.part != "lead" or not _YES_OR_NO.match(quote.section.spoken(quote.statement)):
        return ""
    return f"**{quote.section.heading}** "


def _spoken(quote: Quote, numbering: Numbering, language: str) -> str:
    """The statement word for word, a marker after each of its sentences, list or table; an excerpt says that it is one."""
    text, spoken = quote.section.text, ""
    previous: Sentence | None = None
    for sentence in quote.statement.sentences:
        gap = text[previous.end : sentence.start] if previous is not None else ""
        markers = numbering.markers(quote, sentence)
        if sentence is quote.statement.sentences[-1] and quote.block is not None:
            spoken += gap + _block(quote, quote.block, markers, language)
        else:
            spoken += gap + text[sentence.start : sentence.end] + markers
        previous = sentence
    return spoken


def _block(quote: Quote, block: Entries, markers: str, language: str) -> str:
    """A list or a table, whole or in part; its marker stands on a line of its own after a table."""
    shown = block.shown(quote.entries or tuple(range(len(block.entries))))
    if quote.entries:
        shown = say("answer.excerpt", language, shown=str(len(quote.entries)), all=str(len(block.entries))) + f"\n\n{shown}"
    return f"{shown}\n\n{markers.lstrip()}" if block.opening else f"{shown}{markers}"


def _related(topics: tuple[Topic, ...]) -> tuple[Related, ...]:
    pieces = [(*topic.id.partition("#"), topic.title) for topic in topics]
    return tuple(Related(guide, anchor, title) for guide, _, anchor, title in pieces)
