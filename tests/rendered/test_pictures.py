"""The pictures of chat messages in the documentation show what Slack and Teams are sent today."""

from pathlib import Path

import pytest

from bot.answering.guidance import LiveGuidance
from tests.browser.png_text import text_of, width_of
from tests.rendered.pictures import PICTURES, WIDTH, desk_for, made_of, path_of, shown_in

README = Path(__file__).parents[2] / "README.md"
MOST = 400_000


@pytest.mark.parametrize("channel", PICTURES)
def test_the_picture_is_of_the_messages_that_are_sent_today(guidance: LiveGuidance, channel: str) -> None:
    shown = made_of(shown_in(channel, desk_for(guidance)))
    assert text_of(path_of(channel).read_bytes()) == shown, "the picture is out of date: run `make pictures` and commit docs/"


@pytest.mark.parametrize("channel", PICTURES)
def test_the_picture_is_sharp_not_heavy_and_in_the_readme(channel: str) -> None:
    png = path_of(channel).read_bytes()
    assert width_of(png) >= WIDTH
    assert len(png) < MOST
    assert f"docs/{channel}-answer.png" in README.read_text(encoding="utf-8")
