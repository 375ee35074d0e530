"""Files that came with a message: noted when it is taken in, fetched from Microsoft's hosts only when somebody wants them."""

import asyncio
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.config import is_loopback
from bot.conversation.message import Attachment, UnusableAttachment
from bot.teams.bearer import Bearer, NoBearer
from bot.teams.heard import Heard, part
from bot.teams.services import Services

MAX_FILES, MAX_LISTED, MAX_NAME, MAX_ADDRESS = 10, 50, 255, 4_000
TIMEOUT = 60
OK = 200
PIECE = 64 * 1024
DOWNLOAD = "application/vnd.microsoft.teams.file.download.info"
UNKNOWN = "application/octet-stream"
# Where the files of private talks lie; their addresses carry a permission of their own.
_STORES = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us")


def files_in(heard: Heard) -> list[dict[str, Any]]:
    """{"name", "media_type", "url", "ours"} of each file and picture of an activity; `ours` needs the bot's token."""
    found = heard.raw.get("attachments")
    listed = found[:MAX_LISTED] if isinstance(found, list) else []
    return [file for each in listed for file in _file(each)][:MAX_FILES]


def _file(found: object) -> Iterator[dict[str, Any]]:
    """What is neither, such as the HTML that Teams sends beside each text, gives nothing."""
    kind = part(found, "contentType")
    picture = isinstance(kind, str) and kind.startswith("image/")
    url = part(found, "contentUrl") if picture else part(found, "content", "downloadUrl") if kind == DOWNLOAD else None
    if not isinstance(url, str) or len(url) > MAX_ADDRESS:
        return
    named = part(found, "name")
    name = named[:MAX_NAME] if isinstance(named, str) and named else "image" if picture else "file"
    media_type = kind[:MAX_NAME] if picture else mimetypes.guess_type(name)[0] or UNKNOWN
    yield {"name": name, "media_type": media_type, "url": url, "ours": picture}


def is_store(address: str, *, local: bool) -> bool:
    """True for Microsoft's own stores, over HTTPS, where people's files lie; this machine only where that is `local`."""
    try:
        found = urlsplit(address)
        host, port = (found.hostname or "").lower(), found.port
    except ValueError:
        return False
    if found.username is not None:
        return False
    if is_loopback(host):
        return local
    return found.scheme == "https" and port in (None, 443) and host.endswith(_STORES)


@dataclass(frozen=True)
class Files:
    """Teams does not say how large a file is: its size counts as 0, and reading stops at the most that is wanted."""

    services: Services
    bearer: Bearer
    local: bool

    def attachments(self, files: list[dict[str, Any]]) -> tuple[Attachment, ...]:
        """The files in neutral terms; to be called in the loop in which the channel lives."""
        loop = asyncio.get_running_loop()
        return tuple(Attachment(f["name"], f["media_type"], 0, _Fetch(self, f["url"], loop, ours=f["ours"])) for f in files)

    def allows(self, url: str, *, ours: bool) -> bool:
        """True for a host that may be asked: with our token only the Bot Framework's own."""
        return self.services.allows(url) if ours else is_store(url, local=self.local)


@dataclass(frozen=True)
class _Fetch:
    """Opens a connection of its own, so that it works in whichever loop it is awaited; the token comes from the channel's."""

    files: Files
    url: str
    home: asyncio.AbstractEventLoop
    ours: bool

    async def __call__(self, most: int) -> bytes:
        if not self.files.allows(self.url, ours=self.ours):
            raise UnusableAttachment("the file does not lie with Microsoft")  # neither our token nor our network for others
        try:
            return await self._read(most)
        except (aiohttp.ClientError, TimeoutError, NoBearer, ValueError) as error:
            raise UnusableAttachment(f"the file cannot be fetched: {error!r}") from None

    async def _read(self, most: int) -> bytes:
        session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT), headers=await self._headers())
        async with session, session.get(self.url, allow_redirects=False) as answer:
            if answer.status != OK or answer.content_type == "text/html":  # a page to sign in
                raise UnusableAttachment(f"the file is not given (status {answer.status})")
            body = bytearray()
            async for piece in answer.content.iter_chunked(PIECE):
                body += piece
                if len(body) > most:
                    raise UnusableAttachment(f"the file has more than {most} bytes")
            return bytes(body)

    async def _headers(self) -> dict[str, str]:
        if not self.ours:
            return {}
        fetching: Any = asyncio.run_coroutine_threadsafe(self.files.bearer.token(), self.home)
        return {"Authorization": f"Bearer {await asyncio.wrap_future(fetching)}"}
