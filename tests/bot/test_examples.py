"""What the product's own pages give as examples is answered, and from the right section."""

import pytest

from bot.answering.guidance import LiveGuidance
from bot.conversation.beginning import examples
from tests.bot.asking import Asker, sections_of


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("Can we record our patent with US customs?", "us-customs-recordation#"),
        ("thời hạn bảo hộ sáng chế là bao lâu?", "vn-rights-and-terms#patent-term"),
        ("thoi han bao ho sang che la bao lau", "vn-rights-and-terms#patent-term"),
        ("supplier wants to sub-contract the tooling, what now?", "contract-ownership-tooling#"),
    ],
)
def test_an_example_leads_to_its_section(guidance: LiveGuidance, question: str, section: str) -> None:
    assert sections_of(Asker(guidance).ask(question))[0].startswith(section)


@pytest.mark.parametrize("question", [*examples("en"), *examples("vi")])
def test_what_the_page_offers_to_begin_with_is_answered(guidance: LiveGuidance, question: str) -> None:
    assert Asker(guidance).ask(question).status in ("answered", "clarify")
