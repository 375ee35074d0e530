"""Answers for one person: the command and the shortcut; sharing them looks at the channel's rights again."""

import secrets
from typing import Any

from bot.access.linking import LinkingDesk
from bot.assembly import new_id, now
from bot.conversation.linking import LinkTalk
from bot.store.link_record import RememberedLinks
from tests.fakes.slack_requests import command, interaction, mention, pressed, said
from tests.fakes.slack_server import BROKEN
from tests.slack.conftest import RECORDAL, House, Open


def respond_to(house: House) -> str:
    return f"{house.slack.address}/respond/r1"


def values(blocks: list[dict[str, Any]], action: str) -> list[str]:
    """What the buttons of an action are worth."""
    elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return [element["value"] for element in elements if element["action_id"] == action]


async def ask(house: House, text: str = RECORDAL, **more: str) -> dict[str, Any]:
    """What the asker sees of /ipdesk."""
    status, said = await house.send(command(text, response_url=respond_to(house), **more), form=True)
    assert (status, said) == (200, "")
    await house.until(lambda: house.slack.ephemeral)
    return house.slack.ephemeral[-1]


async def test_the_command_is_answered_to_the_asker_alone(house: House) -> None:
    seen = await ask(house, f"ask {RECORDAL}")
    assert seen["response_type"] == "ephemeral"
    assert "[1]" in str(seen["blocks"])
    assert house.slack.posted == []


async def test_the_command_alone_gives_help_at_once(house: House) -> None:
    for text in ("", "help", " HELP "):
        status, said = await house.send(command(text), form=True)
        assert status == 200
        assert "Ask IP Desk" in said


async def test_an_expired_response_address_ends_in_a_direct_message(house: House) -> None:
    house.slack.fail("response_url", BROKEN)
    await house.send(command(RECORDAL, response_url=respond_to(house)), form=True)
    (posted,) = await house.posted()
    assert posted["channel"] == "U1"


async def test_a_response_address_of_a_foreign_host_is_not_followed(house: House) -> None:
    await house.send(command(RECORDAL, response_url="https://evil.example/respond"), form=True)
    (posted,) = await house.posted()
    assert posted["channel"] == "U1"


async def test_the_message_shortcut_answers_the_message_privately(house: House) -> None:
    payload = {
        "type": "message_action",
        "callback_id": "ask_about_message",
        "channel": {"id": "C1"},
        "message": {"text": RECORDAL, "ts": "1700000000.000100", "user": "U2"},
        "response_url": respond_to(house),
    }
    await house.send(interaction(payload), form=True)
    await house.until(lambda: house.slack.ephemeral)
    assert "[1]" in str(house.slack.ephemeral[0]["blocks"])


def share(house: House, answer: str) -> str:
    payload = {
        "type": "block_actions",
        "actions": [{"action_id": "share", "value": answer}],
        "channel": {"id": "C1"},
        "container": {"is_ephemeral": True, "message_ts": "1700000000.000200"},
        "response_url": respond_to(house),
    }
    return interaction(payload)


async def test_a_private_answer_is_shared_once_to_the_channel(house: House) -> None:
    (answer,) = values((await ask(house))["blocks"], "share")
    for _ in range(5):
        await house.send(share(house, answer), form=True)
    (posted,) = await house.posted()
    assert posted["channel"] == "C1"
    assert RECORDAL in str(posted["blocks"])
    await house.quiet(1.2)
    assert len(house.slack.posted) == 1
    assert "already" in str(house.slack.ephemeral[-1]["blocks"])


async def test_an_answer_that_a_guest_in_the_channel_may_not_see_is_not_shared(house: House) -> None:
    seen = await ask(house, "Who owns the mould that we paid for?")
    house.slack.person("UGUEST", is_restricted=True)
    house.slack.members["C1"] = ["U1", "UGUEST"]
    (answer,) = values(seen["blocks"], "share")
    await house.send(share(house, answer), form=True)
    await house.until(lambda: len(house.slack.ephemeral) == 2)
    assert "not shared here" in str(house.slack.ephemeral[1]["blocks"])
    assert house.slack.posted == []


async def test_an_answer_that_is_no_longer_kept_is_said_to_be_so(house: House) -> None:
    await house.send(share(house, "nosuchanswer"), form=True)
    await house.until(lambda: house.slack.ephemeral)
    assert "no longer kept" in str(house.slack.ephemeral[0]["blocks"])


async def test_a_choice_is_answered_once_in_the_thread(house: House) -> None:
    reply = await ask(house, "How long does a customs recordal last?")
    found = values(reply["blocks"], "choose:0") or values(reply["blocks"], "related:0")
    message = {"channel": "C1", "ts": "1700000000.000300", "thread_ts": "1700000000.000299"}
    action = "choose:0" if values(reply["blocks"], "choose:0") else "related:0"
    for _ in range(3):
        await house.send(pressed(action, found[0], message), form=True)
    (posted,) = await house.posted()
    assert posted["thread_ts"] == "1700000000.000299"
    await house.quiet(1.2)
    assert len(house.slack.posted) == 1


async def test_help_in_a_direct_message_has_a_press_for_everything_and_its_answer_is_announced(house: House) -> None:
    await house.deliver(said("help", channel="D1"))
    (helped,) = await house.posted()
    assert "Go through a checklist" in str(helped["blocks"])
    await house.until(lambda: len(house.slack.called("assistant.threads.setStatus")) == 1)
    await house.send(pressed("choose:0", values(helped["blocks"], "choose:0")[0], helped), form=True)
    await house.posted(2)
    await house.until(lambda: len(house.slack.called("assistant.threads.setStatus")) == 2)
    assert house.slack.called("assistant.threads.setStatus")[1]["thread_ts"] == helped["thread_ts"]


async def test_in_a_channel_a_code_is_offered_and_shown_to_who_presses_alone(open_house: Open) -> None:
    links = RememberedLinks()
    house = await open_house(None, (LinkTalk(LinkingDesk(links, now, new_id, secrets.choice)),))
    await house.deliver(mention("link"))
    await house.until(lambda: house.slack.ephemeral)
    (button,) = [b for block in house.slack.ephemeral[0]["blocks"] if block["type"] == "actions" for b in block["elements"]]
    where = {"channel": "C1", "ts": "1700000000.000300", "thread_ts": "1700000000.000299"}
    await house.send(pressed(button["action_id"], button["value"], where, user="U2"), form=True)
    await house.until(lambda: len(house.slack.ephemeral) == 2)
    assert house.slack.ephemeral[1]["user"] == "U2"
    assert "within ten minutes" in str(house.slack.ephemeral[1]["blocks"])
    assert house.slack.posted == []


async def test_accounts_are_joined_by_a_code_that_only_its_owner_sees(open_house: Open) -> None:
    links = RememberedLinks()
    linking = LinkingDesk(links, now, new_id, secrets.choice)
    house = await open_house(None, (LinkTalk(linking),))
    code = linking.issue("teams:X:1")
    await house.deliver(mention(f"link {code}"))
    await house.until(lambda: house.slack.ephemeral)
    assert "direct message" in str(house.slack.ephemeral[0]["blocks"])
    await house.send(command(f"link {code}", response_url=respond_to(house)), form=True)
    await house.until(lambda: len(house.slack.ephemeral) == 2)
    assert links.accounts_with("slack:T0OWN:U1") == {"slack:T0OWN:U1", "teams:X:1"}
    await house.deliver(said("link", channel="D1"))
    (posted,) = await house.posted()
    assert posted["channel"] == "D1"
