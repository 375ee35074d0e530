"""Which messages without a mention are meant for the desk, on a set that was labelled by hand."""

from pathlib import Path

import pytest
import yaml

from bot.conversation.addressed import meant_for_desk

LABELLED = yaml.safe_load((Path(__file__).parent / "fixtures" / "addressed.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", LABELLED, ids=[f"{number} {case['text']}" for number, case in enumerate(LABELLED)])
def test_a_message_is_taken_for_what_a_reader_says_it_is(case: dict[str, object]) -> None:
    assert meant_for_desk(str(case["text"])) is case["meant"]
