"""The decision: from a message in its thread to an Answer, a Clarification, a NoAnswer or SmallTalk."""

from dataclasses import replace

from bot.answering.choosing import MAX_WORDS, WARNINGS, Chooser, reads_as, words_of
from bot.answering.confidence import Confidence
from bot.answering.courtesies import small_talk_in
from bot.answering.evidence import RULED_OUT, Evidence, Witness, question_features
from bot.answering.outcome import (
    Answer,
    AnsweredPart,
    Clarification,
    NoAnswer,
    Outcome,
    Quote,
    Result,
    SmallTalk,
    Topic,
)
from bot.answering.places import COVERED, NEUTRAL, PlaceNames, Places, scope_of, strictly
from bot.answering.question import Part, Question, Unreadable
from bot.answering.reading import MAX_CHARACTERS, clean
from bot.answering.rivalry import Rivalry
from bot.answering.thread import FollowUp, Turn, read_in_thread
from bot.answering.tracing import traced
from bot.answering.wants import wants_of
from indexer.guide import BOTH
from indexer.language import language_of
from indexer.search import Index

# In log-odds between two sections (see Confidence.order): how near a rival must be to be quoted, too.
SECOND_WITHIN = 1.5
# In a follow-up its own words count more than the thread's; the section just quoted is a little nearer than others.
OWN_WORDS = 6.0
AT_HAND = 0.2
# Country-neutral guidance answers for a country without guidance only when it is surer than usual (probability).
NEUTRAL_MARGIN = 0.1
# From this probability on, or when a section speaks of (nearly) all that a question names, it may be meant: a refusal says so.
UNSURE = 0.3
ALL_WORDS = 0.9
# Who follows up on an answer hardly changes the subject: a follow-up is answered when it is a little less sure (probability).
FOLLOW_UP_MARGIN = -0.2
# A question this near to a phrasing of the section, in the same words, is that phrasing, however short it is.
SAME_QUESTION = {"en": 0.75, "vi": 0.9}
_SAME_WORDS = 0.95
VERBATIM = 0.97
_TOPICS = 3
_TOPIC_LEAST = 0.3

# The parts of a question, each with the sections that may answer it, best first.
Weighed = list[tuple[Part, list[Evidence]]]


