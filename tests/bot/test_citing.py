from bot.conversation.citing import cited_lines, cited_sections
from bot.conversation.reply import Citation, CitedSource, Reply

AGENCY = CitedSource("Page", "US Customs", None, "agency", "19 CFR part 133", None)
FIRM = CitedSource("Note", "A Firm", None, "practitioner", None, None)


def _citation(number: int, source: CitedSource, anchor: str = "patents") -> Citation:
    heading = f"Section {anchor}"
    return Citation(number, "us-customs", "US Customs guide", heading, anchor, "q", 0, 1, "en", "US", "2026-11-23", None, source)


def _reply() -> Reply:
    cited = (_citation(1, AGENCY), _citation(2, FIRM), _citation(3, AGENCY), _citation(4, FIRM, "marks"))
    return Reply("id", "q", "answered", "en", "A. [1][2] B. [3] C. [4]", cited)


def test_what_is_cited_twice_from_one_source_is_one_line_with_both_numbers() -> None:
    lines = cited_lines(_reply())

    assert [line.marks for line in lines] == ["[1][3]", "[2]", "[4]"]
    assert lines[0].where == "US Customs guide › Section patents"
    assert lines[0].facts == "United States · as of 23 November 2026 · agency page: US Customs, 19 CFR part 133"


def test_each_section_is_there_to_open_once() -> None:
    assert [citation.number for citation in cited_sections(_reply())] == [1, 4]
