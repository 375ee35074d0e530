from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from indexer.check import check, overdue
from indexer.knowledge import read_knowledge

TOOLING = "guides/contracts/contract-tooling.md"
CUSTOMS = "guides/vietnam/vn-customs-recordal.md"
VIETNAMESE = "guides/vietnam/vn-customs-recordal.vi.md"
OLD = "guides/vietnam/vn-old-rules.md"
Mend = Callable[[str, str, str], None]


def problems(knowledge: Path) -> list[str]:
    return [str(problem) for problem in check(read_knowledge(knowledge))]


def test_sound_content_has_no_problem(knowledge: Path) -> None:
    assert problems(knowledge) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        (TOOLING, "id: contract-tooling", "id: contract-tools", [
            f"{TOOLING}:2: id: the file is called contract-tooling.md; call it contract-tools.md or mend the id",
        ]),
        (TOOLING, "as_of: 2026-11-20", "as_of: 2026-11-22", [f"{TOOLING}:2: dates: as_of lies after compiled_on"]),
        (TOOLING, "{#mould-return}", "{#mould-ownership}", [
            f"{TOOLING}:35: anchor: #mould-ownership stands twice in this guide",
        ]),
        (TOOLING, "payment, and the supply contract says so. [@house-test-contracts]", "payment. [@house-rumours]", [
            f"{TOOLING}:18: source: 'house-rumours' is not in sources.yaml",
        ]),
        (TOOLING, "facts: [T3.01]", "facts: []", [
            f"{TOOLING}:16: facts: end the section with <!-- facts: [...] -->, the register's lines it rests on",
        ]),
        (TOOLING, "- en: tool ownership clause\n", "", [f"{TOOLING}:16: phrasing: 2 '- en:' phrasings; give at least 3"]),
        (TOOLING, "- vi: nhà máy giữ khuôn của mình thì sao\n", "", [
            f"{TOOLING}:16: phrasing: 1 '- vi:' phrasings; give at least 2",
        ]),
        (TOOLING, "- en: tool ownership clause", "- en: Renew border watch, Vietnam: deadline!", [
            f"{CUSTOMS}:34: phrasing: 'renew border watch vietnam deadline' also stands under contract-tooling#mould-ownership; "
            "keep it where it is answered",
        ]),
        (TOOLING, "supersedes: []", "supersedes: [no-such-guide]", [
            f"{TOOLING}:2: supersedes: 'no-such-guide' is no other guide or section",
        ]),
        (TOOLING, "supersedes: []", "supersedes: [vn-old-rules#no-such-section]", [
            f"{TOOLING}:2: supersedes: 'vn-old-rules#no-such-section' is no other guide or section",
        ]),
        (TOOLING, "supersedes: []", "supersedes: [contract-tooling]", [
            f"{TOOLING}:2: supersedes: 'contract-tooling' is no other guide or section",
        ]),
        (TOOLING, "supersedes: []", "supersedes: ['contract-tooling#mould-return']", [
            f"{TOOLING}:2: supersedes: 'contract-tooling#mould-return' is no other guide or section",
        ]),
        (VIETNAMESE, "compiled_on: 2026-11-21", "compiled_on: 2026-11-20", [
            f"{VIETNAMESE}:2: translation: older than its original (2026-11-21): bring it up to date",
        ]),
        (VIETNAMESE, "{#recordal-dossier}", "{#recordal-papers}", [
            f"{VIETNAMESE}:2: translation: the sections differ from the original's at 'recordal-dossier'",
        ]),
        (VIETNAMESE, "- Giấy ủy quyền do chủ thể quyền ký. [@test-vn-practitioner]\n", "", [
            f"{VIETNAMESE}:22: translation: cites other sources than the original: ['test-vn-practitioner']",
        ]),
        ("glossary.yaml", "[mould, mold, tooling]", "[mould, Supplier]", [
            "glossary.yaml:1: glossary: 'supplier' stands under 'mould' and 'supplier'",
        ]),
        ("glossary.yaml", "[khuôn, khuôn mẫu]", "[khuôn, gia han]", [
            "glossary.yaml:1: glossary: 'gia hạn' stands under 'mould' and 'renewal'",
        ]),
        ("sources.yaml", "house-test-contracts:", "house-test-contract:", [
            f"{TOOLING}:{line}: source: 'house-test-contracts' is not in sources.yaml" for line in (18, 20, 37, 39, 41)
        ]),
    ],
)  # fmt: skip
def test_a_broken_rule_is_reported_with_path_and_line(
    knowledge: Path, mend: Mend, name: str, old: str, new: str, expected: list[str]
) -> None:
    mend(name, old, new)
    assert problems(knowledge) == expected


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\u202e", "\u200b", "\u00ad", "\U000e0041", "\ufeff"], ids=ascii)
def test_an_invisible_character_in_a_guide_is_reported_with_its_code(knowledge: Path, mend: Mend, character: str) -> None:
    mend(TOOLING, "A plate with our name", f"A plate{character} with our name")
    assert problems(knowledge) == [f"{TOOLING}:20: character: delete the invisible character U+{ord(character):04X}"]


