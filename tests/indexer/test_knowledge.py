from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.check import check
from indexer.errors import ContentProblem
from indexer.fingerprint import fingerprint
from indexer.knowledge import read_knowledge

Mend = Callable[[str, str, str], None]


def test_the_whole_folder_is_read(knowledge: Path) -> None:
    found = read_knowledge(knowledge)
    assert [guide.id for guide in found.guides] == [
        "contract-tooling",
        "us-customs-recordation",
        "vn-customs-recordal",
        "vn-old-rules",
    ]
    assert (len(found.sources), len(found.glossary), sorted(found.jurisdictions)) == (5, 8, ["US", "VN", "others"])
    assert (found.orphans, found.problems) == ([], [])


def test_a_translation_is_attached_to_its_guide(knowledge: Path) -> None:
    found = {guide.id: sorted(guide.translations) for guide in read_knowledge(knowledge).guides}
    assert found["vn-customs-recordal"] == ["vi"]
    assert found["contract-tooling"] == []


def test_a_source_knows_its_key(knowledge: Path) -> None:
    source = read_knowledge(knowledge).sources["test-vn-customs"]
    assert (source.key, source.kind, source.date) == ("test-vn-customs", "agency", "2020-03-06")


def test_a_folder_without_guides_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentProblem, match="has no folder 'guides'"):
        read_knowledge(tmp_path)


def test_a_missing_schema_is_refused(knowledge: Path) -> None:
    (knowledge / "schema" / "guide.schema.json").unlink()
    with pytest.raises(ContentProblem, match=r"guide\.schema\.json cannot be read"):
        read_knowledge(knowledge)


def test_a_broken_schema_is_refused(knowledge: Path) -> None:
    (knowledge / "schema" / "sources.schema.json").write_text("{")
    with pytest.raises(ContentProblem, match=r"sources\.schema\.json cannot be read"):
        read_knowledge(knowledge)


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("sources.yaml", "test-us-agency:", "Test US:", "sources.yaml:1: sources: 'Test US' does not match"),
        ("sources.yaml", "https://example.com/us/fees", "javascript:alert(1)", "sources.yaml:26: sources: 'javascript:alert(1)'"),
        ("sources.yaml", "https://example.com/us/fees", "http://example.com", "sources.yaml:26: sources: 'http://example.com'"),
        ("sources.yaml", "kind: house_rule", "kind: rumour", "sources.yaml:34: sources: 'rumour' is not one of"),
        ("sources.yaml", 'date: "2018"', "date: soon", "sources.yaml:26: sources: 'soon'"),
        ("sources.yaml", "test-us-agency:", "test-vn-customs:", "sources.yaml:18: sources: key 'test-vn-customs' stands twice"),
        ("glossary.yaml", "id: mould", "id: The Mould", "glossary.yaml:10: glossary: 'The Mould' does not match"),
        ("glossary.yaml", "  en: [mould, mold, tooling]\n", "", "glossary.yaml:10: glossary: 'en' is a required property"),
        ("jurisdictions.yaml", "  CN:\n", "  China:\n", "jurisdictions.yaml:12: jurisdictions: 'China' does not match"),
        ("jurisdictions.yaml", "US:\n", "USA:\n", "jurisdictions.yaml:1: jurisdictions: "),
    ],
)
def test_a_wrong_entry_is_reported_with_its_line(
    knowledge: Path, mend: Mend, name: str, old: str, new: str, expected: str
) -> None:
    mend(name, old, new)
    found = [str(problem) for problem in read_knowledge(knowledge).problems]
    assert [message[: len(expected)] for message in found][:1] == [expected]


@pytest.mark.parametrize("name", ["sources", "glossary", "jurisdictions"])
def test_a_missing_file_is_reported(knowledge: Path, name: str) -> None:
    (knowledge / f"{name}.yaml").unlink()
    (problem,) = read_knowledge(knowledge).problems
    assert str(problem).startswith(f"{name}.yaml:1: {name}: cannot be read")


@pytest.mark.parametrize("name", ["sources", "glossary", "jurisdictions"])
def test_a_file_of_random_bytes_is_reported(knowledge: Path, name: str) -> None:
    (knowledge / f"{name}.yaml").write_bytes(bytes(range(256)))
    (problem,) = read_knowledge(knowledge).problems
    assert str(problem).startswith(f"{name}.yaml:1: {name}: cannot be read")


@pytest.mark.parametrize("name", ["sources", "glossary", "jurisdictions"])
def test_an_empty_file_is_reported(knowledge: Path, name: str) -> None:
    (knowledge / f"{name}.yaml").write_text("")
    (problem,) = read_knowledge(knowledge).problems
    assert (problem.path, problem.rule) == (f"{name}.yaml", name)


def test_a_folder_that_is_called_like_a_guide_breaks_nothing(knowledge: Path) -> None:
    (knowledge / "guides" / "notes.md").mkdir()
    assert len(read_knowledge(knowledge).guides) == 4


def test_one_wrong_source_does_not_hide_itself_among_complaints_about_the_others(knowledge: Path, mend: Mend) -> None:
    mend("sources.yaml", "kind: house_rule", "kind: rumour")
    assert [problem.path for problem in check(read_knowledge(knowledge))] == ["sources.yaml"]


def test_a_fingerprint_does_not_depend_on_the_order_of_keys() -> None:
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})


def test_a_fingerprint_depends_on_every_value() -> None:
    assert len({fingerprint(value) for value in ({"a": 1}, {"a": 2}, {"b": 1}, ["a", 1], {"a": "1"}, {"a": [1]})}) == 6
