import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from indexer.guide import Guide, Translation
from indexer.guide_reader import GuideReader
from indexer.safe_yaml import MAX_BYTES

TOOLING = "guides/contracts/contract-tooling.md"
CUSTOMS = "guides/vietnam/vn-customs-recordal.md"
VIETNAMESE = "guides/vietnam/vn-customs-recordal.vi.md"
Mend = Callable[[str, str, str], None]


def reader(knowledge: Path) -> GuideReader:
    schemas = [json.loads((knowledge / "schema" / f"{name}.schema.json").read_text()) for name in ("guide", "translation")]
    return GuideReader(knowledge, *schemas)


def problems(knowledge: Path, name: str) -> list[str]:
    found = reader(knowledge)
    found.read(knowledge / name)
    return [str(problem) for problem in found.problems]


def test_a_guide_is_read_with_its_front_matter(knowledge: Path) -> None:
    guide = reader(knowledge).read(knowledge / CUSTOMS)
    assert isinstance(guide, Guide)
    assert (guide.id, guide.jurisdiction, guide.audience, guide.owner) == ("vn-customs-recordal", "VN", ("public",), "reviewer")
    assert (guide.as_of, guide.compiled_on, guide.last_reviewed_on) == (
        date(2026, 11, 20),
        date(2026, 11, 21),
        date(2026, 11, 22),
    )
    assert (guide.review_every_days, guide.supersedes, guide.path) == (90, ("vn-old-rules",), CUSTOMS)


def test_the_sections_of_a_guide_know_their_lines_in_the_file(knowledge: Path) -> None:
    guide = reader(knowledge).read(knowledge / CUSTOMS)
    assert isinstance(guide, Guide)
    lines = (knowledge / CUSTOMS).read_text(encoding="utf-8").splitlines()
    assert [lines[section.line - 1].split("{#")[1] for section in guide.sections] == ["recordal-term}", "recordal-dossier}"]


def test_a_translation_is_read_with_its_language(knowledge: Path) -> None:
    found = reader(knowledge).read(knowledge / VIETNAMESE)
    assert isinstance(found, Translation)
    assert (found.language, found.title, len(found.sections)) == ("vi", "Ghi nhận hải quan tại Việt Nam (nội dung thử)", 2)


def test_a_guide_without_an_audience_is_for_employees(knowledge: Path, mend: Mend) -> None:
    mend(CUSTOMS, "audience: [public]\n", "")
    guide = reader(knowledge).read(knowledge / CUSTOMS)
    assert isinstance(guide, Guide)
    assert guide.audience == ("employees",)


def test_a_guide_that_nobody_reviewed_has_no_review_day(knowledge: Path) -> None:
    guide = reader(knowledge).read(knowledge / TOOLING)
    assert isinstance(guide, Guide)
    assert guide.last_reviewed_on is None


def test_windows_line_ends_change_nothing(knowledge: Path) -> None:
    before = reader(knowledge).read(knowledge / CUSTOMS)
    path = knowledge / CUSTOMS
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert reader(knowledge).read(path) == before


@pytest.mark.parametrize("text", ["", "## Q? {#q}\n", "---\nid: x\n", " ---\nid: x\n---\n", "--\nid: x\n--\n"])
def test_a_file_without_front_matter_is_reported(knowledge: Path, text: str) -> None:
    (knowledge / TOOLING).write_text(text, encoding="utf-8")
    assert problems(knowledge, TOOLING) == [
        f"{TOOLING}:1: front matter: the file must begin with '---', its front matter and '---'"
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("owner: supplier_manager", "owner: boss", 8, "'boss' is not one of"),
        ("jurisdiction: INT", "jurisdiction: CN", 4, "'CN' is not one of"),
        ("rights: [contract, trade_secret]", "rights: []", 5, "[] should be non-empty"),
        ("review_every: 180d", "review_every: monthly", 12, "'monthly' does not match"),
        ("as_of: 2026-11-20", "as_of: yesterday", 9, "'yesterday' does not match"),
        ("as_of: 2026-11-20", "as_of: 2026-11-31", 9, "2026-11-31 is no day of the calendar"),
        ("last_reviewed_on: null", "last_reviewed_on: 2026-02-30", 11, "2026-02-30 is no day of the calendar"),
        ("owner: supplier_manager", "owner: reviewer\nowner: expert", 9, "key 'owner' stands twice"),
        (
            "owner: supplier_manager",
            "owner: reviewer\nboss: me",
            2,
            "Additional properties are not allowed ('boss' was unexpected)",
        ),
        ("owner: supplier_manager\n", "", 2, "'owner' is a required property"),
        ("id: contract-tooling", "id: ../../etc/passwd", 2, "'../../etc/passwd' does not match"),
        ("supersedes: []", "supersedes: [../x]", 13, "'../x' does not match"),
        ("title: Tooling clauses", "title: &t [*t] Tooling", 3, ""),
    ],
)
def test_a_wrong_front_matter_is_reported_with_its_line(
    knowledge: Path, mend: Mend, old: str, new: str, line: int, message: str
) -> None:
    mend(TOOLING, old, new)
    (found,) = problems(knowledge, TOOLING)
    assert found.startswith(f"{TOOLING}:{line}: front matter: {message}")


