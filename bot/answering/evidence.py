"""Evidence is a section that may answer a part of a question, with what speaks for and against it."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.answering.confidence import Confidence
from bot.answering.places import NEUTRAL, PlaceNames
from bot.answering.question import Part
from bot.answering.reading import content_words
from bot.answering.wants import decisive, missing_wants, other_law, other_year
from indexer.search import Index, Scope, SearchHit
from indexer.sentences import split_sentences
from indexer.text import STOP_WORDS, fold, stem, terms, words

CANDIDATES = 8
MAX_SEGMENTS = 4
_TELLING = 5
# From so many content words on, a question is not short.
_SHORT = 8
_MUCH = 25.0
_MANY = 6
RULED_OUT = 5.0
_RIGHTS = frozenset({"patent", "utility-solution", "trademark", "industrial-design", "copyright", "geographical-indication"})
# Under which of a guide's subjects a kind of right falls.
_SUBJECTS = {"utility-solution": "patent", "industrial-design": "design", "geographical-indication": "geographical_indication"}
# In log-odds: what a section tells in passing of another kind of right than its own counts less.
BESIDE = 2.0
# Where a country is named, its own guidance goes before the country-neutral.
NEUTRAL_BESIDE = 1.0
_NUMBER_WEIGHT = 0.3
# A BM25 score that few questions reach.
_STRONG = 60.0
_SYLLABLE_ALONE = 0.5


@dataclass(frozen=True)
class Evidence:
    """A found section with what speaks for it; `order` ranks it among its rivals.

    `own` says how well the part's own words alone, without its story or thread, fit the section (0 to 2);
    `same` how near they come to one of its phrasings or its heading (1 for the very same words).
    """

    hit: SearchHit
    features: dict[str, float]
    order: float
    own: float = 0.0
    same: float = 0.0


@dataclass(frozen=True)
class Overlap:
    """Weights (rarity) of a text's words: in all, in a section's vocabulary, in no section's."""

    total: float
    covered: float
    unknown: float

    @property
    def share(self) -> float:
        """How much of the text the section covers, from 0 to 1."""
        return self.covered / self.total if self.total else 0.0


def question_features(found: list[Evidence]) -> dict[str, float]:
    """What speaks for an answer at all: the best section, and how far it stands out among the others.

    A short question has little to match: for it the same values mean something else, told again as `short_…`.
    """
    best, others = found[0].features, [e.features["whole"] for e in found[1:]]
    margin = best["whole"] - sum(others) / len(others) if others else 0.0
    short = max(0.0, 1 - math.expm1(best["length"]) / _SHORT)
    shortened = {f"short_{name}": short * best[name] for name in ("asked", "coverage", "whole", "gap", "subject")}
    again = {
        "missing": min(best["missing"], 1.0),
        "margin": margin,
        "root_matched": math.sqrt(best["matched"]),
        "nearer_miss": max(0.0, best["near_miss"] - best["asked"]),
    }
    return {**best, **again, "short": short, **shortened}


def segments(part: Part) -> list[str]:
    """The texts by which a part is compared: the question, its story, and the story's telling sentences."""
    told = [s for s in split_sentences(part.context) if len(words(s)) >= _TELLING]
    return list(dict.fromkeys([part.text, part.whole, *told[:MAX_SEGMENTS]]))


def named(part: Part) -> str:
    """What a part names: its own words, or its whole story where these are few ("Is he right?")."""
    return part.text if len(words(part.text)) > _TELLING else part.whole


