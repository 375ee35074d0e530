"""Phrasings as practice questions: each is asked of an index that was built without it."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.answering.answerer import Answerer, scope_of
from bot.answering.confidence import Confidence
from bot.answering.evidence import Evidence, Witness
from bot.answering.question import Question
from bot.answering.reading import read_message
from indexer.build import build
from indexer.content import Content
from indexer.embedder import Embedder, Vectors
from indexer.entry import section_entries
from indexer.search import Index, open_index
from indexer.snapshot import SnapshotStore

FOLDS = 5
AUDIENCES = frozenset({"public", "employees"})


@dataclass(frozen=True)
class HeldOut:
    """A phrasing, what was found for it without it, and what was found beside the sections that rest on its facts."""

    language: str
    found: list[Evidence]
    beside: list[Evidence]


class RememberingEmbedder:
    """Embeds each text once, however many indexes it goes into."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.fingerprint = embedder.fingerprint
        self.dimension = embedder.dimension
        self.cross_language = embedder.cross_language
        self.background = embedder.background
        self._known: dict[tuple[str, str], Vectors] = {}

    def query(self, text: str) -> Vectors:
        return self.queries([text])[0]

    def queries(self, texts: Sequence[str], progress: str | None = None) -> Vectors:
        return self._vectors("query", texts)

    def passages(self, texts: Sequence[str], progress: str | None = None) -> Vectors:
        return self._vectors("passage", texts)

    def _vectors(self, kind: str, texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if (kind, text) not in self._known]
        embed = self._embedder.queries if kind == "query" else self._embedder.passages
        self._known |= {(kind, text): vector for text, vector in zip(missing, embed(missing), strict=True)}
        return np.array([self._known[kind, text] for text in texts], dtype=np.float32).reshape(len(texts), self.dimension)


def held_out(index: Index, confidence: Confidence) -> Iterator[HeldOut]:
    """All phrasings of an index's guidance, a fifth at a time taken out of it."""
    embedder = RememberingEmbedder(index.embedder)
    facts = {f"{g.id}#{s.anchor}": set(s.facts) for g in index.content.guides.values() for s in g.sections}
    for fold in range(FOLDS):
        content, asked = _without(index.content, fold)
        with tempfile.TemporaryDirectory() as folder:
            store = SnapshotStore(Path(folder))
            build(section_entries(content), content, store, embedder, quiet=True)
            reduced = open_index(store, lambda _folder, _model: embedder)
            for identity, text in asked:
                found = _found(reduced, confidence, text)
                if found is not None:
                    language, evidence = found
                    beside = [e for e in evidence if not facts[identity] & facts[e.hit.id]]
                    yield HeldOut(language, evidence, beside)


def _found(index: Index, confidence: Confidence, text: str) -> tuple[str, list[Evidence]] | None:
    names = Answerer(index, confidence).names
    read = read_message(text, names)
    if not isinstance(read, Question):
        return None
    part = read.parts[0]
    found = Witness(index, names, confidence).evidence(part, read.written, scope_of(part.places, AUDIENCES))
    return (read.written, found) if found else None


def _without(content: Content, fold: int) -> tuple[Content, list[tuple[str, str]]]:
    """(the content without every fifth phrasing, the section and words of each that was taken out)."""
    guides, asked = {}, []
    for guide in content.guides.values():
        sections = []
        for section in guide.sections:
            taken = [p for number, p in enumerate(section.asked_as) if number % FOLDS == fold]
            asked += [(f"{guide.id}#{section.anchor}", phrasing.text) for phrasing in taken]
            sections.append(replace(section, asked_as=tuple(p for p in section.asked_as if p not in taken)))
        guides[guide.id] = replace(guide, sections=tuple(sections))
    return replace(content, guides=guides), asked