def test_a_guide_whose_front_matter_is_wrong_is_not_used(knowledge: Path, mend: Mend) -> None:
    mend(TOOLING, "owner: supplier_manager", "owner: boss")
    assert reader(knowledge).read(knowledge / TOOLING) is None


def test_the_body_is_checked_even_if_the_front_matter_is_wrong(knowledge: Path, mend: Mend) -> None:
    mend(TOOLING, "owner: supplier_manager", "owner: boss")
    mend(TOOLING, "{#mould-return}", "")
    assert [found.split(": ")[1] for found in problems(knowledge, TOOLING)] == ["front matter", "anchor"]


def test_a_front_matter_that_is_a_list_is_reported(knowledge: Path) -> None:
    (knowledge / TOOLING).write_text("---\n- a\n---\n", encoding="utf-8")
    assert problems(knowledge, TOOLING) == [f"{TOOLING}:2: front matter: write one 'key: value' a line"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("review_every: 180d", 'review_every: "180d\\n"'),
        ("title: Tooling clauses in supplier contracts (test content)", "title: 1" + ":00" * 3000),
        ("supersedes: []", "supersedes: []\n? [a]\n: b"),
    ],
    ids=["a line end after a value", "a number of thousands of digits", "a list as a key"],
)
def test_a_strange_front_matter_is_reported_and_breaks_nothing(knowledge: Path, mend: Mend, old: str, new: str) -> None:
    mend(TOOLING, old, new)
    assert problems(knowledge, TOOLING)


def test_a_line_end_after_an_audience_is_reported(knowledge: Path, mend: Mend) -> None:
    mend(TOOLING, "audience: [employees]", 'audience: ["public\\n"]')
    assert problems(knowledge, TOOLING)


def test_a_problem_is_always_one_line(knowledge: Path, mend: Mend) -> None:
    mend(TOOLING, "as_of: 2026-11-20", 'as_of: "2026-11-20\\n"')
    assert [found.count("\n") for found in problems(knowledge, TOOLING)] == [0]


def test_a_translation_inherits_and_may_not_repeat_the_rest(knowledge: Path, mend: Mend) -> None:
    mend(VIETNAMESE, "language: vi", "language: vi\nowner: reviewer")
    assert problems(knowledge, VIETNAMESE) == [
        f"{VIETNAMESE}:2: front matter: Additional properties are not allowed ('owner' was unexpected)"
    ]


def test_a_translation_into_an_unknown_language_is_reported(knowledge: Path, mend: Mend) -> None:
    mend(VIETNAMESE, "language: vi", "language: fr")
    assert problems(knowledge, VIETNAMESE) == [f"{VIETNAMESE}:3: front matter: 'fr' is not one of ['vi']"]


def test_a_guide_that_is_a_link_out_of_the_folder_is_reported(knowledge: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    (knowledge / TOOLING).rename(secret)
    (knowledge / TOOLING).symlink_to(secret)
    assert problems(knowledge, TOOLING) == [f"{TOOLING}:1: path: a guide must be a plain file inside the knowledge folder"]


def test_a_guide_in_a_linked_folder_is_reported(knowledge: Path, tmp_path: Path) -> None:
    (knowledge / "guides/contracts").rename(tmp_path / "elsewhere")
    (knowledge / "guides/contracts").symlink_to(tmp_path / "elsewhere")
    assert problems(knowledge, TOOLING) == [f"{TOOLING}:1: path: a guide must be a plain file inside the knowledge folder"]


def test_a_file_that_is_too_long_is_reported(knowledge: Path) -> None:
    with (knowledge / TOOLING).open("a", encoding="utf-8") as file:
        file.write("x" * MAX_BYTES)
    assert problems(knowledge, TOOLING) == [f"{TOOLING}:1: size: longer than {MAX_BYTES} bytes; split the guide"]


def test_a_file_that_is_not_utf_8_is_reported_with_the_line(knowledge: Path) -> None:
    path = knowledge / TOOLING
    lines = path.read_bytes().split(b"\n")
    lines[17] = b"caf\xe9"
    path.write_bytes(b"\n".join(lines))
    assert problems(knowledge, TOOLING) == [f"{TOOLING}:18: encoding: not UTF-8; save the file as UTF-8"]
