import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.build import BuildReport, build_corpus, build_knowledge
from indexer.errors import ContentProblem
from indexer.search import open_index
from indexer.snapshot import SnapshotStore
from tests.fakes.embedder import WordEmbedder

CUSTOMS = "guides/vietnam/vn-customs-recordal.md"
TOOLING = "guides/contracts/contract-tooling.md"
Mend = Callable[[str, str, str], None]


def built(knowledge: Path, store: SnapshotStore) -> BuildReport:
    return build_knowledge(knowledge, store, WordEmbedder)


def test_a_first_build_embeds_every_row(knowledge: Path, store: SnapshotStore) -> None:
    report = built(knowledge, store)
    assert (report.entries, report.rows, report.embedded) == (14, 79, 79)


def test_a_second_build_of_the_same_content_embeds_nothing(knowledge: Path, store: SnapshotStore) -> None:
    first = built(knowledge, store)
    second = built(knowledge, store)
    assert (second.embedded, second.version) == (0, first.version)


def test_an_unchanged_section_costs_no_embedding(knowledge: Path, store: SnapshotStore, mend: Mend) -> None:
    built(knowledge, store)
    mend(TOOLING, "- en: tool ownership clause", "- en: clause on who owns tools")
    assert built(knowledge, store).embedded == 1


def test_a_changed_sentence_is_embedded_again_with_its_section_alone(knowledge: Path, store: SnapshotStore, mend: Mend) -> None:
    built(knowledge, store)
    mend(TOOLING, "A forwarder of the buyer collects the moulds.", "A forwarder collects the moulds.")
    assert built(knowledge, store).embedded == 2


def test_a_moved_section_costs_no_embedding(knowledge: Path, store: SnapshotStore, mend: Mend) -> None:
    built(knowledge, store)
    mend("guides/united-states/us-customs-recordation.md", "{#recordation-fee}", "{#recordation-price}")
    assert built(knowledge, store).embedded == 0


def test_the_reused_vectors_are_those_of_a_fresh_build(knowledge: Path, store: SnapshotStore, mend: Mend, tmp_path: Path) -> None:
    built(knowledge, store)
    mend(TOOLING, "- en: tool ownership clause", "- en: clause on who owns tools")
    again = built(knowledge, store)
    other = SnapshotStore(tmp_path / "other")
    fresh = built(knowledge, other)
    files = [folder.folder(report.version) / "vectors.faiss" for folder, report in ((store, again), (other, fresh))]
    assert files[0].read_bytes() == files[1].read_bytes()


def test_another_model_embeds_everything_again(knowledge: Path, store: SnapshotStore) -> None:
    first = built(knowledge, store)
    second = build_knowledge(knowledge, store, lambda: WordEmbedder("other words"))
    assert second.embedded == second.rows
    assert second.content_hash != first.content_hash


def test_a_damaged_snapshot_lends_no_vectors(knowledge: Path, store: SnapshotStore) -> None:
    report = built(knowledge, store)
    (store.folder(report.version) / "vectors.faiss").write_bytes(b"damaged")
    again = built(knowledge, store)
    assert (again.embedded, again.version) == (again.rows, report.version)
    assert store.verify(again.version).rows == again.rows


def test_the_same_content_in_two_folders_has_the_same_hash(knowledge: Path, store: SnapshotStore, tmp_path: Path) -> None:
    elsewhere = tmp_path / "another" / "place"
    shutil.copytree(knowledge, elsewhere)
    other = SnapshotStore(tmp_path / "other")
    assert built(knowledge, store).content_hash == built(elsewhere, other).content_hash


