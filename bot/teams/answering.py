"""Works off what was asked in Teams: the desks reply, and what they say becomes posts."""

import hashlib
import logging
from dataclasses import dataclass

from bot.access.settings import Settings
from bot.conversation.assistant import Assistant
from bot.conversation.beginning import introduction
from bot.conversation.catalogue import say
from bot.conversation.desk import Desk
from bot.conversation.given import given, offered
from bot.conversation.message import Message
from bot.conversation.reply import Reply
from bot.delivery.aside import Aside
from bot.delivery.inbox import Arrival
from bot.delivery.post import Post
from bot.teams.asked import Asked
from bot.teams.files import Files
from bot.teams.people import People
from bot.teams.replies import sentence_activity
from bot.teams.telling import instead, interim_key, reply_posts, to, told_posts
from indexer.errors import BrokenSnapshot
from indexer.language import language_of

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answering:
    """Every arrival comes to posts: an answer, a refusal with its reason, or one sentence with a reference."""

    assistant: Assistant
    desk: Desk
    people: People
    files: Files
    settings: Settings
    aside: Aside
    experts: bool

    async def posts(self, arrival: Arrival) -> list[Post]:
        """What is to be posted for an arrival; it takes the place of what was said meanwhile."""
        asked = Asked.from_json(arrival.payload)
        return instead(await self._posts(asked, arrival), arrival.key, asked.place)

    async def _posts(self, asked: Asked, arrival: Arrival) -> list[Post]:
        try:
            return await self._answered(asked, arrival.key)
        except BrokenSnapshot as error:
            log.error("no guidance: %s", error, extra={"action": "no_index"})
            return [_sentence(asked, arrival.key, "error.unavailable")]
        except Exception:
            reference = reference_of(arrival.key)
            log.exception("answer failed, reference %s", reference, extra={"action": "answer_failed", "reference": reference})
            return [_sentence(asked, arrival.key, "error.reference", reference=reference)]

    async def _answered(self, asked: Asked, key: str) -> list[Post]:
        if asked.surface == "welcome":
            return [to(asked.place, f"{key}#0", {"activity": sentence_activity(welcome())}, asked.person)]
        text = asked.text if asked.surface == "message" else await self._chosen(asked)
        if text is None:
            return [_sentence(asked, key, "slack.stale")]
        person = await self.people.person(asked.account, asked.tenant, asked.conversation)
        message = Message(
            text,
            person,
            asked.place,
            attachments=self.files.attachments(asked.files),
            key=key,
            reviewed_only=self.settings.channel(asked.identity).verified_only,
            company="alone" if asked.kind == "personal" else "others",
        )
        said = await self.aside(lambda: self.assistant.said(message))
        if isinstance(said, Reply):
            return reply_posts(said, key, asked.place, person.id, experts=self.experts)
        return told_posts(said, key, asked.place, person)

    async def _chosen(self, asked: Asked) -> str | None:
        """Behind a button the text is looked up, so that nobody can put words into it."""
        answer, _, number = asked.answer.partition("|")
        reply = await self.aside(lambda: given(self.desk, answer))
        return None if reply is None else offered(reply, asked.text, number)


def welcome() -> str:
    """In both languages: nobody has said yet which one they speak."""
    return "\n\n".join(introduction(language) for language in ("en", "vi"))


def reference_of(key: str) -> str:
    """What a person can read out, and an admin find in the log."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def language_in(text: str) -> str:
    """The language to tell a failure in."""
    return "vi" if language_of(text) == "vi" else "en"


def settled(posts: list[Post], key: str, asked: Asked) -> list[Post]:
    """After word that it takes a while there is an end to it where it was said, even if all else is told elsewhere."""
    if any(post.payload.get("replaces") == interim_key(key) for post in posts):
        return posts
    return [*posts, *instead([_sentence(asked, f"{key}#here", "teams.elsewhere")], key, asked.place)]


def _sentence(asked: Asked, key: str, text: str, **values: str) -> Post:
    language = language_in(asked.text)
    payload = {"activity": sentence_activity(say(text, language, **values)), "language": language}
    return to(asked.place, f"{key}#0", payload, asked.person)
