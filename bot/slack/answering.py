"""Works off what was asked or pressed in Slack: the assistant and its desks decide, and what they say becomes posts."""

import logging
from dataclasses import dataclass, replace

from bot.access.settings import Settings
from bot.config import SlackCredentials
from bot.conversation.assistant import Assistant
from bot.conversation.card import Press, Told
from bot.conversation.catalogue import say
from bot.conversation.desk import Desk
from bot.conversation.feedback import Feedback, FeedbackDesk, UnknownAnswer
from bot.conversation.given import given, offered
from bot.conversation.message import Company, ConversationRef, Message, Person
from bot.delivery.aside import Aside
from bot.delivery.inbox import Arrival
from bot.delivery.post import Post
from bot.slack.asked import Asked
from bot.slack.blocks import SlackMessage, messages, section, sentence
from bot.slack.experts import VERBS, Experts
from bot.slack.files import attachments
from bot.slack.mrkdwn import plain
from bot.slack.people import People
from bot.slack.posts import alone_post, channel_posts, message_posts, reference_of, sentence_posts, told_posts
from bot.slack.sections import Sections
from indexer.errors import BrokenSnapshot

log = logging.getLogger(__name__)

MAX_QUESTION = 500
VERDICTS = frozenset({"helpful", "not_helpful"})


@dataclass(frozen=True)
class Answering:
    """Every arrival comes to posts: an answer, a refusal with its reason, or one sentence with a reference."""

    assistant: Assistant
    desk: Desk
    feedback: FeedbackDesk
    experts: Experts
    people: People
    sections: Sections
    settings: Settings
    credentials: SlackCredentials
    aside: Aside

    async def posts(self, arrival: Arrival) -> list[Post]:
        """What is to be posted for an arrival."""
        asked = Asked.from_json(arrival.payload)
        try:
            if asked.surface == "share":
                return await self._shared(asked, arrival.key)
            if asked.surface == "press":
                return await self._pressed(asked, arrival.key)
            return await self._answered(asked, arrival.key)
        except BrokenSnapshot as error:
            log.error("no guidance: %s", error, extra={"action": "no_index"})
            return sentence_posts(arrival.key, asked, "error.unavailable")
        except Exception:
            reference = reference_of(arrival.key)
            log.exception("answer failed, reference %s", reference, extra={"action": "answer_failed", "reference": reference})
            return sentence_posts(arrival.key, asked, "error.reference", reference=reference)

    async def _answered(self, asked: Asked, key: str) -> list[Post]:
        text = await self._text(asked)
        if text is None:
            return sentence_posts(key, asked, "slack.stale")
        message = Message(
            text,
            await self._person(asked),
            conversation_of(asked),
            attachments=attachments(asked.files, self.credentials),
            key=key,
            company=_company(asked),
            reviewed_only=self._reviewed_only(asked),
        )
        said = await self.aside(lambda: self.assistant.said(message))
        if isinstance(said, Told):
            return told_posts(key, asked, said)
        return message_posts(key, asked, messages(said, sharable=asked.thread is None, experts=self._experts))

    async def _text(self, asked: Asked) -> str | None:
        """What was said; behind a button it is looked up, so that nobody can put words into it."""
        if asked.surface != "choice":
            return asked.text
        answer, _, number = asked.answer.partition("|")
        reply = await self.aside(lambda: given(self.desk, answer))
        return None if reply is None else offered(reply, asked.text, number)

    async def _pressed(self, asked: Asked, key: str) -> list[Post]:
        if asked.text in VERDICTS:
            return await self._judged(asked, key)
        if asked.text in VERBS:
            told = await self.experts.pressed(asked.text, asked.answer, asked.user, conversation_of(asked))
            return [alone_post(f"{key}#0", asked, SlackMessage(told, [section(told)]))]
        if not self.assistant.knows(asked.text):
            return sentence_posts(key, asked, "slack.stale")
        fields = {name: tuple(values) for name, values in asked.fields.items()}
        person, place = await self._person(asked), conversation_of(asked)
        press = Press(asked.text, asked.answer, person, place, key, fields, asked.language or None, _company(asked))
        return told_posts(key, asked, await self.aside(lambda: self.assistant.pressed(press)))

    async def _judged(self, asked: Asked, key: str) -> list[Post]:
        """Kept once it was pressed; the reason comes with the modal, which must not be overtaken by this."""
        person, helpful = Person(asked.person), asked.text == "helpful"
        reply = await self.aside(lambda: given(self.desk, asked.answer))
        if reply is None:
            return [alone_post(f"{key}#0", asked, sentence(say("slack.stale", "en")))]
        try:
            await self.aside(lambda: self.feedback.press(Feedback(asked.answer, person, helpful)))
        except UnknownAnswer:
            return [alone_post(f"{key}#0", asked, sentence(say("slack.stale", "en")))]
        return [alone_post(f"{key}#0", asked, sentence(say("feedback.thanks", reply.language)))] if helpful else []

    async def _shared(self, asked: Asked, key: str) -> list[Post]:
        """The rights of the channel count now, whatever they were when the answer was given to one person."""
        reply = await self.aside(lambda: given(self.desk, asked.answer))
        if reply is None or reply.status != "answered":
            return sentence_posts(key, asked, "slack.stale")
        audiences = await self.people.of_channel(asked.channel, asked.user)
        if not await self.aside(lambda: self.sections.all_visible(reply, audiences, self._reviewed_only(asked))):
            return message_posts(key, replace(asked, thread=None), [sentence(say("slack.not_here", reply.language))])
        shown = replace(reply, related=())
        intro = sentence(f"{say('slack.shared', reply.language)} {plain(reply.question, MAX_QUESTION)}")
        first, *rest = messages(shown, experts=self._experts)
        opened = SlackMessage(first.text, [*intro.blocks, *first.blocks])
        return channel_posts(key, asked, [opened, *rest])

    async def _person(self, asked: Asked) -> Person:
        """What they may see where they ask, and the roles by which they act."""
        if _is_private(asked):
            audiences = await self.people.of_person(asked.user)
        else:
            audiences = await self.people.of_channel(asked.channel, asked.user)
        return Person(asked.person, audiences, await self.people.roles(asked.user))

    def _reviewed_only(self, asked: Asked) -> bool:
        return self.settings.channel(asked.channel).verified_only

    @property
    def _experts(self) -> bool:
        return self.settings.experts_channel is not None


def conversation_of(asked: Asked) -> ConversationRef:
    """A thread; what somebody asks privately in a channel is a conversation of its own."""
    if asked.thread is None:
        return ConversationRef("slack", f"{asked.channel}:{asked.user}")
    return ConversationRef("slack", asked.channel, asked.thread)


def _is_private(asked: Asked) -> bool:
    return asked.thread is None or asked.surface == "direct" or asked.channel.startswith("D")


def _company(asked: Asked) -> Company:
    """Who sees what is said back; what one person sees in a channel is gone when they look again."""
    if asked.surface == "direct" or asked.channel.startswith("D"):
        return "alone"
    return "fleeting" if asked.thread is None else "others"