def test_the_same_content_makes_the_same_files(knowledge: Path, store: SnapshotStore, tmp_path: Path) -> None:
    other = SnapshotStore(tmp_path / "other")
    first, second = built(knowledge, store), built(knowledge, other)
    assert store.verify(first.version).files == other.verify(second.version).files


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (CUSTOMS, "lasts two years", "lasts three years"),
        (CUSTOMS, "audience: [public]", "audience: [employees]"),
        (CUSTOMS, "supersedes: [vn-old-rules]", "supersedes: []"),
        (CUSTOMS, "as_of: 2026-11-20", "as_of: 2026-11-19"),
        (CUSTOMS, "counsel: yes", "counsel: no"),
        (CUSTOMS, "- en: renew border watch vietnam deadline", "- en: deadline of the border watch"),
        ("guides/vietnam/vn-customs-recordal.vi.md", "hai năm kể từ", "ba năm kể từ"),
        ("sources.yaml", "https://example.com/vn/recordal", "https://example.com/vn/recordal-2"),
        ("glossary.yaml", "[mould, mold, tooling]", "[mould, mold]"),
        ("jurisdictions.yaml", "cues: [Bangkok]", "cues: [Phuket]"),
    ],
)
def test_changed_content_has_another_hash(
    knowledge: Path, store: SnapshotStore, mend: Mend, name: str, old: str, new: str
) -> None:
    before = built(knowledge, store)
    mend(name, old, new)
    assert built(knowledge, store).content_hash != before.content_hash


def test_content_with_problems_is_refused_with_each_of_them(knowledge: Path, store: SnapshotStore, mend: Mend) -> None:
    mend(CUSTOMS, "facts: [T1.03]", "facts: []")
    mend(TOOLING, "facts: [T3.01]", "facts: []")
    with pytest.raises(ContentProblem) as caught:
        built(knowledge, store)
    assert [line.split(": ")[0] for line in str(caught.value).splitlines()] == [f"{TOOLING}:16", f"{CUSTOMS}:43"]


def test_content_with_problems_leaves_the_published_version_in_place(knowledge: Path, store: SnapshotStore, mend: Mend) -> None:
    before = built(knowledge, store).version
    mend(CUSTOMS, "facts: [T1.03]", "facts: []")
    with pytest.raises(ContentProblem):
        built(knowledge, store)
    assert store.current() == before
    assert open_index(store, lambda *_: WordEmbedder()).version == before


def test_no_model_is_loaded_for_content_with_problems(knowledge: Path, store: SnapshotStore, mend: Mend) -> None:
    loaded: list[WordEmbedder] = []

    def load() -> WordEmbedder:
        loaded.append(WordEmbedder())
        return loaded[-1]

    mend(CUSTOMS, "facts: [T1.03]", "facts: []")
    with pytest.raises(ContentProblem):
        build_knowledge(knowledge, store, load)
    assert loaded == []


def test_a_collection_is_built(tmp_path: Path, store: SnapshotStore) -> None:
    path = tmp_path / "corpus.jsonl"
    lines = [{"_id": f"d{n}", "title": "Moulds", "text": f"Mould {n} is kept."} for n in range(5)]
    path.write_text("\n".join(json.dumps(line) for line in lines))
    report = build_corpus(path, store, WordEmbedder)
    assert (report.entries, report.rows) == (5, 5)


def test_texts_that_are_the_same_are_embedded_once(tmp_path: Path, store: SnapshotStore) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(json.dumps({"_id": f"d{n}", "text": "The same."}) for n in range(5)))
    report = build_corpus(path, store, WordEmbedder)
    assert (report.rows, report.embedded) == (5, 1)


def test_a_collection_without_a_line_is_refused(tmp_path: Path, store: SnapshotStore) -> None:
    (tmp_path / "corpus.jsonl").write_text("\n\n")
    with pytest.raises(ContentProblem, match="holds no line to index"):
        build_corpus(tmp_path / "corpus.jsonl", store, WordEmbedder)


def test_knowledge_without_a_guide_builds_an_index_that_finds_nothing(knowledge: Path, store: SnapshotStore) -> None:
    shutil.rmtree(knowledge / "guides")
    (knowledge / "guides").mkdir()
    built(knowledge, store)
    assert open_index(store, lambda *_: WordEmbedder()).search("customs recordal") == []
