"""A deterministic collection for the benchmark: passages and questions made of the guidance's own sentences."""

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from indexer.guide import Section
from indexer.knowledge import Knowledge, read_knowledge

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
# About 200 tokens of multilingual-e5-small in either language.
_WORDS = {"en": 140, "vi": 175}
_SEED = 20261127


def passages(count: int) -> list[str]:
    """Texts of about 200 tokens each, no two the same; every fourth is Vietnamese."""
    chance = random.Random(_SEED)
    pools = {language: _paragraphs(language) for language in _WORDS}
    return [_passage(chance, pools, "vi" if number % 4 == 3 else "en", number) for number in range(count)]


def questions(count: int) -> list[str]:
    """Phrasings of the guidance, no two the same."""
    found = sorted({phrasing.text for guide in _knowledge().guides for s in guide.sections for phrasing in s.asked_as})
    return random.Random(_SEED).sample(found, count)


def _passage(chance: random.Random, pools: dict[str, list[str]], language: str, number: int) -> str:
    parts: list[str] = [f"{number}."]
    while sum(len(part.split()) for part in parts) < _WORDS[language]:
        parts.append(chance.choice(pools[language]))
    return " ".join(" ".join(parts).split()[: _WORDS[language]])


def _paragraphs(language: str) -> list[str]:
    return [block for section in _sections(language) for block in section.text.split("\n\n") if len(block.split()) >= 8]


def _sections(language: str) -> Iterator[Section]:
    for guide in _knowledge().guides:
        if language == "en":
            yield from guide.sections
        elif language in guide.translations:
            yield from guide.translations[language].sections


@cache
def _knowledge() -> Knowledge:
    return read_knowledge(KNOWLEDGE)
