"""Works off what was asked in Teams: the desks reply, and what they say becomes posts."""

import hashlib
import logging

from bot.conversation.assistant import Assistant
from bot.conversation.catalogue import say
from bot.conversation.desk import Desk
from bot.conversation.given import given, offered
from bot.conversation.message import Message
from bot.conversation.reply import Reply
from bot.delivery.aside import Aside
from bot.delivery.inbox import Arrival
from bot.delivery.post import Post
from bot.teams.asked import Asked
from bot.teams.people import People
from bot.teams.replies import sentence_activity
from bot.teams.telling import reply_posts, to, told_posts
from indexer.errors import BrokenSnapshot
from indexer.language import language_of

log = logging.getLogger(__name__)


class Answering:
    """Every arrival comes to posts: an answer, a refusal with its reason, or one sentence with a reference."""

    def __init__(self, assistant: Assistant, desk: Desk, people: People, aside: Aside, *, experts: bool) -> None:
        self._assistant = assistant
        self._desk = desk
        self._people = people
        self._aside = aside
        self._experts = experts

    async def posts(self, arrival: Arrival) -> list[Post]:
        """What is to be posted for an arrival."""
        asked = Asked.from_json(arrival.payload)
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
            return [to(asked.place, f"{key}#0", {"activity": sentence_activity(welcome())})]
        text = asked.text if asked.surface == "message" else await self._chosen(asked)
        if text is None:
            return [_sentence(asked, key, "slack.stale")]
        person = await self._people.person(asked.account, asked.tenant, asked.conversation)
        alone = asked.kind == "personal"
        message = Message(text, person, asked.place, key=key, private=alone, company="alone" if alone else "others")
        said = await self._aside(lambda: self._assistant.said(message))
        if isinstance(said, Reply):
            return reply_posts(said, key, asked.place, experts=self._experts)
        return told_posts(said, key, asked.place, person)

    async def _chosen(self, asked: Asked) -> str | None:
        """Behind a button the text is looked up, so that nobody can put words into it."""
        answer, _, number = asked.answer.partition("|")
        reply = await self._aside(lambda: given(self._desk, answer))
        return None if reply is None else offered(reply, asked.text, number)


def welcome() -> str:
    """In both languages: nobody has said yet which one they speak."""
    return "\n\n".join(say("talk.about", language) for language in ("en", "vi"))


def reference_of(key: str) -> str:
    """What a person can read out, and an admin find in the log."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def language_in(text: str) -> str:
    """The language to tell a failure in."""
    return "vi" if language_of(text) == "vi" else "en"


def _sentence(asked: Asked, key: str, text: str, **values: str) -> Post:
    language = language_in(asked.text)
    return to(asked.place, f"{key}#0", {"activity": sentence_activity(say(text, language, **values)), "language": language})
