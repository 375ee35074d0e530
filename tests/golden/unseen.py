"""Content without the phrasings and near misses that are, or nearly are, questions of the golden or the practice set."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from indexer.content import Content
from indexer.text import fold, words
from tests.golden.grading import load_practice, load_questions, thread_of

# So great a share of the words of two questions together must be common to both for them to be the same question.
SAME = 0.8


class AskedAlready:
    """Knows questions again, whatever their spelling."""

    def __init__(self, questions: Iterable[str]) -> None:
        self._bags = [_bag(question) for question in questions]
        self._holding: dict[str, set[int]] = defaultdict(set)
        for number, bag in enumerate(self._bags):
            for word in bag:
                self._holding[word].add(number)

    def knows(self, text: str) -> bool:
        """True when one of the questions has nearly the same words."""
        bag = _bag(text)
        near = {number for word in bag for number in self._holding.get(word, ())}
        return any(len(bag & self._bags[n]) >= SAME * len(bag | self._bags[n]) for n in near)


def unseen(content: Content) -> Content:
    """What may be trained on and indexed where golden and practice questions judge the result."""
    asked = AskedAlready(text for question in [*load_practice(), *load_questions()] for text in thread_of(question))
    guides = {}
    for guide in content.guides.values():
        kept = (replace(s, asked_as=tuple(p for p in s.asked_as if not asked.knows(p.text))) for s in guide.sections)
        guides[guide.id] = replace(guide, sections=tuple(kept))
    near_misses = tuple(miss for miss in content.near_misses if not asked.knows(miss.text))
    return replace(content, guides=guides, near_misses=near_misses)


def _bag(text: str) -> frozenset[str]:
    return frozenset(words(fold(text)))
