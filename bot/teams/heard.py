"""What the Bot Framework tells of, read with suspicion: whatever is no activity is None."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.mention import of_person, without_mentions
from bot.conversation.message import ConversationRef
from bot.store.conversation_record import ConversationKind, name_of

MAX_TEXT = 30_000
MAX_ID = 1_000
_ID = re.compile(r"[^\s\x00-\x1f\x7f]{1,1000}")
_THREAD = re.compile(r"([^;]+);messageid=([0-9A-Za-z:_-]{1,90})")
_AT = re.compile(r"<at[^>]{0,200}>(.{0,300}?)</at>", re.DOTALL)
# Where a message extension's card stands in what somebody sends.
_INSERTED = re.compile(r"<span[^>]{0,300}inline-compose-card[^>]{0,300}>.{0,300}?</span>", re.DOTALL)
_TAG = re.compile(r"<[^>]{0,2000}>")
_KINDS: dict[str, ConversationKind] = {"personal": "personal", "groupChat": "group", "channel": "channel"}


@dataclass(frozen=True)
class Account:
    """Somebody in Teams: `id` is Teams' own for this bot, `object_id` the one of Microsoft Entra, empty where there is none."""

    id: str
    object_id: str

    def person(self, tenant: str) -> str:
        """The stable id of the person."""
        return f"teams:{tenant}:{self.object_id or self.id}"[:200]


@dataclass(frozen=True)
class Heard:
    """An activity as far as it can be read; `conversation` is the whole, `thread` what a channel's message belongs to."""

    type: str
    id: str
    service: str
    channel: str
    tenant: str
    kind: ConversationKind
    conversation: str
    thread: str | None
    bot: str
    sender: Account
    name: str = ""
    reply_to: str = ""
    raw: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def place(self) -> ConversationRef:
        """The conversation in neutral terms."""
        return ConversationRef("teams", name_of(self.conversation), self.thread)

    @property
    def person(self) -> str:
        """The stable id of who did it."""
        return self.sender.person(self.tenant)

    @property
    def value(self) -> dict[str, Any]:
        """What an invoke brings."""
        found = self.raw.get("value")
        return found if isinstance(found, dict) else {}

    @property
    def mentions_bot(self) -> bool:
        """True when the bot itself is named."""
        return any(part(entity, "mentioned", "id") == self.bot for entity in _mentions(self.raw))

    @property
    def text(self) -> str:
        """What was typed, without the mention of the bot; people named in it are mentions of ours, others their names."""
        found = self.raw.get("text")
        typed = found[:MAX_TEXT].encode("utf-8", "replace").decode() if isinstance(found, str) else ""
        text = without_mentions(html.unescape(_INSERTED.sub(" ", typed)))  # in this order, lest a mention is forged by escapes
        for entity in _mentions(self.raw):
            text = text.replace(html.unescape(entity["text"][:400]), self._shown(entity), 1)
        return _AT.sub(r"\1", text).replace("\xa0", " ").strip()

    @property
    def pointed_at(self) -> str:
        """The message that somebody chose in its menu, as plain text."""
        found = part(self.value, "messagePayload", "body", "content")
        typed = found[:MAX_TEXT] if isinstance(found, str) else ""
        return without_mentions(html.unescape(_TAG.sub(" ", typed))).replace("\xa0", " ").strip()

    def _shown(self, entity: dict[str, Any]) -> str:
        if part(entity, "mentioned", "id") == self.bot:
            return " "
        account = part(entity, "mentioned", "aadObjectId")
        if isinstance(account, str) and _ID.fullmatch(account) and len(account) < MAX_ID // 10:
            return of_person(f"teams:{self.tenant}:{account.lower()}")
        name = part(entity, "mentioned", "name")
        return without_mentions(name) if isinstance(name, str) else ""


def read_heard(found: dict[str, Any]) -> Heard | None:
    """None for what is no activity that can be answered."""
    kind, service, channel = found.get("type"), found.get("serviceUrl"), found.get("channelId")
    conversation, bot, sender = (identity(part(found, key, "id")) for key in ("conversation", "recipient", "from"))
    if not (isinstance(kind, str) and isinstance(service, str) and isinstance(channel, str)):
        return None
    if conversation is None or bot is None or sender is None:
        return None
    whole, thread = _parted(conversation)
    account = part(found, "from", "aadObjectId")
    shape = _shape(found, whole, thread)
    return Heard(
        type=kind,
        id=identity(found.get("id")) or "",
        service=service,
        channel=channel,
        tenant=_tenant(found),
        kind=shape,
        conversation=whole,
        thread=thread or (identity(found.get("id")) if shape == "channel" and kind == "message" else None),
        bot=bot,
        sender=Account(sender, account.lower() if isinstance(account, str) and _ID.fullmatch(account) else ""),
        name=str(found.get("name") or ""),
        reply_to=identity(found.get("replyToId")) or "",
        raw=found,
    )


def identity(value: object) -> str | None:
    """The id of something."""
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def part(found: object, *path: str) -> Any:
    """What lies at a path of nested objects; None where there is nothing."""
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _shape(found: dict[str, Any], whole: str, thread: str | None) -> ConversationKind:
    """What is not said to be a talk with one person may be read by others; to Teams two people's talk (19:…) is personal, too."""
    named = part(found, "conversation", "conversationType")
    if named == "personal" and whole.startswith("19:"):
        return "group"
    if named is None:
        shared = part(found, "conversation", "isGroup") is True
        return "channel" if thread else "group" if shared else "personal"
    return _KINDS.get(named, "group") if isinstance(named, str) else "group"


def _parted(conversation: str) -> tuple[str, str | None]:
    found = _THREAD.fullmatch(conversation)
    return (found[1], found[2]) if found else (conversation, None)


def _tenant(found: dict[str, Any]) -> str:
    """Empty when the activity names none, or two."""
    told = [part(found, "channelData", "tenant", "id"), part(found, "conversation", "tenantId")]
    named = {tenant.lower() for tenant in told if isinstance(tenant, str) and tenant}
    only = named.pop() if len(named) == 1 else ""
    return only if len(only) < MAX_ID // 10 else ""


def _mentions(found: dict[str, Any]) -> list[dict[str, Any]]:
    entities = found.get("entities")
    listed = entities[:50] if isinstance(entities, list) else []
    known = [entity for entity in listed if isinstance(entity, dict) and entity.get("type") == "mention"]
    return [entity for entity in known if isinstance(entity.get("text"), str) and entity["text"]]
