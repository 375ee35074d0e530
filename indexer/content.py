"""Content is the part of the knowledge that travels with an index: guides, sources, glossary, place names and near misses."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.checklist import Checklist
from indexer.errors import BrokenSnapshot
from indexer.guide import Guide, Mark, NearMiss, Phrasing, Section, Sentence, Source, Statement, Translation

if TYPE_CHECKING:
    from indexer.knowledge import Knowledge  # what reads and validates guides is needed by a build alone


@dataclass
class Content:
    """Empty for an index over a collection. The checklists have a file of their own, which is read when one is wanted;
    the near misses serve a build alone, which embeds them."""

    guides: dict[str, Guide] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    glossary: list[dict[str, Any]] = field(default_factory=list)
    jurisdictions: dict[str, Any] = field(default_factory=dict)
    checklists: dict[str, Checklist] = field(default_factory=dict)
    near_misses: tuple[NearMiss, ...] = ()

    @classmethod
    def of(cls, knowledge: "Knowledge") -> "Content":
        """The content of knowledge that has passed its check."""
        guides = {guide.id: guide for guide in sorted(knowledge.guides, key=lambda guide: guide.id)}
        checklists = {file.checklist.id: file.checklist for file in knowledge.checklists}
        own = (knowledge.sources, knowledge.glossary, knowledge.jurisdictions)
        return cls(guides, *own, checklists, tuple(knowledge.near_misses))

    def section(self, identity: str, language: str) -> tuple[Guide, Section, str]:
        """(guide, section, language) of "guide#anchor", in `language` where it exists, in English otherwise."""
        guide_id, _, anchor = identity.partition("#")
        guide = self.guides[guide_id]
        translation = guide.translations.get(language)
        if translation is not None:
            for section in translation.sections:
                if section.anchor == anchor:
                    return guide, section, language
        return guide, next(s for s in guide.sections if s.anchor == anchor), "en"

    def original(self, identity: str) -> Section:
        """The English section of "guide#anchor", which carries its phrasings, facts and counsel flag."""
        return self.section(identity, "en")[1]

    def texts(self, language: str) -> Iterator[str]:
        """All that is written in a language: titles, headings, texts and phrasings."""
        yield from self.written(language)
        yield from self.asked(language)

    def written(self, language: str) -> Iterator[str]:
        """Titles, headings and texts in a language."""
        for guide in self.guides.values():
            translation = guide.translations.get(language)
            read = guide.sections if language == "en" else translation.sections if translation else ()
            yield guide.title if language == "en" else translation.title if translation else ""
            for section in read:
                yield section.heading
                yield section.text

    def asked(self, language: str) -> Iterator[str]:
        """The phrasings in a language."""
        for guide in self.guides.values():
            for section in guide.sections:
                yield from (phrasing.text for phrasing in section.asked_as if phrasing.language == language)

    def place_names(self) -> Iterator[str]:
        """All names of countries, cities and the like, in any language."""
        countries = [*self.jurisdictions.values(), *self.jurisdictions.get("others", {}).values()]
        for forms in countries:
            yield from (name for names in forms.values() if isinstance(names, list) for name in names)

    def superseded_by(self, identity: str) -> Guide | None:
        """The guide that replaces "guide#anchor" or its whole guide, if any."""
        targets = {identity, identity.partition("#")[0]}
        return next((guide for guide in self.guides.values() if targets & set(guide.supersedes)), None)

    def as_json(self) -> dict[str, Any]:
        """Plain values, in a stable order."""
        return asdict(self)

    def save(self, path: Path) -> None:
        """Writes content.json."""
        guidance = {key: value for key, value in self.as_json().items() if key not in ("checklists", "near_misses")}
        path.write_text(json.dumps(guidance, ensure_ascii=False, default=str), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> "Content":
        """Reads content.json; raises BrokenSnapshot."""
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            if not isinstance(found["glossary"], list) or not isinstance(found["jurisdictions"], dict):
                raise TypeError("the glossary is a list, the jurisdictions are a mapping")
            return cls(
                {key: _guide(value) for key, value in found["guides"].items()},
                {key: Source(**value) for key, value in found["sources"].items()},
                found["glossary"],
                found["jurisdictions"],
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BrokenSnapshot(f"content.json cannot be read: {error!r}") from None


def _guide(found: dict[str, Any]) -> Guide:
    reviewed = found["last_reviewed_on"]
    plain: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}
    plain |= {
        "as_of": date.fromisoformat(found["as_of"]),
        "compiled_on": date.fromisoformat(found["compiled_on"]),
        "last_reviewed_on": date.fromisoformat(reviewed) if reviewed else None,
        "sections": tuple(_section(section) for section in found["sections"]),
        "translations": {key: _translation(value) for key, value in found["translations"].items()},
    }
    return Guide(**plain)


def _translation(found: dict[str, Any]) -> Translation:
    sections = tuple(_section(section) for section in found["sections"])
    return Translation(**{**found, "compiled_on": date.fromisoformat(found["compiled_on"]), "sections": sections})


def _section(found: dict[str, Any]) -> Section:
    return Section(
        **{
            **found,
            "statements": tuple(_statement(statement) for statement in found["statements"]),
            "asked_as": tuple(Phrasing(**phrasing) for phrasing in found["asked_as"]),
            "facts": tuple(found["facts"]),
            "compares": tuple(found["compares"]),
        }
    )


def _statement(found: dict[str, Any]) -> Statement:
    sentences = tuple(
        Sentence(s["start"], s["end"], tuple(Mark(**mark) for mark in s["marks"]), s["line"]) for s in found["sentences"]
    )
    return Statement(found["part"], found["block"], sentences)
