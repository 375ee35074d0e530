"""What the model is tuned on holds no test question; the tuning itself is the same each time, and does what it is for."""

from pathlib import Path

import numpy as np
import pytest

from indexer.content import Content
from indexer.errors import UnusableModel
from indexer.knowledge import read_knowledge
from indexer.tuning import SHIPPED, read_map
from tests.fakes.embedder import WordEmbedder
from tests.golden.grading import load_practice
from tests.golden.training_texts import TrainingTexts
from tests.golden.tune import learnt
from tests.golden.unseen import AskedAlready, unseen

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def guidance() -> Content:
    return Content.of(read_knowledge(KNOWLEDGE))


def test_a_question_is_known_again_whatever_its_spelling() -> None:
    asked = AskedAlready(["How long does a recordal last in Vietnam?"])
    assert asked.knows("how long does a recordal last, in VIETNAM")
    assert asked.knows("How long does recordal last in Vietnam?")
    assert not asked.knows("How long does a trademark last in Japan?")


def test_no_practice_question_is_left_in_what_is_trained_on(guidance: Content) -> None:
    texts = {q["text"] for q in load_practice() if "text" in q}
    left = [p.text for g in unseen(guidance).guides.values() for s in g.sections for p in s.asked_as]
    assert texts & {p.text for g in guidance.guides.values() for s in g.sections for p in s.asked_as}
    assert not texts & set(left)


def test_what_is_left_out_is_little(guidance: Content) -> None:
    before = sum(len(s.asked_as) for g in guidance.guides.values() for s in g.sections)
    after = sum(len(s.asked_as) for g in unseen(guidance).guides.values() for s in g.sections)
    assert 0.9 * before < after < before


def test_the_three_texts_of_a_section_are_different_ones(knowledge: Path) -> None:
    texts = TrainingTexts(Content.of(read_knowledge(knowledge)))
    batch = texts.batch(np.random.RandomState(1), 5, 4)
    assert len(batch.asked) == len(batch.again) == len(batch.told) > 0
    assert all(len({a, b, c}) == 3 for a, b, c in zip(batch.asked, batch.again, batch.told, strict=True))
    assert batch.beyond == []


def test_the_same_texts_give_the_same_map(knowledge: Path) -> None:
    texts = TrainingTexts(Content.of(read_knowledge(knowledge)))
    vectors = texts.vectors(WordEmbedder())
    once, again = learnt(texts, vectors, 3), learnt(texts, vectors, 3)
    assert (once == again).all()
    assert np.abs(once).max() > 0


def test_the_shipped_map_is_a_mild_change_of_the_models_vectors() -> None:
    found = read_map(SHIPPED, 384)
    assert found.shape == (384, 384)
    assert 0 < np.abs(found - np.eye(384)).max() < 1
    assert SHIPPED.stat().st_size < 400_000


def test_a_damaged_tuning_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.safetensors").write_bytes(b"\x00" * 40)
    with pytest.raises(UnusableModel, match=r"bad\.safetensors is no tuning"):
        read_map(tmp_path / "bad.safetensors", 384)
    with pytest.raises(UnusableModel, match="for vectors of another length"):
        read_map(SHIPPED, 128)