def test_an_invisible_character_in_a_source_is_reported_with_its_code(knowledge: Path, mend: Mend) -> None:
    mend("sources.yaml", "Test Law Firm", "Test\u202e Law Firm")
    assert problems(knowledge) == ["sources.yaml:4: character: delete the invisible character U+202E"]


def test_a_source_that_nobody_cites_is_reported(knowledge: Path, mend: Mend) -> None:
    mend("guides/united-states/us-customs-recordation.md", "[@test-us-practitioner; @test-us-agency]", "[@test-us-agency]")
    assert problems(knowledge) == ["sources.yaml:1: source: 'test-us-practitioner' is cited nowhere: cite or delete it"]


def test_a_house_rule_that_nobody_cites_yet_is_no_problem(knowledge: Path) -> None:
    with (knowledge / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "house-test-audits: {title: House rules, publisher: Test playbook, kind: house_rule, "
            "jurisdiction: INT, date: null, url: null, authority: null}\n"
        )
    assert problems(knowledge) == []


def lead_of(words: int) -> str:
    return " ".join(["word"] * words)


LEAD = "Before 2020 a customs recordal in Vietnam lasted one year from the day of acceptance."


def test_a_lead_of_sixty_words_is_short_enough(knowledge: Path, mend: Mend) -> None:
    mend(OLD, LEAD, lead_of(60))
    assert problems(knowledge) == []


def test_a_lead_of_sixty_one_words_is_reported(knowledge: Path, mend: Mend) -> None:
    mend(OLD, LEAD, lead_of(61))
    assert problems(knowledge) == [f"{OLD}:17: lead: 61 words; at most 60: move the rest to the detail"]


def test_a_vietnamese_lead_of_ninety_syllables_is_short_enough(knowledge: Path, mend: Mend) -> None:
    mend(
        VIETNAMESE,
        "Hồ sơ ghi nhận hải quan tại Việt Nam có ba giấy tờ: đơn yêu cầu, văn bằng bảo hộ và giấy ủy quyền.",
        lead_of(90),
    )
    assert problems(knowledge) == []


def test_a_vietnamese_lead_of_ninety_one_syllables_is_reported(knowledge: Path, mend: Mend) -> None:
    mend(
        VIETNAMESE,
        "Hồ sơ ghi nhận hải quan tại Việt Nam có ba giấy tờ: đơn yêu cầu, văn bằng bảo hộ và giấy ủy quyền.",
        lead_of(91),
    )
    assert problems(knowledge) == [f"{VIETNAMESE}:24: lead: 91 words; at most 90: move the rest to the detail"]


def test_a_section_without_a_lead_is_reported(knowledge: Path, mend: Mend) -> None:
    mend(OLD, f"{LEAD} [@test-vn-customs, Test Circular 0]", "### Caveat\n\nThe term is old. [@test-vn-customs]")
    assert problems(knowledge) == [f"{OLD}:15: lead: the section has no lead: begin with the sentence that answers"]


def test_a_guide_without_a_section_is_reported(knowledge: Path) -> None:
    path = knowledge / OLD
    path.write_text(path.read_text(encoding="utf-8").split("## ")[0], encoding="utf-8")
    assert problems(knowledge) == [f"{OLD}:2: structure: a guide needs at least one '## question {{#anchor}}'"]


def test_a_translation_without_its_guide_is_reported(knowledge: Path) -> None:
    (knowledge / VIETNAMESE).rename(knowledge / "guides/vietnam/vn-lost.vi.md")
    assert "guides/vietnam/vn-lost.vi.md:1: translation: there is no guide 'vn-lost'" in problems(knowledge)


def test_a_translation_whose_id_is_not_its_guides_is_reported(knowledge: Path, mend: Mend) -> None:
    mend(VIETNAMESE, "id: vn-customs-recordal", "id: contract-tooling")
    assert [found.split(": ")[0] for found in problems(knowledge)] == [f"{VIETNAMESE}:2"]


def test_two_translations_of_one_guide_are_reported(knowledge: Path) -> None:
    copy = knowledge / "guides/contracts/vn-customs-recordal.vi.md"
    copy.write_bytes((knowledge / VIETNAMESE).read_bytes())
    assert len(problems(knowledge)) == 1


def test_two_guides_with_one_id_are_reported(knowledge: Path) -> None:
    (knowledge / "guides/contracts/vn-old-rules.md").write_bytes((knowledge / OLD).read_bytes())
    assert problems(knowledge) == [f"{OLD}:2: id: 'vn-old-rules' is also the id of guides/contracts/vn-old-rules.md"]


