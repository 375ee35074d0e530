import json
from pathlib import Path

import pytest

from indexer.content import Content
from indexer.errors import BrokenSnapshot
from indexer.knowledge import read_knowledge


@pytest.fixture
def content(knowledge: Path) -> Content:
    return Content.of(read_knowledge(knowledge))


def test_saved_content_is_equal_when_loaded(content: Content, tmp_path: Path) -> None:
    content.save(tmp_path / "content.json")
    assert Content.load(tmp_path / "content.json") == content


def test_empty_content_is_equal_when_loaded(tmp_path: Path) -> None:
    Content().save(tmp_path / "content.json")
    assert Content.load(tmp_path / "content.json") == Content()


def test_content_that_is_saved_twice_is_the_same_file(content: Content, tmp_path: Path) -> None:
    content.save(tmp_path / "one")
    Content.load(tmp_path / "one").save(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_section_is_given_in_the_language_asked_for(content: Content) -> None:
    _, section, language = content.section("vn-customs-recordal#recordal-term", "vi")
    assert (section.heading, language) == ("Ghi nhận hải quan tại Việt Nam có hiệu lực bao lâu?", "vi")


def test_a_section_without_a_translation_is_given_in_english(content: Content) -> None:
    guide, section, language = content.section("contract-tooling#mould-return", "vi")
    assert (guide.id, section.anchor, language) == ("contract-tooling", "mould-return", "en")


def test_the_original_of_a_section_has_its_facts(content: Content) -> None:
    section = content.original("vn-customs-recordal#recordal-term")
    assert (section.facts, section.counsel) == (("T1.01", "T1.02"), True)


def test_a_superseded_guide_knows_its_successor(content: Content) -> None:
    successor = content.superseded_by("vn-old-rules#old-recordal-term")
    assert successor is not None
    assert successor.id == "vn-customs-recordal"


def test_a_guide_that_nothing_replaces_has_no_successor(content: Content) -> None:
    assert content.superseded_by("vn-customs-recordal#recordal-term") is None


def test_the_statements_are_spoken_verbatim_after_loading(content: Content, tmp_path: Path) -> None:
    content.save(tmp_path / "content.json")
    section = Content.load(tmp_path / "content.json").original("us-customs-recordation#recordation-fee")
    assert section.spoken(section.statements[1]) == (
        "The fees for a recordation with United States customs are:\n\n"
        "| Right | First recordation | Renewal |\n| --- | --- | --- |\n"
        "| Trademark | 190 dollars a class | 80 dollars a class |\n| Copyright | 190 dollars | 80 dollars |"
    )


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "{}", '{"guides": [], "sources": {}, "glossary": [], "jurisdictions": {}}', '{"guides": {"a": 1}}'],
)
def test_content_that_cannot_be_read_is_broken(tmp_path: Path, text: str) -> None:
    (tmp_path / "content.json").write_text(text)
    with pytest.raises(BrokenSnapshot, match=r"content\.json cannot be read"):
        Content.load(tmp_path / "content.json")


def test_missing_content_is_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenSnapshot):
        Content.load(tmp_path / "content.json")


def test_content_with_a_field_too_many_is_broken(content: Content, tmp_path: Path) -> None:
    found = json.loads(json.dumps(content.as_json(), default=str))
    found["sources"]["test-us-agency"]["rating"] = 5
    (tmp_path / "content.json").write_text(json.dumps(found))
    with pytest.raises(BrokenSnapshot):
        Content.load(tmp_path / "content.json")
