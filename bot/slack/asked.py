"""What somebody asked of the desk in Slack, read from what Slack sends with suspicion: whatever makes no sense is None."""

import html
import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

Surface = Literal["mention", "direct", "channel", "follow_up", "command", "shortcut", "choice", "share"]
MAX_TEXT = 30_000
_ID = re.compile(r"[A-Z][A-Z0-9]{1,30}")
_TS = re.compile(r"[0-9]{1,16}\.[0-9]{1,9}")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>\s]*)(?:\|([^>]*))?>")
_SPOKEN_SUBTYPES = {None, "file_share", "thread_broadcast"}


@dataclass(frozen=True)
class Asked:
    """`thread` is where the answer goes; without one it is for the asker alone, through `respond_to`."""

    surface: Surface
    user: str
    channel: str
    thread: str | None
    text: str
    respond_to: str | None = None
    answer: str = ""

    def as_json(self) -> dict[str, Any]:
        """What is kept until it has been worked off."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Asked":
        """What was kept."""
        return cls(**found)


@dataclass(frozen=True)
class Said:
    """A message that somebody wrote where the desk can read it."""

    user: str
    channel: str
    ts: str
    thread: str | None
    text: str
    mention: bool
    direct: bool

    def asked(self, surface: Surface, bot_user: str) -> Asked:
        """The message as something asked of the desk, answered in its thread."""
        return Asked(surface, self.user, self.channel, self.thread or self.ts, spoken(self.text, bot_user))

    @property
    def place(self) -> str:
        """The one message that this is, whatever events tell of it."""
        return f"{self.channel}/{self.ts}"


def read_said(event: dict[str, Any]) -> Said | None:
    """The message of an event; None for what no person said: edits, joins, bots."""
    if event.get("type") not in ("message", "app_mention") or "bot_id" in event:
        return None
    user, channel, ts = identity(event.get("user")), identity(event.get("channel")), stamp(event.get("ts"))
    subtype = event.get("subtype")
    if user is None or channel is None or ts is None or not isinstance(subtype, str | None) or subtype not in _SPOKEN_SUBTYPES:
        return None
    direct = event.get("channel_type") == "im" or channel.startswith("D")
    mention = event["type"] == "app_mention"
    return Said(user, channel, ts, stamp(event.get("thread_ts")), text_in(event), mention, direct)


def spoken(text: str, bot_user: str) -> str:
    """What a person wrote, without Slack's markup and without the mention of the bot."""
    text = text.replace(f"<@{bot_user}>", " ")
    return html.unescape(_LINK.sub(lambda found: found[2] or found[1], text)).strip()


def text_in(found: dict[str, Any]) -> str:
    """The text of a message or command."""
    text = found.get("text")
    return text[:MAX_TEXT].encode("utf-8", "replace").decode() if isinstance(text, str) else ""


def identity(value: object) -> str | None:
    """The id of a user, channel or team."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def stamp(value: object) -> str | None:
    """The time stamp that names a message."""
    return value if isinstance(value, str) and _TS.fullmatch(value) else None


def part(found: object, *path: str) -> Any:
    """What lies at a path of nested objects; None where there is nothing."""
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
