"""Socket Mode: the same deliveries over a websocket that the app opens."""

import json
from urllib.parse import parse_qsl

from tests.fakes.slack_requests import command, event, mention
from tests.fakes.slack_server import APP_TOKEN, SlackServer
from tests.slack.conftest import RECORDAL, House, Open


async def connected(open_house: Open, slack: SlackServer) -> House:
    house = await open_house(SLACK_APP_TOKEN=APP_TOKEN, SLACK_SIGNING_SECRET="")
    await house.until(lambda: slack.sockets)
    return house


async def test_an_event_over_the_socket_is_acknowledged_and_answered_once(open_house: Open, slack: SlackServer) -> None:
    house = await connected(open_house, slack)
    body = json.loads(event(mention(RECORDAL)))
    for number in range(3):
        await slack.sockets[0].send_json({"type": "events_api", "envelope_id": f"e{number}", "payload": body})
    await house.until(lambda: len(slack.acknowledged) == 3)
    await house.posted()
    await house.quiet()
    assert {found["envelope_id"] for found in slack.acknowledged} == {"e0", "e1", "e2"}
    assert len(slack.posted) == 1


async def test_a_command_over_the_socket_is_answered_with_help(open_house: Open, slack: SlackServer) -> None:
    house = await connected(open_house, slack)
    fields = dict(parse_qsl(command("help"), keep_blank_values=True))
    await slack.sockets[0].send_json({"type": "slash_commands", "envelope_id": "c1", "payload": fields})
    await house.until(lambda: slack.acknowledged)
    assert "Ask IP Desk" in str(slack.acknowledged[0]["payload"])


async def test_without_a_signing_secret_nothing_is_taken_over_http(open_house: Open, slack: SlackServer) -> None:
    house = await connected(open_house, slack)
    assert (await house.send(event(mention(RECORDAL))))[0] == 404
