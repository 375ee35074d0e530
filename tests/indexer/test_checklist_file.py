"""A checklist keeps its wording on its way through the index, and its digest names exactly that wording."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.build import build_knowledge
from indexer.checklist_file import as_json, from_json, parse_checklists, signed
from indexer.errors import BrokenSnapshot
from indexer.search import Index, open_index
from indexer.snapshot import SnapshotStore
from tests.checklist_sheets import shipped
from tests.fakes.embedder import WordEmbedder
from tests.indexer.conftest import Mend

FILE = "checklists/mould_check.yaml"


def served(store: SnapshotStore) -> Index:
    return open_index(store, lambda _models, _fingerprint: WordEmbedder())


@pytest.mark.parametrize("name", sorted(shipped()))
def test_each_shipped_checklist_is_the_same_after_a_journey_through_json(name: str) -> None:
    checklist = shipped()[name]
    found = from_json(json.loads(json.dumps(as_json(checklist))))
    assert found == checklist
    assert signed(found).digest == checklist.digest


def test_the_digest_changes_with_any_word_and_with_nothing_else() -> None:
    checklist = shipped()["supplier_exit"]
    assert signed(replace(checklist, digest="something else")).digest == checklist.digest
    for changed in (
        replace(checklist, owner="curator"),
        replace(checklist, retired=("old_item",)),
        replace(checklist, title=replace(checklist.title, vi="Khác")),
        replace(checklist, sections=checklist.sections[::-1]),
    ):
        assert signed(changed).digest != checklist.digest


def test_the_index_carries_the_checklists_without_the_knowledge_folder(
    knowledge: Path, checklist: Path, store: SnapshotStore
) -> None:
    build_knowledge(knowledge, store, WordEmbedder)
    checklist.unlink()
    index = served(store)
    assert index.checklists["mould_check"].item("where").options[1].label.said("vi") == "Không ai biết"


@pytest.mark.usefixtures("checklist")
def test_a_changed_checklist_makes_a_new_version_of_the_index(knowledge: Path, store: SnapshotStore, mend: Mend) -> None:
    first = build_knowledge(knowledge, store, WordEmbedder).version
    mend(FILE, "You counted them.", "You counted all of them.")
    second = build_knowledge(knowledge, store, WordEmbedder).version
    assert first != second
    assert served(store).checklists["mould_check"].item("all_there").good.en == "You counted all of them."


@pytest.mark.usefixtures("checklist")
def test_the_checklists_stay_readable_when_a_later_build_sweeps_them_away(knowledge: Path, store: SnapshotStore) -> None:
    build_knowledge(knowledge, store, WordEmbedder)
    index = served(store)
    for path in store.folder(index.version).iterdir():
        if path.is_file():
            path.unlink()
    assert "mould_check" in index.checklists


@pytest.mark.parametrize("raw", [b"", b"{}]", b"[1]", b'[{"id": "x"}]', b"\xff"])
def test_a_file_that_holds_no_checklists_is_a_broken_snapshot(raw: bytes) -> None:
    with pytest.raises(BrokenSnapshot):
        parse_checklists(raw)


def test_a_removed_item_that_people_answered_is_lost_unless_it_is_retired() -> None:
    checklist = shipped()["supplier_exit"]
    assert list(checklist.lost(["tools_back", "tools_weighed"])) == ["tools_weighed"]
    assert list(replace(checklist, retired=("tools_weighed",)).lost(["tools_weighed"])) == []


def test_items_and_their_sections_are_found_by_id() -> None:
    checklist = shipped()["supplier_dd"]
    assert checklist.section_of("nda_signed").id == "contract"
    with pytest.raises(KeyError):
        checklist.item("nothing")
    with pytest.raises(KeyError):
        checklist.section_of("nothing")
    assert (checklist.due_on - checklist.as_of).days == checklist.review_every_days == 180