class Witness:
    """Examines the sections of one index for parts of questions."""

    def __init__(self, index: Index, names: PlaceNames, confidence: Confidence) -> None:
        self._index = index
        self._names = names
        self._confidence = confidence
        self._vocabulary = lru_cache(maxsize=2_000)(self._read_vocabulary)
        self._told = lru_cache(maxsize=200)(self._read_guide)

    def evidence(self, part: Part, language: str, scope: Scope) -> list[Evidence]:
        """The likeliest sections for a part, best first."""
        hits = self._hits(part, language, scope)
        about = self._about(part, language)
        found = [self._examine(hit, part, about) for hit in hits.values()]
        return sorted(found, key=lambda e: (-e.order, e.hit.id))

    def _hits(self, part: Part, language: str, scope: Scope) -> dict[str, SearchHit]:
        """Sections found for the whole message, each with its score there; and those found for the question alone."""
        hits = {hit.id: hit for hit in self._index.search(part.whole, CANDIDATES, scope, language)}
        for hit in self._index.search(part.text, CANDIDATES, scope, language) if part.context else ():
            known = hits.get(hit.id, replace(hit, score=0.0))
            hits[hit.id] = replace(known, score=(known.score + hit.score) / 2)
        return hits

    def _about(self, part: Part, language: str) -> dict[str, float]:
        """What a part is like by itself: how long, how much of it are terms of the field, how like what has no answer."""
        folded = [fold(word) for word in words(part.whole)]
        concepts = self._index.glossary.concepts(folded, language)
        return {
            "length": math.log1p(len(content_words(part.whole))),
            "concepts": min(len(concepts), _MANY) / _MANY,
            "near_miss": max(self._index.near_miss(text, language) for text in {part.text, part.whole}),
        }

    def _examine(self, hit: SearchHit, part: Part, about: dict[str, float]) -> Evidence:
        number = self._index.number_of(hit.id, hit.language)
        by_text = {text: self._index.similar(number, self._index.query_vector(text)) for text in segments(part)}
        alike, wide = by_text[part.text], self._names.countrywide(part.whole, hit.language)
        whole = by_text[part.whole] if wide == part.whole else self._index.similar(number, self._index.query_vector(wide))
        by_text[wide] = whole
        similar: dict[str, float] = {}
        for kind, value in (pair for found in by_text.values() for pair in found.items()):
            similar[kind] = max(similar.get(kind, 0.0), value)
        asked = self._overlap(named(part), hit.id, hit.language)
        told = self._overlap(part.whole, hit.id, hit.language)
        own = self._overlap(part.text, hit.id, hit.language)
        features = {
            "asked": max(similar.get("phrasing", 0.0), similar.get("heading", 0.0)),
            "told": max(similar.get("text", 0.0), similar.get("statement", 0.0)),
            "whole": max(whole.values(), default=0.0),
            "coverage": asked.share,
            "story": told.share,
            "matched": min(1.0, told.covered / _MUCH),
            "unknown": asked.unknown / asked.total if asked.total else 0.0,
            "missing": self._missing(part, hit),
            "subject": self._subject(part, hit),
            "neutral": 1.0 if part.places.covered and hit.jurisdiction == NEUTRAL else 0.0,
            "found": hit.score,
            "gap": self._gap(named(part), hit),
            "bm25": min(1.0, hit.lexical / _STRONG),
            "year": float(other_year(part.text, self._text(hit.id, hit.language))),
            "law": float(other_law(part.whole, self._text(hit.id, hit.language), self._told(hit.id.partition("#")[0]))),
            **about,
        }
        same = max(alike.get("phrasing", 0.0), alike.get("heading", 0.0))
        order = self._confidence.order(features) - NEUTRAL_BESIDE * features["neutral"]
        order -= BESIDE if self._beside(part, hit) else 0.0
        return Evidence(hit, features, order, own.share + max(alike.values(), default=0.0), same)

    def _missing(self, part: Part, hit: SearchHit) -> float:
        """0 when the section can give what is wanted, 1 when it cannot, RULED_OUT when that decides."""
        text = self._text(hit.id, hit.language)
        missing = self._missing_everywhere(part.wants, hit)
        if decisive(missing) or self._other_right(part, hit):
            return RULED_OUT
        if "count" in part.wants and other_year(part.text, text):
            return RULED_OUT
        late = "amount" in part.wants and other_year(part.text, text)
        return 1.0 if missing or late else 0.0

    def _missing_everywhere(self, wants: frozenset[str], hit: SearchHit) -> frozenset[str]:
        """What no statement gives by itself, read under its heading: a fee here and an amount there are no price."""
        _, section, _ = self._index.content.section(hit.id, hit.language)
        missing = wants
        for statement in section.statements:
            if not missing:
                break
            missing &= missing_wants(missing, f"{section.heading} {section.spoken(statement)}")
        return missing

    def _other_right(self, part: Part, hit: SearchHit) -> bool:
        """True when a part names a kind of right (a design, say) and the section speaks of other kinds alone.

        A section that names no kind may hold for all of them.
        """
        named, vocabulary = self._rights_in(part.text, hit.language), self._vocabulary(hit.id, hit.language)
        spoken_of = {right for right in _RIGHTS if f"§{right}" in vocabulary}
        return bool(named) and bool(spoken_of) and named.isdisjoint(spoken_of)

    def _beside(self, part: Part, hit: SearchHit) -> bool:
        """True when a part names a kind of right that is neither the guide's subject nor in the heading."""
        guide, section, _ = self._index.content.section(hit.id, hit.language)
        subjects = set(guide.rights)
        named = {_SUBJECTS.get(right, right) for right in self._rights_in(part.text, hit.language)}
        if not named or subjects & {"any", "contract"} or subjects & named:
            return False
        return not named & {_SUBJECTS.get(right, right) for right in self._rights_in(section.heading, hit.language)}

    def _rights_in(self, text: str, language: str) -> set[str]:
        """The kinds of right that a text names, by their terms."""
        folded = [fold(word) for word in words(text)]
        return {identity for identity, _, _ in self._index.glossary.concepts(folded, language)} & _RIGHTS

    def _gap(self, text: str, hit: SearchHit) -> float:
        """How rare the rarest word is that the section lacks, from 0 (lacks none) to 1 (no section has it)."""
        lexical = self._index.lexical[hit.language]
        vocabulary = self._vocabulary(hit.id, hit.language)
        folded = [fold(word) for word in words(text)]
        in_concept = self._covered_by_concepts(folded, hit.language, vocabulary)
        passed = in_concept | self._names.spans(text)
        worst = 0.0
        for number, word in enumerate(folded):
            if number in passed or word in STOP_WORDS[hit.language] or word[0].isdigit():
                continue
            known = lexical.known(stem(word) if hit.language == "en" else word)
            if known is None or known not in vocabulary:
                worst = max(worst, lexical.weight(known or word) / lexical.unknown_weight)
        return worst

    def _subject(self, part: Part, hit: SearchHit) -> float:
        """How many of the terms of the field that a part names the section speaks of, from 0 to 1; 1 when it names none."""
        folded = [fold(word) for word in words(part.whole)]
        named = {identity for identity, _, _ in self._index.glossary.concepts(folded, hit.language)}
        vocabulary = self._vocabulary(hit.id, hit.language)
        return sum(f"§{identity}" in vocabulary for identity in named) / len(named) if named else 1.0

    def _overlap(self, text: str, identity: str, language: str) -> Overlap:
        lexical = self._index.lexical.get(language)
        vocabulary = self._vocabulary(identity, language)
        if lexical is None:
            return Overlap(0.0, 0.0, 0.0)
        places, cues = self._names.spans(text, cues=False), self._names.spans(text)
        folded = [fold(word) for word in words(text)]
        in_concept = self._covered_by_concepts(folded, language, vocabulary)
        total = covered = unknown = 0.0
        for number, word in enumerate(folded):
            if number in places or word in STOP_WORDS[language]:
                continue
            term = stem(word) if language == "en" else word
            known = lexical.known(term)
            if number in cues and known not in vocabulary:  # a city says where; an authority that the section names says more
                continue
            weight = lexical.weight(known or term) * (_NUMBER_WEIGHT if word[0].isdigit() else 1.0)
            total += weight
            unknown += 0.0 if known or number in in_concept else weight
            covered += weight * (1.0 if number in in_concept else self._share(known, number, folded, language, vocabulary))
        return Overlap(total, covered, unknown)

    def _share(self, known: str | None, number: int, folded: list[str], language: str, vocabulary: frozenset[str]) -> float:
        if known is None or known not in vocabulary:
            return 0.0
        if language == "en":
            return 1.0
        before = f"{folded[number - 1]}_{folded[number]}" if number else ""
        after = f"{folded[number]}_{folded[number + 1]}" if number + 1 < len(folded) else ""
        return 1.0 if before in vocabulary or after in vocabulary else _SYLLABLE_ALONE

    def _covered_by_concepts(self, folded: list[str], language: str, vocabulary: frozenset[str]) -> set[int]:
        found = self._index.glossary.concepts(folded, language)
        return {n for identity, first, after in found if f"§{identity}" in vocabulary for n in range(first, after)}

    def _read_vocabulary(self, identity: str, language: str) -> frozenset[str]:
        phrasings = [p.text for p in self._index.content.original(identity).asked_as if p.language == language]
        text = "\n".join([self._text(identity, language), *phrasings])
        return frozenset(terms(text, language, self._index.glossary))

    def _read_guide(self, identity: str) -> str:
        """All that a guide says, in its first language."""
        return "\n".join(section.text for section in self._index.content.guides[identity].sections)

    def _text(self, identity: str, language: str) -> str:
        guide, section, _ = self._index.content.section(identity, language)
        title = guide.translations[language].title if language in guide.translations else guide.title
        return f"{title}\n{section.heading}\n{section.text}"
