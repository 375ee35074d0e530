"""Builds a snapshot: entries to rows, rows to vectors (unchanged ones are reused), terms to BM25, all published at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.check import check
from indexer.checklist_file import save_checklists
from indexer.content import Content
from indexer.embedder import Embedder, Vectors
from indexer.entry import ROW_KINDS, Entry, Row, corpus_entries, section_entries
from indexer.entry_file import save_entries
from indexer.errors import BrokenSnapshot, ContentProblem
from indexer.fingerprint import fingerprint
from indexer.knowledge import read_knowledge
from indexer.lexical import LexicalIndex
from indexer.snapshot import SnapshotStore
from indexer.spelling import save_dictionary
from indexer.text import Glossary, terms
from indexer.vectors import VectorIndex

Documents = tuple[list[int], list[list[str]]]
LoadEmbedder = Callable[[], Embedder]
ROW_TYPE = np.dtype([("entry", "<i4"), ("kind", "<u1"), ("ref", "<i4"), ("text", "S32")])


@dataclass(frozen=True)
class BuildReport:
    """What a build did; `embedded` counts the rows whose vectors had to be computed."""

    version: str
    content_hash: str
    entries: int
    rows: int
    embedded: int


def build_knowledge(root: Path, store: SnapshotStore, load: LoadEmbedder, quiet: bool = True) -> BuildReport:
    """Checks and builds a knowledge folder; raises ContentProblem (one line a problem) or what `load` raises."""
    knowledge = read_knowledge(root)
    problems = check(knowledge)
    if problems:
        raise ContentProblem("\n".join(str(problem) for problem in problems))
    content = Content.of(knowledge)
    return build(section_entries(content), content, store, load(), quiet)


def build_corpus(path: Path, store: SnapshotStore, load: LoadEmbedder, quiet: bool = True) -> BuildReport:
    """Builds any collection of {"_id", "title", "text"} lines; raises ContentProblem or what `load` raises."""
    entries = list(corpus_entries(path))
    if not entries:
        raise ContentProblem(f"{path} holds no line to index")
    return build(entries, Content(), store, load(), quiet)


def build(entries: Sequence[Entry], content: Content, store: SnapshotStore, embedder: Embedder, quiet: bool) -> BuildReport:
    """Publishes a snapshot of the given entries and content."""
    rows = _rows(entries)
    vectors, embedded = _vectors(entries, rows, embedder, store, quiet)
    glossary = Glossary(content.glossary)
    documents = {language: _documents(entries, language, glossary) for language in sorted({e.language for e in entries})}
    content_hash = _content_hash(entries, content, documents, embedder)

    def write(folder: Path) -> None:
        save_entries(entries, folder / "entries.jsonl")
        np.save(folder / "rows.npy", rows)
        VectorIndex.build(vectors).save(folder / "vectors.faiss")
        content.save(folder / "content.json")
        save_dictionary(folder)
        save_checklists(content.checklists.values(), folder / "checklists.json")
        for language, (numbers, found) in documents.items():
            LexicalIndex.build(found, np.array(numbers, dtype=np.int64)).save(folder / f"lexical-{language}")

    describe = {
        "content_hash": content_hash,
        "model": embedder.fingerprint,
        "dimension": embedder.dimension,
        "entries": len(entries),
        "rows": len(rows),
    }
    return BuildReport(store.publish(describe, write), content_hash, len(entries), len(rows), embedded)


def _rows(entries: Sequence[Entry]) -> NDArray[np.void]:
    found = [(number, ROW_KINDS.index(row.kind), row.ref, row.key) for number, entry in enumerate(entries) for row in entry.rows]
    return np.array(found, dtype=ROW_TYPE)


def _vectors(
    entries: Sequence[Entry], rows: NDArray[np.void], embedder: Embedder, store: SnapshotStore, quiet: bool
) -> tuple[Vectors, int]:
    known = _known_vectors(store, embedder)
    keys = [bytes(key) for key in rows["text"]]
    found = (row for entry in entries for row in entry.rows)
    missing = {key: row for key, row in zip(keys, found, strict=True) if key not in known}
    known |= _embedded(missing, embedder, quiet)
    vectors = np.array([known[key] for key in keys], dtype=np.float32).reshape(len(keys), embedder.dimension)
    return vectors, len(missing)


def _embedded(missing: dict[bytes, Row], embedder: Embedder, quiet: bool) -> dict[bytes, Vectors]:
    asked = {key: row.text for key, row in missing.items() if row.asks}
    told = {key: row.text for key, row in missing.items() if not row.asks}
    vectors = [
        *embedder.queries(list(asked.values()), None if quiet else "embedding questions"),
        *embedder.passages(list(told.values()), None if quiet else "embedding texts"),
    ]
    return dict(zip([*asked, *told], vectors, strict=True))


def _known_vectors(store: SnapshotStore, embedder: Embedder) -> dict[bytes, Vectors]:
    """Vectors of the current snapshot by the hash of their text, if it was made with the same model."""
    version = store.current()
    if version is None:
        return {}
    try:
        manifest = store.verify(version)
        index = VectorIndex.load(store.folder(version) / "vectors.faiss")
        rows = np.load(store.folder(version) / "rows.npy", allow_pickle=False)
    except (BrokenSnapshot, OSError, ValueError):
        return {}
    if manifest.model != embedder.fingerprint or index.kind != "flat" or len(rows) == 0:
        return {}
    vectors = index.reconstruct(np.arange(len(rows), dtype=np.int64))
    return {bytes(key): vector for key, vector in zip(rows["text"], vectors, strict=True)}


def _content_hash(entries: Sequence[Entry], content: Content, documents: dict[str, Documents], embedder: Embedder) -> str:
    described = [[e.id, e.language, e.lexical, e.jurisdiction, e.audience, [r.text for r in e.rows]] for e in entries]
    # It names the version; 20 digits tell the few versions of an index apart and can still be read out.
    return fingerprint([embedder.fingerprint, content.as_json(), described, documents])[:20]


def _documents(entries: Sequence[Entry], language: str, glossary: Glossary) -> Documents:
    """(numbers of the entries in a language, the terms of each)."""
    numbers = [number for number, entry in enumerate(entries) if entry.language == language]
    reading = "vi" if language == "vi" else "en"
    return numbers, [terms(entries[number].lexical, reading, glossary) for number in numbers]
