"""Hybrid search over one snapshot: filters first, then vectors and BM25 fused within a language, routed across languages."""

import logging
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.checklist import Checklist
from indexer.checklist_file import parse_checklists
from indexer.content import Content
from indexer.diacritics import Diacritics
from indexer.embedder import Embedder, Vectors
from indexer.entry import ROW_KINDS
from indexer.entry_file import load_entries
from indexer.errors import BrokenSnapshot, UnusableModel
from indexer.language import language_of
from indexer.lexical import LexicalIndex
from indexer.model_folder import serving_embedder
from indexer.snapshot import Manifest, SnapshotStore
from indexer.spelling import Spelling, load_dictionary, unlisted
from indexer.text import Glossary, terms
from indexer.vectors import VectorIndex

log = logging.getLogger(__name__)

# (folder of exported models, fingerprint) to the embedder with that fingerprint.
LoadModel = Callable[[Path, str], Embedder]

# Weight of the vectors against BM25, each scaled to its best hit; set on the tuning half of the golden questions.
DENSE_WEIGHT = {"en": 0.6, "vi": 0.35}
_CANDIDATES = 200
_SUPERSEDED = 0.75
_FOREIGN_LANGUAGE = 0.9
# In characters: a longer message is long enough to be understood, and each unknown word takes time.
_MENDED_UP_TO = 2_000
# Below any likeness.
_NOT_COMPARED = -9.0


@dataclass(frozen=True)
class Scope:
    """What may be found: None means everything."""

    jurisdictions: frozenset[str] | None = None
    audiences: frozenset[str] | None = None


@dataclass(frozen=True)
class SearchHit:
    """A found entry; `dense` is its best likeness (1 for the same text), `lexical` its BM25 score."""

    id: str
    score: float
    language: str
    title: str
    jurisdiction: str
    dense: float
    lexical: float