def test_a_translation_that_lacks_the_last_section_is_reported(knowledge: Path) -> None:
    path = knowledge / VIETNAMESE
    path.write_text(path.read_text(encoding="utf-8").split("## Hồ sơ")[0], encoding="utf-8")
    assert problems(knowledge) == [f"{VIETNAMESE}:2: translation: the sections differ from the original's at 'the end'"]


def test_two_guides_that_supersede_each_other_are_reported(knowledge: Path, mend: Mend) -> None:
    mend(OLD, "review_every: 365d", "review_every: 365d\nsupersedes: [vn-customs-recordal]")
    assert [found.split(": ")[1] for found in problems(knowledge)] != []


def test_problems_come_in_the_order_of_path_and_line(knowledge: Path, mend: Mend) -> None:
    mend(OLD, "as_of: 2019-03-01", "as_of: 2030-03-01")
    mend(TOOLING, "facts: [T3.02]", "facts: []")
    mend(TOOLING, "facts: [T3.01]", "facts: []")
    assert [found.split(": ")[0] for found in problems(knowledge)] == [f"{TOOLING}:16", f"{TOOLING}:35", f"{OLD}:2"]


def test_an_unreadable_guide_does_not_stop_the_check_of_the_others(knowledge: Path, mend: Mend) -> None:
    (knowledge / TOOLING).write_text("nothing", encoding="utf-8")
    mend(OLD, "facts: [T1.09]", "facts: []")
    assert [found.split(": ")[1] for found in problems(knowledge)] == ["front matter", "facts"]


COUNTERPART = "must be a guide of another country that names 'vn-customs-recordal' as its counterpart"
RECORDATION = "guides/united-states/us-customs-recordation.md"


def test_two_guides_of_two_countries_may_be_counterparts(knowledge: Path, mend: Mend) -> None:
    mend(CUSTOMS, "review_every: 90d", "review_every: 90d\ncounterparts: [us-customs-recordation]")
    mend(RECORDATION, "review_every: 180d", "review_every: 180d\ncounterparts: [vn-customs-recordal]")
    assert problems(knowledge) == []


@pytest.mark.parametrize("other", ["us-customs-recordation", "vn-old-rules", "vn-customs-recordal", "no-such-guide"])
def test_a_counterpart_that_is_not_mutual_or_not_abroad_is_reported(knowledge: Path, mend: Mend, other: str) -> None:
    mend(CUSTOMS, "review_every: 90d", f"review_every: 90d\ncounterparts: [{other}]")
    assert problems(knowledge) == [f"{CUSTOMS}:2: counterparts: {other!r} {COUNTERPART}"]


def test_a_linked_guide_is_reported(knowledge: Path) -> None:
    (knowledge / "guides/extra.md").symlink_to(knowledge / OLD)
    assert problems(knowledge) == ["guides/extra.md:1: path: a guide must be a plain file inside the knowledge folder"]


def test_a_dangling_link_is_reported(knowledge: Path) -> None:
    (knowledge / "guides/extra.md").symlink_to(knowledge / "nowhere.md")
    assert problems(knowledge) == ["guides/extra.md:1: path: a guide must be a plain file inside the knowledge folder"]


@pytest.mark.parametrize("name", ["..md", "-.md", "vn old.md", "VN-old-rules.md", "vn-old-rules.md.md", "vn-old-rules.MD.md"])
def test_an_odd_file_name_is_reported(knowledge: Path, name: str) -> None:
    (knowledge / OLD).rename(knowledge / "guides/vietnam" / name)
    assert problems(knowledge) == [
        f"guides/vietnam/{name}:2: id: the file is called {name}; call it vn-old-rules.md or mend the id"
    ]


def test_a_line_end_in_a_file_name_does_not_break_the_report_in_two(knowledge: Path) -> None:
    (knowledge / OLD).rename(knowledge / "guides/vietnam/vn-old\nrules.md")
    assert [found.count("\n") for found in problems(knowledge)] == [0]


def test_a_guide_is_due_counted_from_its_last_review_or_else_from_the_day_it_was_right_for(knowledge: Path) -> None:
    found = read_knowledge(knowledge)
    due = {guide.id: guide.due_on.isoformat() for guide in found.guides}
    assert due["vn-customs-recordal"] == "2027-02-20"  # reviewed on 22 November 2026, every 90 days
    assert due["us-customs-recordation"] == "2027-05-19"  # never reviewed: as of 20 November 2026, every 180 days


def test_overdue_guides_are_listed_longest_first_with_their_owner(knowledge: Path) -> None:
    found = read_knowledge(knowledge)
    assert [str(problem) for problem in overdue(found, date(2027, 2, 20)) if problem.path == CUSTOMS] == []
    late = overdue(found, date(2028, 1, 1))
    assert f"{CUSTOMS}:2: review: due since 2027-02-20; its owner is the reviewer" in [str(problem) for problem in late]
    dates = [problem.message[10:20] for problem in late]
    assert dates == sorted(dates)
