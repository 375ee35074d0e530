"""What somebody asked of the desk in Slack, read from what Slack sends with suspicion: whatever makes no sense is None."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from bot.conversation.mention import of_channel, of_person, without_mentions
from bot.slack.files import files_in
from bot.slack.workspace import Own

Surface = Literal["mention", "direct", "channel", "follow_up", "command", "shortcut", "choice", "share", "press"]
MAX_TEXT = 30_000
_ID = re.compile(r"[A-Z][A-Z0-9]{1,30}")
_TS = re.compile(r"[0-9]{1,16}\.[0-9]{1,9}")
_PERSON = re.compile(r"<@([A-Z0-9]{2,31})(?:\|[^>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]{2,31})(?:\|[^>]*)?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>\s]*)(?:\|([^>]*))?>")
_SPOKEN_SUBTYPES = {None, "file_share", "thread_broadcast"}


@dataclass(frozen=True)
class Asked:
    """`thread` is where the answer goes; without one it is for the asker alone, through `respond_to`.

    Of a press, `text` is the verb, `answer` the value, `pressed` the message that holds the button, `fields` what is filled in,
    `language` that of the card.
    """

    surface: Surface
    user: str
    channel: str
    thread: str | None
    text: str
    respond_to: str | None = None
    answer: str = ""
    person: str = ""
    pressed: str | None = None
    fields: dict[str, list[str]] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    opens: bool = False
    language: str = ""

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
    files: tuple[dict[str, Any], ...] = ()

    def asked(self, surface: Surface, own: Own) -> Asked:
        """The message as something asked of the desk, answered in its thread."""
        text = spoken(self.text, own)
        files, person = list(self.files), own.person(self.user)
        return Asked(
            surface, self.user, self.channel, self.thread or self.ts, text, person=person, files=files, opens=self.thread is None
        )

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
    return Said(user, channel, ts, stamp(event.get("thread_ts")), text_in(event), mention, direct, files_in(event))


def spoken(text: str, own: Own) -> str:
    """What a person wrote, without Slack's markup and without the mention of the bot; other mentions in neutral terms."""
    text = without_mentions(text).replace(f"<@{own.user}>", " ")
    text = _PERSON.sub(lambda found: of_person(own.person(found[1])), text)
    text = _CHANNEL.sub(lambda found: of_channel(f"slack:{found[1]}"), text)
    text = _LINK.sub(lambda found: found[2] or found[1], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()  # all that Slack escapes


def text_in(found: dict[str, Any]) -> str:
    """The text of a message or command."""
    text = found.get("text")
    return text[:MAX_TEXT].encode("utf-8", "replace").decode() if isinstance(text, str) else ""


def text_of(value: object) -> str | None:
    """A text that is not empty."""
    return value if isinstance(value, str) and value else None


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
