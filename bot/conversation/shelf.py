"""The Shelf is the guidance as a person browses it: the guides they may see, filtered, counted and grouped."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from indexer.content import Content
from indexer.guide import Guide, Section
from indexer.text import fold, words

Review = Literal["reviewed", "not_reviewed", "due"]
MAX_WORDS = 12


@dataclass(frozen=True)
class Filter:
    """What a person looks for; None leaves a property open, `text` must stand in a section or in its guide's title."""

    right: str | None = None
    stage: str | None = None
    place: str | None = None
    review: Review | None = None
    text: str = ""


@dataclass(frozen=True)
class Shelved:
    """A guide on the shelf, with the anchors of the sections that a text filter found (all of them without one)."""

    guide: Guide
    found: frozenset[str]
    due: bool


@dataclass(frozen=True)
class View:
    """What a filter shows, and how many guides each further choice of one property would leave."""

    guides: tuple[Shelved, ...]
    counts: dict[str, Counter[str]]
    total: int


class Shelf:
    """The guides of one content; what is due is judged on the day that is asked about."""

    def __init__(self, content: Content) -> None:
        self._guides = tuple(sorted(content.guides.values(), key=lambda guide: (guide.jurisdiction, guide.title)))
        self._words = {guide.id: _texts(guide) for guide in self._guides}

    def view(self, audiences: frozenset[str], wanted: Filter, today: date) -> View:
        """The guides that a person may see and that the filter leaves."""
        mine = [guide for guide in self._guides if may_see(guide, audiences)]
        found = {guide.id: self._found(guide, wanted.text) for guide in mine}
        texted = [guide for guide in mine if found[guide.id]]
        shown = tuple(Shelved(g, found[g.id], is_due(g, today)) for g in texted if _fits(g, wanted, today))
        return View(shown, {name: _counted(texted, name, wanted, today) for name in _VALUES}, len(mine))

    def _found(self, guide: Guide, text: str) -> frozenset[str]:
        asked = [fold(word) for word in words(text)][:MAX_WORDS]
        texts = self._words[guide.id]
        return frozenset(anchor for anchor, known in texts.items() if all(word in known for word in asked))


def may_see(guide: Guide, audiences: frozenset[str]) -> bool:
    """True when the guide is for one of the audiences."""
    return not audiences.isdisjoint(guide.audience)


def is_due(guide: Guide, today: date) -> bool:
    """True when the day of the next review has passed."""
    return guide.due_on < today


def _reviews(guide: Guide, today: date) -> tuple[str, ...]:
    state = "reviewed" if guide.last_reviewed_on else "not_reviewed"
    return (state, "due") if is_due(guide, today) else (state,)


_VALUES: dict[str, Callable[[Guide, date], Iterable[str]]] = {
    "right": lambda guide, _: guide.rights,
    "stage": lambda guide, _: guide.stage,
    "place": lambda guide, _: (guide.jurisdiction,),
    "review": _reviews,
}


def _fits(guide: Guide, wanted: Filter, today: date, besides: str = "") -> bool:
    chosen = {name: getattr(wanted, name) for name in _VALUES if name != besides}
    return all(value is None or value in _VALUES[name](guide, today) for name, value in chosen.items())


def _counted(guides: list[Guide], name: str, wanted: Filter, today: date) -> Counter[str]:
    """How many guides each value of one property has under the rest of the filter."""
    rest = [guide for guide in guides if _fits(guide, wanted, today, besides=name)]
    return Counter(value for guide in rest for value in _VALUES[name](guide, today))


def _texts(guide: Guide) -> dict[str, str]:
    """The folded words of each section in all its languages, with those of the guide's titles."""
    titles = " ".join([guide.title, *(translation.title for translation in guide.translations.values())])
    sections: dict[str, list[Section]] = {section.anchor: [section] for section in guide.sections}
    for translation in guide.translations.values():
        for section in translation.sections:
            sections.setdefault(section.anchor, []).append(section)
    return {
        anchor: fold(" ".join([titles, *(f"{section.heading} {section.text}" for section in spoken)]))
        for anchor, spoken in sections.items()
    }
