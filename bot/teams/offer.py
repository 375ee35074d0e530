"""An Offer is a file that somebody is asked to accept in their private talk: Teams hands out files in no other way.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bot.conversation.card import Card, CardFile, private_with
from bot.conversation.catalogue import say
from bot.conversation.message import ConversationRef
from bot.delivery.post import Post
from bot.teams.heard import part
from bot.teams.replies import Activity
from bot.teams.telling import to

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
MAX_CONTEXT, MAX_ADDRESS = 1_000, 4_000


@dataclass(frozen=True)
class Offer:
    """`of` is the key of the post that the file goes with, so that each offer is one of its own."""

    file: CardFile
    of: str
    language: str

    def key(self, person: str) -> str:
        """The key of the post that asks; nobody else is asked under it, and for no other file."""
        said = json.dumps([person, self.of, self.language, *asdict(self.file).values()], ensure_ascii=False)
        return f"offer/{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()}"

    def as_json(self) -> dict[str, Any]:
        """What a post keeps of it, and what Teams gives back with the answer."""
        return {"file": asdict(self.file), "of": self.of, "language": self.language}


@dataclass(frozen=True)
class Room:
    """Where Teams wants an accepted file: `upload` takes it, `content` is where it then lies."""

    upload: str
    content: str
    unique_id: str
    file_type: str


def offer_of(found: Any) -> Offer | None:
    """What `as_json` said; None for anything else."""
    names = ("name", "media_type", "verb", "value")
    texts = [part(found, "file", name) for name in names] + [part(found, "of"), part(found, "language")]
    if not all(isinstance(text, str) and len(text) <= MAX_CONTEXT for text in texts):
        return None
    return Offer(CardFile(*texts[:4]), texts[4], "vi" if texts[5] == "vi" else "en")


def room_in(value: dict[str, Any]) -> Room | None:
    """The room that an accepted offer brings."""
    names = ("uploadUrl", "contentUrl", "uniqueId", "fileType")
    texts = [part(value, "uploadInfo", name) for name in names]
    if not all(isinstance(text, str) and len(text) <= MAX_ADDRESS for text in texts):
        return None
    return Room(*texts)


def offer_posts(post: Post, card: Card, person: str, *, alone: bool) -> Iterator[Post]:
    """The offers of a card's files, in the private talk; where the card stands elsewhere it is said there if that fails."""
    here = ConversationRef("teams", post.conversation, post.thread)
    for number, file in enumerate(card.files):
        offer = Offer(file, f"{post.key}/{number}", card.language)
        origin = {} if alone else {"asked_in": [here.conversation, here.thread]}
        yield to(here if alone else private_with(person), offer.key(person), {**offer.as_json(), **origin}, person)


def consent_activity(offer: Offer, size: int) -> Activity:
    """The card that asks whether the file is wanted."""
    content = {
        "description": say("file.consent", offer.language),
        "sizeInBytes": size,
        "acceptContext": offer.as_json(),
        "declineContext": offer.as_json(),
    }
    return {"type": "message", "attachments": [{"contentType": CONSENT, "name": offer.file.name, "content": content}]}


def info_activity(name: str, room: Room) -> Activity:
    """The card that opens a file where it now lies."""
    content = {"uniqueId": room.unique_id, "fileType": room.file_type}
    return {
        "type": "message",
        "attachments": [{"contentType": INFO, "contentUrl": room.content, "name": name, "content": content}],
    }
