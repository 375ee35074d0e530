"""A Lookup asks Slack whether it already has a post, by the key that went along in the metadata of the message."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.post import Post
from bot.slack.posts import reference_of
from bot.slack.uploading import is_there, title_of

PAGE, MOST_PAGES = 200, 10
# Of the moment since which a post was due: our clock may have been wrong by a day when it was taken.
EARLIER = timedelta(days=2)


class Lookup:
    """Raises SlackApiError where Slack does not let us look."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._clock = clock

    async def place_of(self, post: Post, channel: str) -> str | None:
        """The channel that holds the post; None for what one person sees in passing, which is kept nowhere."""
        whispered = post.payload.get("private") and channel.startswith(("C", "G"))
        if post.payload.get("respond_to") or whispered:
            return None
        if not channel.startswith(("U", "W")):
            return channel
        answer: Any = await self._client.conversations_open(users=channel)
        return str(answer["channel"]["id"])

    async def found(self, post: Post, channel: str) -> str | None:
        """Slack's name for the post; that of a private talk begins with its channel."""
        place = await self.place_of(post, channel)
        ts = await self._ts_of(post, place) if place else None
        return ts if ts is None or place == channel else f"{place}:{ts}"

    async def _ts_of(self, post: Post, place: str) -> str | None:
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = await self._page(post, place, cursor)
            ts = next((str(one["ts"]) for one in answer.get("messages", ()) if _is(one, post)), None)
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if ts is not None or not cursor:
                return ts
        return None

    async def _page(self, post: Post, place: str, cursor: str) -> Any:
        since = (post.since or self._clock()) - EARLIER
        asked: dict[str, Any] = {"channel": place, "oldest": f"{since.timestamp():.6f}", "limit": PAGE}
        asked |= {"include_all_metadata": True} | ({"cursor": cursor} if cursor else {})
        if post.thread is None:
            return await self._client.conversations_history(**asked)
        return await self._client.conversations_replies(ts=post.thread, **asked)


def _is(message: dict[str, Any], post: Post) -> bool:
    """A file carries no metadata: it is known by its title."""
    if "file" in post.payload:
        return is_there(message, title_of(post, reference_of(post.key)))
    return bool(_key_of(message) == post.key)


def _key_of(message: dict[str, Any]) -> Any:
    return message.get("metadata", {}).get("event_payload", {}).get("key")
