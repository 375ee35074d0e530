"""Works off what was asked in Slack: the desk replies, and the reply becomes posts."""

import hashlib
import logging
from dataclasses import replace
from typing import Any

from bot.conversation.catalogue import say
from bot.conversation.desk import Desk
from bot.conversation.message import ConversationRef, Message, Person
from bot.delivery.aside import Aside
from bot.delivery.inbox import Arrival
from bot.delivery.post import Post
from bot.slack.asked import Asked
from bot.slack.blocks import SlackMessage, messages, sentence
from bot.slack.given import given
from bot.slack.mrkdwn import plain
from bot.slack.people import People
from bot.slack.sections import Sections
from bot.slack.workspace import Workspace
from indexer.errors import BrokenSnapshot
from indexer.language import language_of

log = logging.getLogger(__name__)

MAX_QUESTION = 500


class Answering:
    """Every arrival comes to posts: an answer, a refusal with its reason, or one sentence with a reference."""

    def __init__(
        self, desk: Desk, people: People, sections: Sections, workspace: Workspace, aside: Aside, experts: bool = False
    ) -> None:
        self._desk = desk
        self._people = people
        self._sections = sections
        self._workspace = workspace
        self._aside = aside
        self._experts = experts

    async def posts(self, arrival: Arrival) -> list[Post]:
        """What is to be posted for an arrival."""
        asked = Asked.from_json(arrival.payload)
        try:
            if asked.surface == "share":
                return await self._shared(asked, arrival.key)
            return await self._answered(asked, arrival.key)
        except BrokenSnapshot as error:
            log.error("no guidance: %s", error, extra={"action": "no_index"})
            return _posts(arrival.key, asked, [_sentence(asked, "error.unavailable")])
        except Exception:
            reference = reference_of(arrival.key)
            log.exception("answer failed, reference %s", reference, extra={"action": "answer_failed", "reference": reference})
            return _posts(arrival.key, asked, [_sentence(asked, "error.reference", reference=reference)])

    async def _answered(self, asked: Asked, key: str) -> list[Post]:
        text = await self._text(asked)
        if text is None:
            return _posts(key, asked, [_sentence(asked, "slack.stale")])
        private = asked.thread is None
        audiences = await self._audiences(asked)
        message = Message(text, Person(await self._person(asked.user), audiences), conversation_of(asked))
        reply = await self._aside(lambda: self._desk.reply(message))
        return _posts(key, asked, messages(reply, sharable=private, experts=self._experts))

    async def _text(self, asked: Asked) -> str | None:
        """What was said; behind a button it is looked up, so that nobody can put words into it."""
        if asked.surface != "choice":
            return asked.text
        answer, _, number = asked.answer.partition("|")
        reply = await self._aside(lambda: given(self._desk, answer))
        if reply is None or not number.isdecimal():
            return None
        offered = [c.text for c in reply.choices] if asked.text == "choose" else [r.title for r in reply.related]
        return offered[int(number)] if int(number) < len(offered) else None

    async def _shared(self, asked: Asked, key: str) -> list[Post]:
        """The rights of the channel count now, whatever they were when the answer was given to one person."""
        reply = await self._aside(lambda: given(self._desk, asked.answer))
        if reply is None or reply.status != "answered":
            return _posts(key, asked, [_sentence(asked, "slack.stale")])
        audiences = await self._people.of_channel(asked.channel, asked.user)
        if not await self._aside(lambda: self._sections.all_visible(reply, audiences)):
            return _posts(key, replace(asked, thread=None), [sentence(say("slack.not_here", reply.language))])
        shown = replace(reply, related=())
        intro = sentence(f"{say('slack.shared', reply.language)} {plain(reply.question, MAX_QUESTION)}")
        first, *rest = messages(shown, experts=self._experts)
        opened = SlackMessage(first.text, [*intro.blocks, *first.blocks])
        return [_post(key, n, asked, part, to_channel=True) for n, part in enumerate([opened, *rest])]

    async def _audiences(self, asked: Asked) -> frozenset[str]:
        if asked.thread is None or asked.surface == "direct" or asked.channel.startswith("D"):
            return await self._people.of_person(asked.user)
        return await self._people.of_channel(asked.channel, asked.user)

    async def _person(self, user: str) -> str:
        return person_id((await self._workspace.own()).team, user)


def person_id(team: str, user: str) -> str:
    """The stable id of a Slack user."""
    return f"slack:{team}:{user}"


def conversation_of(asked: Asked) -> ConversationRef:
    """A thread; what somebody asks privately in a channel is a conversation of its own."""
    if asked.thread is None:
        return ConversationRef("slack", f"{asked.channel}:{asked.user}")
    return ConversationRef("slack", asked.channel, asked.thread)


def reference_of(key: str) -> str:
    """What a person can read out, and an admin find in the log."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def language_in(text: str) -> str:
    """The language to tell a failure in."""
    return "vi" if language_of(text) == "vi" else "en"


def _sentence(asked: Asked, key: str, **values: str) -> SlackMessage:
    return sentence(say(key, language_in(asked.text), **values))


def _posts(key: str, asked: Asked, parts: list[SlackMessage]) -> list[Post]:
    return [_post(key, number, asked, part) for number, part in enumerate(parts)]


def _post(key: str, number: int, asked: Asked, part: SlackMessage, to_channel: bool = False) -> Post:
    payload: dict[str, Any] = {
        "text": part.text,
        "blocks": part.blocks,
        "user": asked.user,
        "respond_to": None if asked.thread or to_channel else asked.respond_to,
        "private": asked.thread is None and not to_channel,
        "language": language_in(asked.text),
    }
    return Post(f"{key}#{number}", "slack", asked.channel, None if to_channel else asked.thread, payload)