class Index:
    """One snapshot, loaded and verified; immutable, safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest, embedder: Embedder) -> None:
        self.manifest = manifest
        self.version = folder.name
        self.embedder = embedder
        self.content = Content.load(folder / "content.json")
        # Read at once: a later build may sweep the folder away.
        self._checklists = (folder / "checklists.json").read_bytes()
        self._dictionary = load_dictionary(folder)
        self.glossary = Glossary(self.content.glossary)
        self.entries = load_entries(folder / "entries.jsonl")
        self._rows = np.load(folder / "rows.npy", allow_pickle=False)
        self._owner = self._rows["entry"].astype(np.int64)
        self._vectors = VectorIndex.load(folder / "vectors.faiss")
        self.lexical = {path.name.removeprefix("lexical-"): LexicalIndex.load(path) for path in sorted(folder.glob("lexical-*"))}
        self._beside = self._rows["kind"] == ROW_KINDS.index("near_miss")
        self._first_row = np.searchsorted(self._owner, np.arange(len(self.entries) + 1))
        self._with_rows = np.diff(self._first_row) > 0
        languages = np.array([entry.language for entry in self.entries])
        self._in_language = {str(language): languages == language for language in np.unique(languages)}
        beside = np.flatnonzero(self._beside)
        spoken = languages[self._owner[beside]]
        self._near_misses = {str(language): beside[spoken == language] for language in np.unique(spoken)}
        self._standing = np.array([_SUPERSEDED if entry.superseded else 1.0 for entry in self.entries], dtype=np.float32)
        self._allowed = lru_cache(maxsize=256)(self._find_allowed)
        self._only_reviewed = False
        self._number = {(entry.id, entry.language): number for number, entry in enumerate(self.entries)}
        self.query_vector = lru_cache(maxsize=256)(self._embed)
        self._check_shape()

    @cached_property
    def checklists(self) -> dict[str, Checklist]:
        """The checklists by id; raises BrokenSnapshot. Parsed when first wanted: a question needs none."""
        return parse_checklists(self._checklists)

    @cached_property
    def _diacritics(self) -> Diacritics:
        """Counted when first wanted, which takes a tenth of a second: a question in English needs none."""
        return Diacritics(self.content.texts("vi"))

    @cached_property
    def _spelling(self) -> Spelling:
        """Counted when first wanted, which takes a tenth of a second: a question in the words of the dictionary needs none."""
        foreign = [*self.content.texts("vi"), *self.content.place_names()]
        return Spelling(self._dictionary, self.content.written("en"), self.content.asked("en"), foreign)

    def well_spelt(self, text: str) -> str:
        """An English text with its misspelt words as the guidance writes them; any other as it is."""
        if len(text) > _MENDED_UP_TO or language_of(text) != "en":
            return text
        return self._spelling.mended(text) if unlisted(text, self._dictionary) else text

    def warm_up(self) -> None:
        """Does at once what the first questions would wait for."""
        self._diacritics.restored("")
        self._spelling.mended("")

    def _embed(self, text: str) -> Vectors:
        """A model knows Vietnamese by its diacritics, which are put back into shouted text as well."""
        if language_of(text) != "vi":
            return self.embedder.query(text)
        return self.embedder.query(self._diacritics.restored(text.lower() if text.isupper() else text))

    def _check_shape(self) -> None:
        rows, entries = self.manifest.rows, self.manifest.entries
        counts = (self._vectors.count, len(self._rows), len(self.entries))
        if counts != (rows, rows, entries) or self._vectors.dimension != self.manifest.dimension:
            raise BrokenSnapshot(f"snapshot {self.version}: its parts do not belong together")
        if self.embedder.fingerprint != self.manifest.model:
            raise BrokenSnapshot(f"snapshot {self.version}: made with another model; run: python -m indexer build")

    def search(
        self, query: str, k: int = 10, scope: Scope | None = None, language: str | None = None, route: str = "hybrid"
    ) -> list[SearchHit]:
        """The best `k` entries within `scope`, best first, one an id; `route` may be dense or lexical, to compare."""
        spoken = language or language_of(query)
        allowed = self._allowed(scope or Scope())
        hits: dict[str, SearchHit] = {}
        for group in self._groups(spoken, allowed):
            for hit in self._search_group(query, group, spoken, allowed & self._in_language[group], max(k, 20), route):
                if hit.id not in hits or hits[hit.id].score < hit.score:
                    hits[hit.id] = hit
        return sorted(hits.values(), key=lambda hit: (-hit.score, hit.id))[:k]

    def reviewed(self) -> "Index":
        """A view of the same snapshot in which only guides that counsel has reviewed can be found."""
        view = copy(self)
        view._only_reviewed = True
        view._allowed = lru_cache(maxsize=256)(view._find_allowed)
        return view

    def quotable(self, identity: str) -> bool:
        """True for a section that may be quoted from this view; a collection without guides has nothing to review."""
        guide = self.content.guides.get(identity.partition("#")[0])
        return not self._only_reviewed or guide is None or guide.last_reviewed_on is not None

    def statement_similarities(self, query: str, identity: str, language: str) -> dict[int, float]:
        """Cosine of a query to each statement of a section, by the statement's number."""
        number = self._number.get((identity, language))
        if number is None:
            return {}
        rows = np.arange(self._first_row[number], self._first_row[number + 1])
        rows = rows[self._rows["kind"][rows] == ROW_KINDS.index("statement")]
        found = self._likeness(self._vectors.similarities(self.query_vector(query), rows))
        return {int(self._rows["ref"][row]): float(score) for row, score in zip(rows, found, strict=True)}

    def _find_allowed(self, scope: Scope) -> NDArray[np.bool_]:
        places, audiences = scope.jurisdictions, scope.audiences
        return np.array(
            [
                (places is None or not entry.jurisdiction or entry.jurisdiction in places)
                and (audiences is None or bool(audiences.intersection(entry.audience)))
                and self.quotable(entry.id)
                for entry in self.entries
            ],
            dtype=bool,
        )

    def _groups(self, spoken: str, allowed: NDArray[np.bool_]) -> list[str]:
        """The languages of entries to search: every section has an entry in each; a collection may have one language."""
        present = [language for language, mine in self._in_language.items() if (allowed & mine).any()]
        if self.content.guides:
            return [spoken if spoken in present else "en"] if present else []
        return present

    def _search_group(
        self, query: str, group: str, spoken: str, mine: NDArray[np.bool_], count: int, route: str
    ) -> list[SearchHit]:
        weight = self._dense_weight(group, spoken, route)
        lexical = self._lexical_scores(query, group, mine) if weight < 1 else np.zeros(len(mine), np.float32)
        dense = self._dense_scores(self.query_vector(query), mine, lexical) if weight > 0 else np.zeros(len(mine), np.float32)
        # Each is scaled to its best hit, so that the weight means the same for every query.
        fused = weight * np.maximum(dense, 0) / (dense.max(initial=0) or 1.0)
        fused += (1 - weight) * lexical / (lexical.max(initial=0) or 1.0)
        fused *= self._standing * (_FOREIGN_LANGUAGE if group != spoken else 1.0)
        found = np.flatnonzero(mine & ((lexical > 0) | (dense > _NOT_COMPARED) if weight > 0 else lexical > 0))
        best = found[np.argsort(-fused[found], kind="stable")[:count]]
        return [self._hit(int(n), float(fused[n]), float(dense[n]), float(lexical[n])) for n in best]

    def _hit(self, number: int, score: float, dense: float, lexical: float) -> SearchHit:
        entry = self.entries[number]
        return SearchHit(entry.id, score, entry.language, entry.title, entry.jurisdiction, dense, lexical)

    def _dense_weight(self, group: str, spoken: str, route: str) -> float:
        """Across languages one of the two is noise: BM25 beside a multilingual model, the vectors beside an English one."""
        if route != "hybrid":
            return 1.0 if route == "dense" else 0.0
        if group != spoken:
            return 1.0 if self.embedder.cross_language else 0.0
        if group == "vi" and self.embedder.cross_language:
            return DENSE_WEIGHT["en"]
        return DENSE_WEIGHT["vi"] if group != "en" else DENSE_WEIGHT["en"]

    def _lexical_scores(self, query: str, group: str, mine: NDArray[np.bool_]) -> Vectors:
        """The BM25 score of each entry; 0 outside the group and the scope."""
        index = self.lexical[group]
        scores = np.zeros(len(mine), dtype=np.float32)
        scores[index.entries] = index.scores(self.query_terms(query, group))
        return np.where(mine, scores, np.float32(0))

    def query_terms(self, query: str, group: str) -> list[str]:
        """The terms of a query as the entries of that language know them, misspellings mended."""
        reading = "vi" if group == "vi" else "en"
        index = self.lexical[group]
        found = [index.known(term) for term in terms(query, reading, self.glossary)]
        return [term for term in found if term is not None]

    def _dense_scores(self, vector: Vectors, mine: NDArray[np.bool_], lexical: Vectors) -> Vectors:
        """The best likeness of each entry's rows; a large index compares the rows near the vector and the best lexical hits."""
        best = np.full(len(mine), _NOT_COMPARED, dtype=np.float32)
        if not mine.any():
            return best
        cosines = self._vectors.all_similarities(vector)
        if cosines is not None:
            likeness = np.where(self._beside, np.float32(_NOT_COMPARED), self._likeness(cosines))
            best[self._with_rows] = np.maximum.reduceat(likeness, self._first_row[:-1][self._with_rows])
            return np.where(mine, best, np.float32(_NOT_COMPARED))
        allowed = mine[self._owner] & ~self._beside
        rows, cosines = self._vectors.nearest(vector, _CANDIDATES, None if allowed.all() else np.flatnonzero(allowed))
        np.maximum.at(best, self._owner[rows], self._likeness(cosines))
        for number in np.argsort(-lexical)[:_CANDIDATES]:
            if lexical[number] > 0 and best[number] == _NOT_COMPARED:
                best[number] = max(self.similar(int(number), vector).values(), default=_NOT_COMPARED)
        return best

    def _likeness(self, cosines: Vectors) -> Vectors:
        """Cosines on a scale that does not depend on the model: 0 for texts that have nothing in common, 1 for the same text."""
        scaled: Vectors = (cosines - self.embedder.background) / (1 - self.embedder.background)
        return scaled

    def similar(self, number: int, vector: Vectors) -> dict[str, float]:
        """The best likeness of an entry's rows, by kind; near misses are none of them."""
        rows = np.arange(self._first_row[number], self._first_row[number + 1])
        rows = rows[~self._beside[rows]]
        best: dict[str, float] = {}
        for row, found in zip(rows, self._likeness(self._vectors.similarities(vector, rows)), strict=True):
            kind = ROW_KINDS[self._rows["kind"][row]]
            best[kind] = max(best.get(kind, -1.0), float(found))
        return best

    def near_miss(self, text: str, language: str) -> float:
        """How like a text is to the nearest question that no guidance answers; 0 where there is none."""
        rows = self._near_misses.get(language)
        if rows is None:
            return 0.0
        return max(0.0, float(self._likeness(self._vectors.similarities(self.query_vector(text), rows)).max()))

    def number_of(self, identity: str, language: str) -> int:
        """The number of an entry; raises KeyError."""
        return self._number[identity, language]


