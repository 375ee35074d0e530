"""Accounts are linked in a private talk with the bot, and nowhere else."""

from typing import Any

from tests.fakes.teams_activities import mentioned, said
from tests.teams.conftest import House


def text_of(shown: dict[str, Any]) -> str:
    return str(shown["attachments"][0]["content"]["body"])


async def test_a_code_is_shown_in_a_private_talk(house: House) -> None:
    shown = await house.answer_to(said(house.service, "link"))
    assert "Type this code on your other platform" in text_of(shown)


async def test_no_code_is_shown_where_others_read_along(house: House) -> None:
    shown = text_of(await house.answer_to(mentioned(house.service, "link")))
    assert "Others can read here" in shown
    assert "Type this code" not in shown
