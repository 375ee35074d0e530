"""An Entry is what search returns: a section in one language, or a document of a collection; its rows are what is embedded."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from indexer.content import Content
from indexer.diacritics import Diacritics
from indexer.errors import ContentProblem
from indexer.guide import Guide, Section
from indexer.language import language_of
from indexer.text import words

RowKind = Literal["text", "heading", "phrasing", "statement", "near_miss"]
ROW_KINDS: tuple[RowKind, ...] = ("text", "heading", "phrasing", "statement", "near_miss")
_CHUNK_WORDS = 170
_CHUNK_STEP = 130


@dataclass(frozen=True)
class Row:
    """One embedded text of an entry; `ref` numbers the statement or phrasing it came from."""

    kind: RowKind
    ref: int
    text: str

    @property
    def asks(self) -> bool:
        """True for what people ask, which is compared with a question as one question with another."""
        return self.kind in ("phrasing", "heading", "near_miss")

    @property
    def key(self) -> bytes:
        """The key by which an unchanged row is known again: a SHA-256."""
        return hashlib.sha256(f"{self.asks}\n{self.text}".encode()).digest()


@dataclass(frozen=True)
class Entry:
    """What can be found: `lexical` is the text for BM25, `rows` the texts for vectors; no jurisdiction means any."""

    id: str
    language: str
    title: str
    lexical: str
    rows: tuple[Row, ...]
    jurisdiction: str = ""
    audience: tuple[str, ...] = ("public",)
    superseded: bool = False


def section_entries(content: Content) -> list[Entry]:
    """Two entries a section: English, and Vietnamese (its translation if there is one, its Vietnamese phrasings anyway)."""
    guides = content.guides.values()
    superseded = {target for guide in guides for target in guide.supersedes}
    restored = Diacritics(content.texts("vi")).restored
    near = _near_miss_rows(content, restored)
    entries = []
    for guide in guides:
        translated = {s.anchor: s for s in guide.translations["vi"].sections} if "vi" in guide.translations else {}
        for section in guide.sections:
            vietnamese = [restored(phrasing) for phrasing in _phrasings(section, "vi")]
            both = [
                _section_entry(guide, section, section, "en", _phrasings(section, "en")),
                _section_entry(guide, section, translated.get(section.anchor), "vi", vietnamese),
            ]
            old = not superseded.isdisjoint({guide.id, f"{guide.id}#{section.anchor}"})
            entries += [
                replace(entry, superseded=old, rows=(*entry.rows, *near.get((entry.id, entry.language), ()))) for entry in both
            ]
    return entries


def _near_miss_rows(content: Content, restored: Callable[[str], str]) -> dict[tuple[str, str], list[Row]]:
    """The near misses of each entry, by its id and language."""
    found: dict[tuple[str, str], list[Row]] = {}
    for number, miss in enumerate(content.near_misses):
        text = restored(miss.text) if miss.language == "vi" else miss.text
        found.setdefault((miss.near, miss.language), []).append(Row("near_miss", number, text))
    return found


def _phrasings(section: Section, language: str) -> list[str]:
    return [phrasing.text for phrasing in section.asked_as if phrasing.language == language]


def _section_entry(guide: Guide, original: Section, text: Section | None, language: str, phrasings: list[str]) -> Entry:
    rows = [Row("phrasing", number, phrasing) for number, phrasing in enumerate(phrasings)]
    lexical = list(phrasings)
    if text is not None:
        title = guide.translations[language].title if language in guide.translations else guide.title
        rows.append(Row("heading", 0, text.heading))
        rows.append(Row("text", 0, f"{title}. {text.heading} {text.text}"))
        rows.extend(Row("statement", number, text.spoken(found)) for number, found in enumerate(text.statements))
        lexical = [title, text.heading, text.text, *phrasings]
    return Entry(
        id=f"{guide.id}#{original.anchor}",
        language=language,
        title=text.heading if text is not None else original.heading,
        lexical="\n".join(lexical),
        rows=tuple(rows),
        jurisdiction=guide.jurisdiction,
        audience=guide.audience,
    )


def corpus_entries(path: Path) -> Iterator[Entry]:
    """Entries of a collection: one {"_id", "title", "text"} a line; raises ContentProblem with the line."""
    seen: set[str] = set()
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentProblem(f"{path} cannot be read: {error}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        entry = _corpus_entry(path, number, line)
        if entry.id in seen:
            raise ContentProblem(f"{path}:{number}: _id {entry.id!r} stands twice")
        seen.add(entry.id)
        yield entry


def _corpus_entry(path: Path, number: int, line: str) -> Entry:
    try:
        found = json.loads(line)
        identity, title, text = str(found["_id"]), str(found.get("title") or ""), str(found["text"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ContentProblem(f'{path}:{number}: not a line {{"_id": …, "title": …, "text": …}}') from None
    rows = tuple(Row("text", n, chunk) for n, chunk in enumerate(_chunks(title, text)))
    return Entry(identity, language_of(f"{title} {text[:400]}"), title, f"{title}\n{text}", rows)


def _chunks(title: str, text: str) -> list[str]:
    """Overlapping windows that fit the model, each under the document's title."""
    tokens = text.split()
    if len(words(text)) <= _CHUNK_WORDS:
        return [f"{title}. {text}" if title else text]
    starts = range(0, max(1, len(tokens) - _CHUNK_WORDS + _CHUNK_STEP), _CHUNK_STEP)
    return [f"{title}. {' '.join(tokens[s : s + _CHUNK_WORDS])}" for s in starts]
