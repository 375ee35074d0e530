"""Entries as they travel with an index: one JSON line each, without the texts that only the build needs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.entry import Entry
from indexer.errors import BrokenSnapshot


@dataclass(frozen=True)
class StoredEntry:
    """What search needs to know of an entry."""

    id: str
    language: str
    title: str
    jurisdiction: str
    audience: tuple[str, ...]
    superseded: bool


def save_entries(entries: Sequence[Entry], path: Path) -> None:
    """Writes entries.jsonl."""
    with path.open("w", encoding="utf-8") as file:
        for e in entries:
            line = [e.id, e.language, e.title, e.jurisdiction, list(e.audience), e.superseded]
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def load_entries(path: Path) -> list[StoredEntry]:
    """Reads entries.jsonl; raises BrokenSnapshot."""
    try:
        with path.open(encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        return [StoredEntry(i, lang, title, place, tuple(audience), old) for i, lang, title, place, audience, old in lines]
    except (OSError, ValueError, TypeError) as error:
        raise BrokenSnapshot(f"entries.jsonl cannot be read: {error}") from None
