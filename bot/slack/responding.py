"""Answers through the address that Slack hands out with a command or a press."""

from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.blocks import SlackMessage

OK = 200
_SLACK = "hooks.slack.com"


async def respond(client: AsyncWebClient, address: str, message: SlackMessage, replace: bool = False) -> bool:
    """True when Slack took it, in place of the message that the address came with or beside it; other hosts are not called."""
    host = urlsplit(address).hostname
    if host not in (_SLACK, urlsplit(client.base_url).hostname):
        return False
    webhook = AsyncWebhookClient(address, session=client.session, retry_handlers=[])
    try:
        answer = await webhook.send(
            text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=replace, unfurl_links=False
        )
    except (aiohttp.ClientError, TimeoutError):
        return False
    return answer.status_code == OK
