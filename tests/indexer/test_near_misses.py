"""Near misses: questions beside a section that no guidance answers; kept in the index, never found and never quoted."""

from pathlib import Path

import pytest

from indexer.build import build_knowledge
from indexer.check import check
from indexer.content import Content
from indexer.entry import section_entries
from indexer.guide import NearMiss
from indexer.knowledge import read_knowledge
from indexer.search import Index, open_index
from indexer.snapshot import SnapshotStore
from tests.fakes.embedder import WordEmbedder

FEE = "us-customs-recordation#recordation-fee"
MISS = "Which colour is the stamp of the port captain?"
FILE = f'- near: {FEE}\n  en:\n    - "{MISS}"\n  vi:\n    - "Con dấu của cảng vụ màu gì?"\n'


def write(knowledge: Path, text: str) -> None:
    (knowledge / "near_misses").mkdir(exist_ok=True)
    (knowledge / "near_misses" / "us-customs-recordation.yaml").write_text(text, encoding="utf-8")


def problems(knowledge: Path, text: str) -> list[str]:
    write(knowledge, text)
    return [str(problem) for problem in check(read_knowledge(knowledge)) if problem.path.startswith("near_misses/")]


@pytest.fixture
def index(knowledge: Path, store: SnapshotStore) -> Index:
    write(knowledge, FILE)
    build_knowledge(knowledge, store, WordEmbedder)
    return open_index(store, lambda *_: WordEmbedder())


def test_each_question_is_read_with_its_section_language_and_line(knowledge: Path) -> None:
    write(knowledge, FILE)
    found = read_knowledge(knowledge).near_misses
    assert [(miss.near, miss.language, miss.line) for miss in found] == [(FEE, "en", 1), (FEE, "vi", 1)]
    assert found[0] == NearMiss(FEE, "en", MISS, "near_misses/us-customs-recordation.yaml", 1)


def test_a_sound_file_has_no_problem(knowledge: Path) -> None:
    assert problems(knowledge, FILE) == []


def test_a_folder_without_near_misses_is_sound(knowledge: Path) -> None:
    assert read_knowledge(knowledge).near_misses == []


def test_a_near_miss_of_a_section_that_is_not_there_is_a_problem(knowledge: Path) -> None:
    (found,) = set(problems(knowledge, FILE.replace("recordation-fee", "nowhere")))
    assert "there is no section 'us-customs-recordation#nowhere'" in found


def test_a_near_miss_that_is_a_sections_phrasing_is_a_problem(knowledge: Path) -> None:
    (asked,) = [
        phrasing.text
        for guide in read_knowledge(knowledge).guides
        for section in guide.sections
        for phrasing in section.asked_as[:1]
        if f"{guide.id}#{section.anchor}" == FEE
    ]
    (found,) = problems(knowledge, FILE.replace(MISS, asked.upper()))
    assert f"is asked of {FEE}: it cannot be without an answer" in found


def test_a_near_miss_that_stands_twice_is_a_problem(knowledge: Path) -> None:
    (found,) = problems(knowledge, FILE + FILE.replace("Con dấu của cảng vụ màu gì?", "Cảng vụ mở cửa lúc nào?"))
    assert found.startswith("near_misses/us-customs-recordation.yaml:6: near_misses:")
    assert "stands twice" in found


def test_a_file_of_another_shape_is_a_problem_with_its_line(knowledge: Path) -> None:
    (found,) = problems(knowledge, FILE + "- near: somewhere\n  en: []\n  vi: []\n")
    assert found.startswith("near_misses/us-customs-recordation.yaml:6: near_misses:")


def test_near_misses_stay_behind_when_the_content_is_saved(knowledge: Path, tmp_path: Path) -> None:
    write(knowledge, FILE)
    content = Content.of(read_knowledge(knowledge))
    content.save(tmp_path / "content.json")
    assert content.near_misses
    assert MISS not in (tmp_path / "content.json").read_text(encoding="utf-8")
    assert Content.load(tmp_path / "content.json").guides == content.guides


def test_they_are_rows_of_their_sections_entry_in_their_language(knowledge: Path) -> None:
    write(knowledge, FILE)
    entries = section_entries(Content.of(read_knowledge(knowledge)))
    rows = [(e.id, e.language, row.text) for e in entries for row in e.rows if row.kind == "near_miss"]
    assert rows[0] == (FEE, "en", MISS)
    assert [row[:2] for row in rows] == [(FEE, "en"), (FEE, "vi")]
    assert not any(MISS in entry.lexical for entry in entries)


def test_the_index_tells_how_near_a_question_lies_to_one(index: Index) -> None:
    assert index.near_miss(MISS, "en") == pytest.approx(1.0)
    assert index.near_miss("who owns a mould that we paid for", "en") < 0.5


def test_an_index_without_near_misses_finds_nothing_near(knowledge: Path, store: SnapshotStore) -> None:
    build_knowledge(knowledge, store, WordEmbedder)
    assert open_index(store, lambda *_: WordEmbedder()).near_miss(MISS, "en") == 0.0


def test_a_near_miss_never_makes_its_section_found(index: Index) -> None:
    assert all(hit.dense < 0.99 for hit in index.search(MISS, 20))
    assert index.search(MISS, 20, route="lexical") == []


def test_a_near_miss_is_none_of_the_texts_that_a_section_is_compared_by(index: Index) -> None:
    similar = index.similar(index.number_of(FEE, "en"), index.query_vector(MISS))
    assert set(similar) == {"phrasing", "heading", "text", "statement"}
    assert max(similar.values()) < 0.99
