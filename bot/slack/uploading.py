"""Files of cards go to Slack when they are sent: made for the person they go to, uploaded, shown in their private talk."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.assistant import Assistant
from bot.conversation.card import Card, CardFile, MadeFile
from bot.conversation.message import Person
from bot.delivery.aside import Aside
from bot.delivery.post import Post
from bot.slack.people import People

OK = 200
TIMEOUT = aiohttp.ClientTimeout(total=60)


def file_posts(key: str, channel: str, thread: str | None, person: str, card: Card) -> list[Post]:
    """One post a file, each sent and tried again on its own; only in a private talk, which a channel never is."""
    if not channel.startswith("D") or not person:
        return []
    user = person.rpartition(":")[2]
    return [
        Post(
            f"{key[:200]}/file{number}",
            "slack",
            channel,
            thread,
            {"file": asdict(file), "language": card.language, "user": user},
            person=person,
        )
        for number, file in enumerate(card.files)
    ]


class Uploads:
    """Makes and uploads; raises what the client and the desks raise."""

    def __init__(self, client: AsyncWebClient, assistant: Assistant, people: People, aside: Aside) -> None:
        self._client = client
        self._assistant = assistant
        self._people = people
        self._aside = aside

    async def made(self, post: Post) -> MadeFile | None:
        """The file, by the rights that its reader has now."""
        file, user = CardFile(**post.payload["file"]), post.payload["user"]
        reader = Person(post.person, await self._people.of_person(user), await self._people.roles(user))
        return await self._aside(lambda: self._assistant.made(file.verb, file.value, reader))

    async def upload(self, made: MadeFile, title: str, channel: str, thread: str | None) -> None:
        """Into a talk; the address that Slack hands out is called only where it is Slack's."""
        asked = await self._client.files_getUploadURLExternal(filename=made.name, length=len(made.content))
        await self._put(str(asked["upload_url"]), made)
        shown = [{"id": asked["file_id"], "title": title}]
        await self._client.files_completeUploadExternal(files=shown, channel_id=channel, thread_ts=thread)

    async def _put(self, address: str, made: MadeFile) -> None:
        if not self._is_slack(address):
            raise aiohttp.ClientError("the address for the upload is not Slack's")
        session = self._client.session
        if session is None:
            raise aiohttp.ClientError("there is no session")
        async with session.post(address, data=made.content, timeout=TIMEOUT, allow_redirects=False) as answer:
            if answer.status != OK:
                raise aiohttp.ClientError(f"the upload was refused with status {answer.status}")

    def _is_slack(self, address: str) -> bool:
        found, api = urlsplit(address), urlsplit(self._client.base_url)
        slack = found.scheme == "https" and (found.hostname or "").endswith(".slack.com")
        return slack or (found.scheme, found.netloc) == (api.scheme, api.netloc)


def title_of(post: Post, reference: str) -> str:
    """What a file is called in Slack; by the reference it is found again."""
    return f"{post.payload['file']['name']} ({reference})"


def is_there(message: dict[str, Any], title: str) -> bool:
    """Whether a message holds the file of a title."""
    files = message.get("files")
    return isinstance(files, list) and any(isinstance(file, dict) and file.get("title") == title for file in files)
