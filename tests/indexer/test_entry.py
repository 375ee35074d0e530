import json
from pathlib import Path

import pytest

from indexer.content import Content
from indexer.entry import Entry, Row, corpus_entries, section_entries
from indexer.entry_file import StoredEntry, load_entries, save_entries
from indexer.errors import BrokenSnapshot, ContentProblem
from indexer.knowledge import read_knowledge


@pytest.fixture
def entries(knowledge: Path) -> dict[tuple[str, str], Entry]:
    return {(entry.id, entry.language): entry for entry in section_entries(Content.of(read_knowledge(knowledge)))}


def corpus(tmp_path: Path, *lines: str) -> list[Entry]:
    path = tmp_path / "corpus.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return list(corpus_entries(path))


def test_each_section_has_an_entry_in_each_language(entries: dict[tuple[str, str], Entry]) -> None:
    assert len(entries) == 14
    assert {language for _, language in entries} == {"en", "vi"}


def test_the_rows_of_an_entry_are_its_phrasings_heading_text_and_statements(entries: dict[tuple[str, str], Entry]) -> None:
    rows = entries["vn-customs-recordal#recordal-term", "en"].rows
    assert [(row.kind, row.ref) for row in rows] == [
        ("phrasing", 0),
        ("phrasing", 1),
        ("phrasing", 2),
        ("heading", 0),
        ("text", 0),
        *[("statement", number) for number in range(5)],
    ]


def test_the_text_of_an_entry_stands_under_the_title_of_its_guide(entries: dict[tuple[str, str], Entry]) -> None:
    (text,) = (row.text for row in entries["vn-old-rules#old-recordal-term", "en"].rows if row.kind == "text")
    assert text.startswith("Earlier customs rules in Vietnam (test content). How long did a customs recordal last")


def test_a_vietnamese_entry_has_the_translated_text(entries: dict[tuple[str, str], Entry]) -> None:
    entry = entries["vn-customs-recordal#recordal-term", "vi"]
    assert entry.title == "Ghi nhận hải quan tại Việt Nam có hiệu lực bao lâu?"
    assert "hai năm" in entry.lexical
    assert "two years" not in entry.lexical


def test_without_a_translation_the_vietnamese_entry_has_the_phrasings_alone(entries: dict[tuple[str, str], Entry]) -> None:
    entry = entries["contract-tooling#mould-return", "vi"]
    assert {row.kind for row in entry.rows} == {"phrasing"}
    assert entry.title == "What happens to a mould when the contract ends?"


def test_an_entry_carries_place_and_audience_of_its_guide(entries: dict[tuple[str, str], Entry]) -> None:
    entry = entries["contract-tooling#mould-return", "en"]
    assert (entry.jurisdiction, entry.audience) == ("INT", ("employees",))


def test_the_entries_of_a_superseded_guide_are_superseded(entries: dict[tuple[str, str], Entry]) -> None:
    assert {identity for (identity, _), entry in entries.items() if entry.superseded} == {"vn-old-rules#old-recordal-term"}


def test_a_single_section_can_be_superseded(knowledge: Path) -> None:
    path = knowledge / "guides/vietnam/vn-customs-recordal.md"
    path.write_text(path.read_text().replace("[vn-old-rules]", "['us-customs-recordation#recordation-fee']"))
    found = {entry.id for entry in section_entries(Content.of(read_knowledge(knowledge))) if entry.superseded}
    assert found == {"us-customs-recordation#recordation-fee"}


def test_the_key_of_a_row_depends_on_every_character_and_on_whether_it_asks() -> None:
    rows = [Row("statement", 0, text) for text in ("a", "A", "a ", "á", "")] + [Row("phrasing", 0, "a")]
    assert len({row.key for row in rows}) == 6
    assert Row("heading", 3, "a").key == Row("phrasing", 0, "a").key
    assert len(rows[0].key) == 32


def test_a_line_of_a_collection_becomes_an_entry(tmp_path: Path) -> None:
    (entry,) = corpus(tmp_path, '{"_id": "d1", "title": "Moulds", "text": "The mould is returned."}')
    assert (entry.id, entry.title, entry.language, entry.jurisdiction) == ("d1", "Moulds", "en", "")
    assert [row.text for row in entry.rows] == ["Moulds. The mould is returned."]


def test_a_line_without_a_title_is_taken(tmp_path: Path) -> None:
    first, second = corpus(tmp_path, '{"_id": 1, "text": "One."}', '{"_id": 2, "title": null, "text": "Two."}')
    assert [(entry.id, entry.title, entry.rows[0].text) for entry in (first, second)] == [("1", "", "One."), ("2", "", "Two.")]


