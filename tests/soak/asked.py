"""What is asked in the soak: the headings of the guidance, which are questions that it answers."""

import itertools
from collections.abc import Iterator

from indexer.content import Content
from indexer.snapshot import SnapshotStore
from tests.soak.program import INDEX


def headings() -> list[str]:
    """Every heading that is a question, in both languages."""
    store = SnapshotStore(INDEX)
    content = Content.load(store.folder(store.candidates()[0]) / "content.json")
    found: dict[str, None] = {}
    for guide in content.guides.values():
        for sections in (guide.sections, *(translation.sections for translation in guide.translations.values())):
            found |= dict.fromkeys(section.heading for section in sections if section.heading.endswith("?"))
    return list(found)


def endless() -> Iterator[str]:
    """The headings over and over."""
    return itertools.cycle(headings())
