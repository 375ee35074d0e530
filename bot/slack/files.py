"""Files that came with a message: noted when it is taken in, fetched only when somebody wants them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.config import SlackCredentials
from bot.conversation.message import Attachment, UnusableAttachment

MAX_FILES = 10
MAX_NAME = 255
TIMEOUT = 60
OK = 200
PIECE = 64 * 1024


def files_in(event: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """Name, kind, size and address of each file of an event."""
    found = event.get("files")
    files = (_file(file) for file in found[:MAX_FILES]) if isinstance(found, list) else ()
    return tuple(file for file in files if file is not None)


def attachments(files: Sequence[dict[str, Any]], credentials: SlackCredentials) -> tuple[Attachment, ...]:
    """The files in neutral terms."""
    return tuple(Attachment(f["name"], f["media_type"], f["size"], _Fetch(f["size"], f["url"], credentials)) for f in files)


def _file(found: object) -> dict[str, Any] | None:
    if not isinstance(found, dict):
        return None
    name, kind, size = found.get("name"), found.get("mimetype"), found.get("size")
    url = found.get("url_private_download") or found.get("url_private")
    if not isinstance(name, str) or not isinstance(url, str) or not isinstance(size, int):
        return None
    media_type = kind[:MAX_NAME] if isinstance(kind, str) else "application/octet-stream"
    return {"name": name[:MAX_NAME], "media_type": media_type, "size": size, "url": url[:2_000]}


class _Fetch:
    """Opens a connection of its own, so that it works in whichever loop it is awaited."""

    def __init__(self, size: int, url: str, credentials: SlackCredentials) -> None:
        self._size = size
        self._url = url
        self._credentials = credentials

    async def __call__(self, most: int) -> bytes:
        if self._size > most:
            raise UnusableAttachment(f"the file has {self._size} bytes, more than {most}")
        if not self._is_slack():
            raise UnusableAttachment("the file does not lie with Slack")  # the token must not go elsewhere
        try:
            return await self._read(most)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise UnusableAttachment(f"the file cannot be fetched: {error!r}") from None

    def _is_slack(self) -> bool:
        found, api = urlsplit(self._url), urlsplit(self._credentials.api_url)
        slack = found.scheme == "https" and (found.hostname or "").endswith(".slack.com")
        return slack or (found.scheme, found.netloc) == (api.scheme, api.netloc)

    async def _read(self, most: int) -> bytes:
        headers = {"Authorization": f"Bearer {self._credentials.bot_token}"}
        session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT), headers=headers)
        async with session, session.get(self._url, allow_redirects=False) as answer:
            if answer.status != OK or answer.content_type == "text/html":  # Slack's page to sign in
                raise UnusableAttachment(f"Slack does not give the file (status {answer.status})")
            body = bytearray()
            async for piece in answer.content.iter_chunked(PIECE):
                body += piece
                if len(body) > most:
                    raise UnusableAttachment(f"the file has more than {most} bytes")
            return bytes(body)