def test_empty_lines_of_a_collection_are_passed_over(tmp_path: Path) -> None:
    assert len(corpus(tmp_path, "", '{"_id": "d1", "text": "One."}', "  ")) == 1


def test_an_empty_text_still_makes_an_entry(tmp_path: Path) -> None:
    (entry,) = corpus(tmp_path, '{"_id": "d1", "title": "", "text": ""}')
    assert len(entry.rows) == 1


def test_the_language_of_a_line_is_found(tmp_path: Path) -> None:
    (entry,) = corpus(tmp_path, '{"_id": "d1", "text": "Khuôn thuộc về bên mua đã trả tiền."}')
    assert entry.language == "vi"


def test_a_text_of_170_words_is_one_row(tmp_path: Path) -> None:
    (entry,) = corpus(tmp_path, json.dumps({"_id": "d1", "text": "word " * 170}))
    assert len(entry.rows) == 1


def test_a_long_text_is_cut_into_overlapping_rows(tmp_path: Path) -> None:
    text = " ".join(f"w{number}" for number in range(400))
    (entry,) = corpus(tmp_path, json.dumps({"_id": "d1", "title": "T", "text": text}))
    assert [row.text.split()[1] for row in entry.rows] == ["w0", "w130", "w260"]
    assert all(row.text.startswith("T. ") and len(row.text.split()) <= 171 for row in entry.rows)


def test_no_word_of_a_long_text_is_lost(tmp_path: Path) -> None:
    for count in (171, 200, 260, 299, 300, 301, 429, 430, 431):
        text = " ".join(f"w{number}" for number in range(count))
        (entry,) = corpus(tmp_path, json.dumps({"_id": "d1", "title": "T", "text": text}))
        assert {word for row in entry.rows for word in row.text.split()[1:]} == set(text.split())


def test_no_row_of_a_long_text_is_only_a_title(tmp_path: Path) -> None:
    text = "·".join(f"w{number}" for number in range(300))
    (entry,) = corpus(tmp_path, json.dumps({"_id": "d1", "title": "T", "text": text}))
    assert all(row.text != "T. " for row in entry.rows)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '"text"', "null", "17", '{"_id": "d2"}', '{"text": "x"}', "{'_id': 1}", "[" * 100_000],
    ids=["cut", "list", "text", "null", "number", "no text", "no id", "single quotes", "deep"],
)
def test_a_bad_line_is_reported_with_its_number(tmp_path: Path, line: str) -> None:
    with pytest.raises(ContentProblem, match=r"corpus\.jsonl:2: not a line"):
        corpus(tmp_path, '{"_id": "d1", "text": "One."}', line)


def test_an_id_that_stands_twice_is_reported_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ContentProblem, match=r"corpus\.jsonl:2: _id 'd1' stands twice"):
        corpus(tmp_path, '{"_id": "d1", "text": "One."}', '{"_id": "d1", "text": "Two."}')


def test_a_collection_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_bytes(b'{"_id": "d1", "text": "caf\xe9"}')
    with pytest.raises(ContentProblem, match="cannot be read"):
        list(corpus_entries(tmp_path / "corpus.jsonl"))


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\u0085"])
def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path: Path, mark: str) -> None:
    text = json.dumps({"_id": "d1", "text": f"One.{mark}Two."}, ensure_ascii=False)
    assert [entry.id for entry in corpus(tmp_path, text)] == ["d1"]


def test_saved_entries_are_the_same_when_loaded(tmp_path: Path) -> None:
    save_entries(
        [Entry("g#s", "vi", "Ở đâu?\u2028\n", "x", (), "VN", ("public", "team"), superseded=True)], tmp_path / "entries.jsonl"
    )
    assert load_entries(tmp_path / "entries.jsonl") == [
        StoredEntry("g#s", "vi", "Ở đâu?\u2028\n", "VN", ("public", "team"), True)
    ]


@pytest.mark.parametrize("content", [b"{", b"[1, 2]\n", b"\xff\n", b"7\n", b'["a", "en", "t", "VN", 5, false]\n'])
def test_entries_that_cannot_be_read_are_broken(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "entries.jsonl").write_bytes(content)
    with pytest.raises(BrokenSnapshot, match=r"entries\.jsonl cannot be read"):
        load_entries(tmp_path / "entries.jsonl")
