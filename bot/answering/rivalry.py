"""Tells where the answer depends on the country: sections of two countries that answer a question about alike."""

from dataclasses import replace

from bot.answering.confidence import Confidence
from bot.answering.evidence import Evidence, Witness, question_features
from bot.answering.places import COVERED, Places, strictly
from bot.answering.question import Part
from indexer.content import Content

# In log-odds between two sections (see Confidence.order): how near a rival must be, and a counterpart that is asked alike.
_WITHIN = 1.5
_COUNTERPART_WITHIN = 6.0
# How alike a counterpart's section must be asked; the model finds all Vietnamese texts rather alike.
_LIKENESS = {"en": 0.48, "vi": 0.85}
# A country is offered as a choice when its guidance answers with this probability.
_OFFERED = 0.1


class Rivalry:
    """Compares the countries' sections of one index."""

    def __init__(self, content: Content, witness: Witness, confidence: Confidence) -> None:
        self._content = content
        self._witness = witness
        self._confidence = confidence

    def between(self, found: list[Evidence], part: Part, written: str, audiences: frozenset[str]) -> tuple[str, ...]:
        """The countries to choose from, in the order of COVERED; none where one country's section stands out."""
        best = found[0]
        if best.hit.jurisdiction not in COVERED:
            return ()
        counterparts = self._content.guides[best.hit.id.partition("#")[0]].counterparts
        near = [e for e in found if _rivals(best, e, counterparts, written)]
        places = tuple(place for place in COVERED if any(e.hit.jurisdiction == place for e in [best, *near]))
        places = tuple(place for place in places if self._may_answer(place, part, written, audiences))
        return places if len(places) > 1 else ()

    def _may_answer(self, place: str, part: Part, written: str, audiences: frozenset[str]) -> bool:
        """True when who then names this country will not be refused."""
        found = self._witness.evidence(replace(part, places=Places((place,))), written, strictly(place, audiences))
        return bool(found) and self._confidence.of_question(question_features(found)) >= _OFFERED


def _rivals(best: Evidence, other: Evidence, counterparts: tuple[str, ...], written: str) -> bool:
    """A section of a counterpart guide that is asked alike and not far behind, or one as sure as the best."""
    if other.hit.id.partition("#")[0] in counterparts and other.order >= best.order - _COUNTERPART_WITHIN:
        return other.features["asked"] >= _LIKENESS[written]
    return other.order >= best.order - _WITHIN
