"""Vietnam and the United States side by side, by a guide that compares them."""

import shutil
from pathlib import Path

import pytest

from bot.answering.guidance import LiveGuidance
from bot.conversation.message import Person
from indexer.build import build_knowledge
from indexer.check import check
from indexer.knowledge import read_knowledge
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS, Asker, sections_of
from tests.conftest import FIXTURES
from tests.fakes.embedder import WordEmbedder

GUIDE = Path(__file__).parent / "fixtures" / "vn-us-customs.md"
COMPARED = ["vn-customs-recordal#recordal-term", "us-customs-recordation#recordation-term", "vn-us-customs#terms"]


@pytest.fixture
def compared(knowledge: Path) -> Path:
    shutil.copy(GUIDE, knowledge / "guides" / GUIDE.name)
    return knowledge


def asker(knowledge: Path, store: SnapshotStore, person: Person | None = None) -> Asker:
    build_knowledge(knowledge, store, WordEmbedder)
    guidance = LiveGuidance(store, GENEROUS, lambda _models, _fingerprint: WordEmbedder())
    return Asker(guidance) if person is None else Asker(guidance, person=person)


@pytest.mark.parametrize(
    "question",
    [
        "Compare the customs recordal term in Vietnam with the recordation term in the United States",
        "Customs recordal validity, Vietnam and US?",
    ],
)
def test_each_country_answers_with_its_lead_and_then_comes_why_they_differ(
    compared: Path, store: SnapshotStore, question: str
) -> None:
    reply = asker(compared, store).ask(question)
    assert sections_of(reply) == COMPARED
    vietnam, states, why = (reply.answer.index(f"**{word}") for word in ("Vietnam**", "United States**", "Differs because:**"))
    assert vietnam < states < why
    assert "The Vietnamese term is set by the customs circular" in reply.answer[why:]


def test_a_vietnamese_question_is_compared_in_vietnamese(compared: Path, store: SnapshotStore) -> None:
    reply = asker(compared, store).ask("So sánh thời hạn ghi nhận hải quan ở Việt Nam và Hoa Kỳ")
    assert reply.language == "vi"
    assert "Khác nhau vì" in reply.answer


def test_who_asks_about_one_country_gets_no_comparison(compared: Path, store: SnapshotStore) -> None:
    for question in ("How long does a customs recordal last in Vietnam?", "difference of the customs recordal term, please"):
        assert "vn-us-customs#terms" not in sections_of(asker(compared, store).ask(question))


def test_a_side_without_guidance_is_said_to_be_missing(compared: Path, store: SnapshotStore) -> None:
    path = compared / "guides" / GUIDE.name
    path.write_text(path.read_text().replace(", us-customs-recordation#recordation-term]", "]"))
    reply = asker(compared, store).ask("Compare the customs recordal term in Vietnam and the United States")
    assert "**United States**\n\nNot covered by the guidance." in reply.answer


def test_a_side_that_the_asker_may_not_see_stays_hidden(compared: Path, store: SnapshotStore) -> None:
    path = compared / "guides" / "vietnam" / "vn-customs-recordal.md"
    path.write_text(path.read_text().replace("audience: [public]", "audience: [legal]"))
    reply = asker(compared, store).ask("Compare the customs recordal term in Vietnam and the United States")
    assert "vn-customs-recordal" not in str(reply.as_json())
    assert "**Vietnam**\n\nNot covered by the guidance." in reply.answer


@pytest.mark.parametrize(
    "compares",
    [
        "[]",
        "[vn-customs-recordal#recordal-term, vn-customs-recordal#recordal-dossier]",
        "[vn-customs-recordal#no-such-section]",
        "[contract-tooling#mould-ownership]",
        "[vn-us-customs#terms]",
    ],
)
def test_a_comparison_names_one_existing_section_of_each_country(compared: Path, compares: str) -> None:
    path = compared / "guides" / GUIDE.name
    path.write_text(path.read_text().rsplit("compares:", 1)[0] + f"compares: {compares}\n-->\n")
    assert [problem.rule for problem in check(read_knowledge(compared))] == ["compares"]


def test_only_a_guide_of_both_countries_compares(knowledge: Path) -> None:
    path = knowledge / "guides" / "vietnam" / "vn-customs-recordal.md"
    path.write_text(
        path.read_text().replace("facts: [T1.03]", "facts: [T1.03]\ncompares: [us-customs-recordation#recordation-fee]")
    )
    assert [problem.rule for problem in check(read_knowledge(knowledge))] == ["compares"]


def test_the_fixture_itself_is_sound(compared: Path) -> None:
    assert FIXTURES.is_dir()
    assert check(read_knowledge(compared)) == []