class Answerer:
    """Answers from one index; holds no state between questions."""

    def __init__(self, index: Index, confidence: Confidence) -> None:
        self.index = index
        self.names = PlaceNames(index.content.jurisdictions)
        self._confidence = confidence
        self._witness = Witness(index, self.names, confidence)
        self._rivalry = Rivalry(index.content, self._witness, confidence)
        self._chooser = Chooser(index)

    def reviewed(self) -> "Answerer":
        """One that answers from reviewed guidance alone."""
        return Answerer(self.index.reviewed(), self._confidence)

    def answer(
        self, text: str, audiences: frozenset[str], turns: tuple[Turn, ...] = (), language: str | None = None
    ) -> tuple[Outcome, Turn]:
        """What the guidance that `audiences` may see says to `text`, and the turn by which a follow-up understands it."""
        kind = small_talk_in(clean(text))
        if kind is not None:
            spoken = language or _detected(text, turns)
            return Outcome(SmallTalk(kind), spoken), Turn(text[:200], spoken, Places(), (), "small_talk")
        spelt = self.index.well_spelt(clean(text)) if len(text) <= MAX_CHARACTERS else text
        read = read_in_thread(spelt, turns, self.names, language)
        if isinstance(read, Unreadable):
            spoken = language or (turns[-1].language if turns else "en")
            return Outcome(NoAnswer(read.reason), spoken), Turn("", spoken, Places(), (), "small_talk")
        if read.alone is not None and self._stands_alone(read.alone, audiences):
            read = FollowUp(read.alone, (), turns[-1].places)
        return self._answer_question(read, audiences)

    def _stands_alone(self, question: Question, audiences: frozenset[str]) -> bool:
        """True when a short message is answered without the thread."""
        found = self._witness.evidence(question.parts[0], question.written, scope_of(question.places, audiences))
        return self._answers(found, question.written)

    def _answer_question(self, read: FollowUp, audiences: frozenset[str]) -> tuple[Outcome, Turn]:
        weighed = [(part, self._weigh(part, read, audiences)) for part in read.question.parts]
        read, weighed = self._as_one(read, weighed, audiences)
        question = read.question
        result = self._decide(weighed, read, audiences)
        sections = tuple(dict.fromkeys(quote.section_id for quote in _quotes(result)))
        status = {Answer: "answered", NoAnswer: "no_answer", Clarification: "clarify", SmallTalk: "small_talk"}[type(result)]
        places = question.places if question.places.covered or question.places.others else _places_of(result, read.assumed)
        turn = Turn(question.text[:400], question.language, places, sections, status)
        return Outcome(result, question.language, traced(question, weighed)), turn

    def _as_one(self, read: FollowUp, weighed: Weighed, audiences: frozenset[str]) -> tuple[FollowUp, Weighed]:
        """A question in parts is one where a section asks all of it, where none answers any part, or one section all of them."""
        question = read.question
        if len(weighed) < 2:
            return read, weighed
        whole = Part(question.text, "", question.places, wants_of(question.text))
        found = self._weigh(whole, read, audiences)
        asked = bool(found) and found[0].same >= VERBATIM
        if not asked and self._apart(weighed, question.written):
            return read, weighed
        return replace(read, question=replace(question, parts=(whole,))), [(whole, found)]

    def _apart(self, weighed: Weighed, written: str) -> bool:
        """True when the parts of a question have answers of their own."""
        answered = [self._answers(found, written) for _, found in weighed]
        return any(answered) and (not all(answered) or len({found[0].hit.id for _, found in weighed}) > 1)

    def _weigh(self, part: Part, read: FollowUp, audiences: frozenset[str]) -> list[Evidence]:
        """Evidence within the named country, or within the thread's if that holds an answer, or anywhere."""
        language = read.question.written
        if part.places.covered or part.places.others or not read.assumed.covered:
            found = self._witness.evidence(part, language, scope_of(part.places, audiences))
        else:
            found = self._witness.evidence(part, language, scope_of(read.assumed, audiences))
            if not self._answers(found, language):
                found = self._witness.evidence(part, language, scope_of(Places(), audiences))
        return self._prefer_at_hand(found, read.at_hand)

    def _prefer_at_hand(self, found: list[Evidence], at_hand: tuple[str, ...]) -> list[Evidence]:
        if not at_hand:
            return found
        lifted = [replace(e, order=e.order + OWN_WORDS * e.own + (AT_HAND if e.hit.id in at_hand else 0.0)) for e in found]
        return sorted(lifted, key=lambda e: (-e.order, e.hit.id))

    def _answers(self, found: list[Evidence], language: str, margin: float = 0.0) -> bool:
        """True when the guidance answers, judged by its best section; one that cannot give what is wanted never does."""
        if not found or (found[0].features["missing"] >= RULED_OUT and found[0].same < VERBATIM):
            return False
        if _asked_alike(found[0], language):
            return True
        return self._confidence.suffices(self._confidence.of_question(question_features(found)) - margin, language)

    def _decide(self, weighed: Weighed, read: FollowUp, audiences: frozenset[str]) -> Result:
        question = read.question
        if question.side_by_side:
            return self._side_by_side(weighed[0][0], question, audiences)
        undecided = self._undecided(weighed, question, audiences)
        if undecided and not read.after_clarifying:
            return Clarification(undecided)
        if undecided:
            return self._side_by_side(weighed[0][0], question, audiences)
        parts, room = [], MAX_WORDS
        margin = FOLLOW_UP_MARGIN if read.at_hand else 0.0
        answered = [
            self._answers(found, question.written, NEUTRAL_MARGIN if _only_others(part.places) else margin)
            and not (_only_others(part.places) and self.names.law_elsewhere(part.text))
            for part, found in weighed
        ]
        if not any(answered):
            nearest = self._topics([e for _, found in weighed for e in found if e.hit.dense >= _TOPIC_LEAST], question.language)
            others = question.places.others if not question.places.covered else ()
            return NoAnswer(self._why_not(weighed, bool(others)), nearest, others)
        for (part, found), yes in zip(weighed, answered, strict=True):
            quotes = self._compose(part, found, question, room // (1 if len(weighed) == 1 else 2)) if yes else []
            parts.append(AnsweredPart(tuple(quotes)))
        return self._answer(parts, [e for _, found in weighed for e in found], question, audiences)

    def _why_not(self, weighed: Weighed, elsewhere: bool) -> str:
        """Whether the guidance lacks what is asked, or may have it: asked too broadly, or in words unlike its own."""
        unsure = not elsewhere and any(self._may_answer(found) for _, found in weighed if found)
        return "unsure" if unsure else "not_covered"

    def _may_answer(self, found: list[Evidence]) -> bool:
        best = found[0].features
        if best["missing"]:
            return False
        return best["coverage"] >= ALL_WORDS or self._confidence.of_question(question_features(found)) >= UNSURE

    def _compose(self, part: Part, found: list[Evidence], question: Question, room: int) -> list[Quote]:
        """The best section, and the leads of those that lie close to it; what warns of something stands last, however long.

        Steps to take want the room for themselves.
        """
        best = found[0].hit.id
        quotes = self._chooser.quotes(best, part, question, room)
        steps = any(quote.block is not None and quote.block.ordered for quote in quotes)
        extra = [] if steps else self._beside(best, found, question, room)
        if extra:
            room -= words_of([quote for quote in extra if quote.statement.part not in WARNINGS])
            quotes = self._chooser.quotes(best, part, question, room)
        return sorted([*quotes, *extra], key=lambda quote: quote.statement.part in WARNINGS)

    def _beside(self, best: str, found: list[Evidence], question: Question, room: int) -> list[Quote]:
        """The leads, with their warnings, of sections close to the best one, as far as its own lead leaves room."""
        left = room - words_of(self._chooser.lead(best, question.language))
        extra: list[Quote] = []
        for identity in self._close(found, question.written):
            lead = self._chooser.lead(identity, question.language)
            if words_of(lead) <= left:
                left -= words_of(lead)
                extra += [*lead, *self._chooser.warnings(identity, question.language)]
        return extra

    def _close(self, found: list[Evidence], written: str) -> list[str]:
        """The second section where it may be the right one as well; not where the first is asked in its own words."""
        if _asked_alike(found[0], written):
            return []
        return [e.hit.id for e in found[1:2] if e.order >= found[0].order - SECOND_WITHIN and _together(found[0], e)]

    def _undecided(self, weighed: Weighed, question: Question, audiences: frozenset[str]) -> tuple[str, ...]:
        """The countries among which the answer to the first answered part differs, when none is named."""
        for part, found in weighed:
            if part.places.covered or part.places.others:
                return ()
            if self._answers(found, question.written):
                return self._rivalry.between(found, part, question.written, audiences)
        return ()

    def _side_by_side(self, part: Part, question: Question, audiences: frozenset[str]) -> Result:
        """What each country's guidance says: by a comparison that a guide draws, otherwise as found for each by itself."""
        drawn = self._drawn(part, question, audiences)
        if drawn is not None:
            return drawn
        parts, weighed = [], []
        for place in question.places.covered or COVERED:
            found = self._witness.evidence(part, question.written, strictly(place, audiences))
            weighed.extend(found)
            yes = self._answers(found, question.written)
            quotes = self._compose(part, found, question, MAX_WORDS // 2) if yes else []
            parts.append(AnsweredPart(tuple(quotes), place))
        if not any(p.quotes for p in parts):
            return NoAnswer("not_covered", self._topics(weighed, question.language))
        return self._answer(parts, weighed, question, audiences)

    def _drawn(self, part: Part, question: Question, audiences: frozenset[str]) -> Answer | None:
        """A comparison of the guidance: the lead of each country's section, then why they differ."""
        found = self._witness.evidence(part, question.written, strictly(BOTH, audiences))
        if not self._answers(found, question.written):
            return None
        content, best = self.index.content, found[0].hit.id
        sides = {content.guides[i.partition("#")[0]].jurisdiction: i for i in content.original(best).compares}
        parts = []
        for place in question.places.covered or COVERED:
            identity = sides.get(place)
            seen = identity is not None and audiences.intersection(content.guides[identity.partition("#")[0]].audience)
            quotable = identity is not None and seen and self.index.quotable(identity)
            quotes = self._chooser.whole_lead(identity, question.language) if identity is not None and quotable else []
            parts.append(AnsweredPart(tuple(quotes), place))
        parts.append(AnsweredPart(tuple(self._chooser.whole_lead(best, question.language)), BOTH))
        return self._answer(parts, found, question, audiences)

    def _answer(
        self, parts: list[AnsweredPart], weighed: list[Evidence], question: Question, audiences: frozenset[str]
    ) -> Answer:
        used = {quote.section_id for part in parts for quote in part.quotes}
        content = self.index.content
        replacing = [guide for identity in sorted(used) if (guide := content.superseded_by(identity))]
        # The title of a guide that the asker may not see is not told either.
        superseded = [guide.id if audiences.intersection(guide.audience) else "" for guide in replacing]
        others = [e for e in weighed if e.hit.id not in used and e.hit.dense >= _TOPIC_LEAST]
        return Answer(
            tuple(parts),
            self._topics(others, question.language),
            any(content.original(identity).counsel for identity in used),
            question.places.others,
            tuple(dict.fromkeys(superseded)),
        )

    def _topics(self, found: list[Evidence], language: str) -> tuple[Topic, ...]:
        topics: dict[str, Topic] = {}
        for evidence in sorted(found, key=lambda e: (-e.order, e.hit.id)):
            guide, section, spoken = self.index.content.section(evidence.hit.id, language)
            topics.setdefault(evidence.hit.id, Topic(evidence.hit.id, reads_as(guide, section, spoken)[1]))
        return tuple(topics.values())[:_TOPICS]


def _only_others(places: Places) -> bool:
    return bool(places.others) and not places.covered


def _asked_alike(best: Evidence, written: str) -> bool:
    """True when a question is one of the section's own, word for word or nearly."""
    same = best.features["asked"] >= SAME_QUESTION[written] and best.features["coverage"] >= _SAME_WORDS
    return best.same >= VERBATIM or (same and not best.features["missing"])


def _together(first: Evidence, second: Evidence) -> bool:
    return second.hit.jurisdiction in (first.hit.jurisdiction, NEUTRAL)


def _quotes(result: Result) -> list[Quote]:
    return [quote for part in result.parts for quote in part.quotes] if isinstance(result, Answer) else []


def _places_of(result: Result, assumed: Places) -> Places:
    """The country of an answer becomes the thread's when nobody named one."""
    places = {quote.guide.jurisdiction for quote in _quotes(result)} & set(COVERED)
    return Places(tuple(places)) if len(places) == 1 else assumed


def _detected(text: str, turns: tuple[Turn, ...]) -> str:
    spoken = language_of(clean(text))
    return "vi" if spoken == "vi" else (turns[-1].language if turns else "en")
