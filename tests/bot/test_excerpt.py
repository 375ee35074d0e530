"""A list or table that is too long for an answer is shown by the entries that fit the question."""

from pathlib import Path

import pytest

from bot.answering.excerpt import Entries, entries_of
from bot.answering.guidance import LiveGuidance
from indexer.build import build_knowledge
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS, Asker
from tests.fakes.embedder import WordEmbedder

RIVERS = "Amur Brenta Congo Danube Elbe Fraser Ganges Huallaga Irrawaddy Jordan".split()
SECTION = """
## Which ferry crosses which river? {#ferries}

Each river has one ferry. [@house-test-contracts]

The ferries are:

| River | Ferry |
| --- | --- |
%s

### Asked as

- en: ferry of a river
- en: which ferry crosses the river
- en: river ferries
- vi: phà qua sông
- vi: phà nào qua sông nào

<!--
facts: [T9.02]
counsel: no
-->
"""


def rows(words: int) -> list[str]:
    return [f"| {river} | " + " ".join([f"{river}boat"] + ["of"] * words) + " |" for river in RIVERS]


def asker(knowledge: Path, store: SnapshotStore, entries: list[str], section: str = SECTION) -> Asker:
    guide = knowledge / "guides" / "contracts" / "contract-tooling.md"
    mark = "[@house-test-contracts]"
    table = entries[0].startswith("|")
    cited = [*entries[:-1], f"{entries[-1].removesuffix(' |')} {mark} |"] if table else [f"{entry} {mark}" for entry in entries]
    guide.write_text(guide.read_text(encoding="utf-8") + section % "\n".join(cited), encoding="utf-8")
    build_knowledge(knowledge, store, WordEmbedder)
    return Asker(LiveGuidance(store, GENEROUS, lambda _models, _fingerprint: WordEmbedder()))


def test_the_entry_that_is_asked_about_is_shown_with_the_head_of_its_table(knowledge: Path, store: SnapshotStore) -> None:
    table = rows(15)
    reply = asker(knowledge, store, table).ask("Ferry of the river Ganges?")
    assert table[RIVERS.index("Ganges")] in reply.answer
    assert "| River | Ferry |\n| --- | --- |" in reply.answer
    assert "Danubeboat" not in reply.answer
    note = reply.answer.index("(1 of 10 entries; the section has them all.)")
    assert note < reply.answer.index("| River | Ferry |")


def test_its_citation_quotes_the_whole_table(knowledge: Path, store: SnapshotStore) -> None:
    table = rows(15)
    reply = asker(knowledge, store, table).ask("Ferry of the river Ganges?")
    assert "\n".join(table) in reply.citations[0].quote


def test_a_table_that_fits_is_shown_whole(knowledge: Path, store: SnapshotStore) -> None:
    table = rows(3)
    reply = asker(knowledge, store, table).ask("Ferry of the river Ganges?")
    assert "\n".join(table) in reply.answer
    assert "entries" not in reply.answer


def test_an_answer_stays_short_whatever_the_table_holds(knowledge: Path, store: SnapshotStore) -> None:
    reply = asker(knowledge, store, rows(60)).ask("Ferry of the river Ganges?")
    shown = reply.answer.partition("\n\n_")[0]
    assert sum(any(c.isalnum() for c in word) for word in shown.split()) <= 130


def test_steps_are_shown_from_the_first_one_on(knowledge: Path, store: SnapshotStore) -> None:
    steps = [f"{number}. " + " ".join([river] + ["of"] * 20) + "." for number, river in enumerate(RIVERS, start=1)]
    section = SECTION.replace("| River | Ferry |\n| --- | --- |\n", "")
    reply = asker(knowledge, store, steps, section).ask("Ferry of the river Ganges?")
    assert "1. Amur" in reply.answer
    assert "Ganges of" not in reply.answer
    shown = [line for line in reply.answer.split("\n") if line[:1].isdigit()]
    assert [line.partition(".")[0] for line in shown] == [str(number) for number in range(1, len(shown) + 1)]
    assert f"({len(shown)} of 10 entries" in reply.answer


def test_conditions_that_hold_only_together_are_not_taken_apart(knowledge: Path, store: SnapshotStore) -> None:
    section = SECTION.replace("The ferries are:", "These ten conditions must be met:")
    reply = asker(knowledge, store, rows(15), section).ask("Ferry of the river Ganges?")
    assert "Ganges" not in reply.answer
    assert "entries" not in reply.answer


@pytest.mark.parametrize(
    ("block", "entries"),
    [
        ("| A | B |\n| - | - |\n| 1 | 2 |\n| 3 | 4 |", Entries(("| A | B |", "| - | - |"), ("| 1 | 2 |", "| 3 | 4 |"))),
        ("- one\n- two", Entries((), ("- one", "- two"))),
        ("A sentence.", None),
    ],
)
def test_a_block_falls_into_its_entries(block: str, entries: Entries | None) -> None:
    assert entries_of(block) == entries


def test_entries_are_shown_in_the_order_given() -> None:
    assert Entries(("h",), ("a", "b", "c")).shown((0, 2)) == "h\na\nc"
