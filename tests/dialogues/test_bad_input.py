"""What cannot be taken, said and pressed in Slack and Teams: each gets one plain sentence, and nothing is changed."""

import io
import zipfile
from typing import Any

import pytest

from bot.checklists.run import ChecklistRun
from bot.checklists.unfolding import unfolded
from tests.dialogues.conftest import Open
from tests.dialogues.screen import Screen
from tests.dialogues.slack_player import CHANNEL, SlackPlayer
from tests.dialogues.teams_player import TeamsPlayer
from tests.dialogues.town import Town
from tests.fakes.slack_requests import event, said
from tests.fakes.teams_activities import CHANNEL as TEAMS_CHANNEL

# To a yes/no question, then to a number of people, then to a day.
SAID = (
    ("maybe", "Please choose one of the answers offered."),
    ("not applicable", "This one applies to everybody. Answer it, or skip it and say why."),
    ("https://user:pw@example.com/a", "Please give a web address that begins with https:// and has no password in it."),
)
NUMBERS = (
    ("12 weeks", "Please give the number in this unit: people."),
    ("a dozen", "Please give a number such as 12 or 12.5."),
    ("1.200", "Is that a thousand or a fraction? Please write it without separators, such as 1200."),
)


def bomb() -> bytes:
    """A thousand times as large as it looks."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b"0" * (310 * 1024 * 1024))
    return packed.getvalue()


FILES = (
    ("run.exe", b"MZ", None, "I take PDF, PNG, JPEG"),
    ("logo.svg", b"<svg><script>alert(1)</script></svg>", None, "I take PDF, PNG, JPEG"),
    ("list.pdf", b"<html><script/></html>", None, "The file is not what its name says"),
    ("list.pdf", b"%PDF-1.7", 1_000_000_000, "The file is too large: at most 20 MB."),
    ("bomb.docx", None, None, "The file is not what its name says"),
    ("gone.pdf", b"", 10, "I could not fetch that file."),
    ("empty.pdf", b"", 0, "The file is empty."),
)


def run_of(town: Town) -> ChecklistRun:
    found = unfolded(town.store.runs.changes_of(town.run()))
    assert found is not None
    return found


async def begun(player: Any, where: str | None = None) -> None:
    """A run of the small checklist, at its first question."""
    await player.says("lina", "checklist start small", where)
    screen = player.screen("lina")
    fills = {"Supplier": "Alpha", "Country": "Vietnam", "Holds our tooling": "No"}
    await player.presses("lina", screen, "Start", screen.filled(fills, {}))


def is_a_sentence(screen: Screen, told: str) -> bool:
    lines = [line for line in screen.text.splitlines() if line.strip()]
    return len(lines) == 1 and lines[0].startswith(told) and not screen.buttons


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_what_cannot_be_read_is_said_in_one_sentence(town: Town, open_channel: Open, channel: str) -> None:
    player = await open_channel(channel, "en")
    await begun(player)
    for text, told in SAID:
        await player.says("lina", text)
        assert is_a_sentence(player.screen("lina"), told), (text, player.screen("lina"))
    await player.says("lina", "skip:")
    assert player.screen("lina").text.startswith("Why is “has_policy?” skipped?")
    assert player.screen("lina").offers("Save")
    assert run_of(town).version == 1
    await player.says("lina", "no")
    for text, told in NUMBERS:
        await player.says("lina", text)
        assert is_a_sentence(player.screen("lina"), told), (text, player.screen("lina"))
    assert set(run_of(town).answers()) == {"has_policy"}


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_who_has_no_part_in_it_is_told_so_and_changes_nothing(town: Town, open_channel: Open, channel: str) -> None:
    player = await open_channel(channel, "en")
    await begun(player)
    for text in (
        "checklist start small",
        f"checklist {town.run()}",
        f"checklist submit {town.run()}",
        f"checklist report {town.run()}",
    ):
        await player.says("bob", text)
        assert is_a_sentence(player.screen("bob"), "Your role or your part in this run does not allow that."), text
    await player.says("lina", f"checklist submit {town.run()}")
    await player.says("rita", f"checklist sign off {town.run()}")
    assert "Not answered yet" in player.screen("lina").text
    assert (run_of(town).version, len(town.store.runs.every())) == (1, 1)


async def test_files_that_are_not_taken_are_said_so_in_slack(town: Town, open_channel: Open) -> None:
    player: SlackPlayer = await open_channel("slack", "en")
    await begun(player)
    for number, (name, content, size, told) in enumerate(FILES):
        body = bomb() if content is None else content
        if not name.startswith("gone"):
            player.slack.files[f"f{number}"] = body
        file = {"name": name, "mimetype": "application/pdf", "size": len(body) if size is None else size}
        address = {"url_private_download": f"{player.slack.address}/files/f{number}"}
        await player.says("lina", "", files=[file | address], subtype="file_share")
        assert is_a_sentence(player.screen("lina"), told), (name, player.screen("lina"))
    assert run_of(town).version == 1


async def test_a_button_of_a_question_that_is_answered_changes_nothing_in_slack(town: Town, open_channel: Open) -> None:
    player: SlackPlayer = await open_channel("slack", "en")
    await begun(player)
    old = player.screen("lina")
    button, message = old.button("Yes"), dict(old.origin)
    await player.says("lina", "no")
    await player.delivered(player.press_of("lina", message, button, {}), form=True)
    assert run_of(town).answers()["has_policy"].value == "no"


async def test_a_run_in_a_channel_of_slack_shows_no_answer_there(town: Town, open_channel: Open) -> None:
    player: SlackPlayer = await open_channel("slack", "en")
    await begun(player, CHANNEL)
    assert "has_policy?" in player.told("lina").text
    await player.says("lina", "no")
    await player.says("lina", "12")
    shown = [screen for screen in player.in_channel() if "|board" in str(screen.buttons)]
    assert len(shown) == 1
    assert "2/2" in shown[0].text
    assert not any(words in screen.text for screen in player.in_channel() for words in ("has_policy?", "staff?"))


async def test_a_run_in_a_channel_of_teams_shows_no_answer_there(town: Town, open_channel: Open) -> None:
    player: TeamsPlayer = await open_channel("teams", "en")
    await player.says("lina", "checklist")  # so that Teams knows their private talk
    await begun(player, TEAMS_CHANNEL)
    await town.settled("teams")
    assert "has_policy?" in player.told("lina").text
    await player.says("lina", "no")
    there = [str(found) for found in [*player.teams.sent, *player.teams.updated] if "1/2" in str(found)]
    assert there
    in_channel = [found for found in player.teams.sent if found["_to"].startswith(TEAMS_CHANNEL)]
    assert not any(words in str(found) for found in [*in_channel, *player.teams.updated] for words in ("has_policy?", "staff?"))


async def test_a_reply_in_the_thread_of_an_older_run_answers_that_run_in_slack(town: Town, open_channel: Open) -> None:
    player: SlackPlayer = await open_channel("slack", "en")
    await begun(player)
    first, thread = town.run(), player.screen("lina").origin["thread_ts"]
    await player.says("lina", "checklist start facility audit")
    screen = player.screen("lina")
    await player.presses("lina", screen, "Start", screen.filled({}, {}))
    await player.delivered(event(said("no", "DU1", "U1", thread_ts=thread)), form=False)
    found = unfolded(town.store.runs.changes_of(first))
    assert found is not None
    assert found.answers()["has_policy"].value == "no"
