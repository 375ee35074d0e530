"""Small signs in the Messages tab: that an answer is being looked for, and what a talk is called. They may fail."""

import logging
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.catalogue import say
from bot.slack.asked import Asked
from bot.slack.mrkdwn import plain
from bot.slack.posts import language_in

log = logging.getLogger(__name__)

MAX_TITLE = 60


@dataclass(frozen=True)
class Signs:
    """Slack takes a status away by itself when the answer is posted."""

    client: AsyncWebClient

    async def show(self, asked: Asked) -> None:
        """The status, and the title of a talk that begins."""
        if not _in_a_talk(asked):
            return
        place = {"channel_id": asked.channel, "thread_ts": asked.thread}
        status = say("slack.looking", language_in(asked.text))
        await self._call("assistant.threads.setStatus", {**place, "status": status})
        title = plain(asked.text, MAX_TITLE)
        if asked.surface == "direct" and asked.opens and title:
            await self._call("assistant.threads.setTitle", {**place, "title": title})

    async def _call(self, method: str, arguments: dict[str, str | None]) -> None:
        try:
            await self.client.api_call(method, json=arguments)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.info("%s failed: %s", method, error, extra={"action": "sign_failed"})


def _in_a_talk(asked: Asked) -> bool:
    """Written in the Messages tab, or pressed there to have it answered."""
    return asked.surface == "direct" or (asked.surface == "choice" and asked.channel.startswith("D") and asked.thread is not None)