def open_index(store: SnapshotStore, load: LoadModel = serving_embedder) -> Index:
    """The current snapshot, or the last good one if the current is broken; raises BrokenSnapshot if there is none."""
    refused: dict[str, str] = {}
    # Looked at anew each time: builds that run meanwhile may replace every version that was there before.
    while left := [version for version in store.candidates() if version not in refused]:
        try:
            index = open_version(store, left[0], load)
        except (BrokenSnapshot, UnusableModel) as error:
            refused[left[0]] = str(error)
            continue
        for version, reason in refused.items():
            log.error("%s; trying the one before", reason, extra={"action": "snapshot_refused", "version": version})
        return index
    reasons = dict.fromkeys(refused.values()) or [f"there is no index in {store.root}; run: python -m indexer build"]
    raise BrokenSnapshot("; ".join(reasons))


def open_version(store: SnapshotStore, version: str, load: LoadModel = serving_embedder) -> Index:
    """One verified version; raises BrokenSnapshot or UnusableModel."""
    manifest = store.verify(version)
    embedder = load(store.models, manifest.model)
    try:
        return Index(store.folder(version), manifest, embedder)
    except BrokenSnapshot:
        raise
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError) as error:
        # A file that vanished since it was verified, or one of another make under a manifest that fits it.
        raise BrokenSnapshot(f"snapshot {version} cannot be opened: {error!r}") from None
