"""What is done at once and not worked off later: modals within their three seconds, verdicts, the Home tab, short notes."""

import logging
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.assistant import Assistant
from bot.conversation.catalogue import say
from bot.conversation.desk import Desk
from bot.conversation.feedback import Feedback, FeedbackDesk, UnknownAnswer, UnreadableFeedback
from bot.conversation.given import given
from bot.conversation.message import Person
from bot.conversation.reply import Reply
from bot.delivery.aside import Aside
from bot.errors import StoreUnavailable
from bot.slack.asked import Asked, identity, part, stamp
from bot.slack.blocks import MAX_FALLBACK, SlackMessage, section, sentence
from bot.slack.experts import CALLBACK, Experts
from bot.slack.home import MAX_RECENT, PROMPTS, help_text, home_view
from bot.slack.mrkdwn import escaped, mrkdwn, plain
from bot.slack.people import People
from bot.slack.posts import language_in
from bot.slack.responding import respond
from bot.slack.sections import Sections, modal
from bot.slack.verdict_modal import read_verdict, verdict_modal
from bot.slack.workspace import Workspace
from bot.store.recent_answers import RecentAnswers
from indexer.errors import BrokenSnapshot

log = logging.getLogger(__name__)

_FAILURES = (SlackClientError, aiohttp.ClientError, TimeoutError, StoreUnavailable, BrokenSnapshot)


@dataclass(frozen=True)
class AtOnce:
    """What is kept of it is in the inbox already; whatever fails here is told to the person who pressed, never raised."""

    client: AsyncWebClient
    desk: Desk
    feedback: FeedbackDesk
    people: People
    sections: Sections
    workspace: Workspace
    aside: Aside
    recent: RecentAnswers
    experts: Experts
    assistant: Assistant

    async def pressed(self, verb: str, value: str, payload: dict[str, Any]) -> None:
        """A button that opens something or says what somebody thinks."""
        user, trigger = identity(part(payload, "user", "id")), part(payload, "trigger_id")
        if user is None or not isinstance(trigger, str):
            return
        answer, _, number = value.partition("|")
        try:
            if verb == "reply":
                await self._said_back(payload, await self.experts.opened(value, user, trigger))
                return
            reply = await self.aside(lambda: given(self.desk, answer))
            if reply is None:
                await self._note(payload, "slack.stale", "en")
            elif verb == "open":
                await self._open(reply, number, user, trigger)
            elif verb == "not_helpful":
                await self.client.views_open(trigger_id=trigger, view=verdict_modal(reply.id, reply.language))
        except _FAILURES as error:
            log.error("press failed: %s", error, extra={"action": "press_failed"})
            await self._note(payload, "error.store", "en")

    async def submitted(self, payload: dict[str, Any]) -> dict[str, Any] | None:
        """A verdict with its reason; what Slack is to show instead of the modal."""
        user = identity(part(payload, "user", "id"))
        if user is not None and part(payload, "view", "callback_id") == CALLBACK:
            return await self._expert_answered(user, payload)
        answer, reason, comment = read_verdict(payload.get("view"))
        if user is None or not answer:
            return None
        try:
            reply = await self.aside(lambda: given(self.desk, answer))
            await self._take(Feedback(answer, await self._who(user), helpful=False, reason=reason, comment=comment))
        except UnknownAnswer:
            return _instead("error.unknown_answer", "en")
        except UnreadableFeedback:
            return {"response_action": "errors", "errors": {"comment": say("error.bad_request", "en")}}
        except _FAILURES as error:
            log.error("verdict not kept: %s", error, extra={"action": "verdict_unkept"})
            return _instead("error.store", "en")
        return _instead("feedback.thanks", reply.language if reply else "en")

    async def home_opened(self, event: dict[str, Any]) -> None:
        """The Home tab with the last answers; in the Messages tab, questions to begin with."""
        user, channel = identity(event.get("user")), identity(event.get("channel"))
        if user is None:
            return
        try:
            if event.get("tab") == "messages" and channel is not None:
                await self.client.api_call(
                    "assistant.threads.setSuggestedPrompts", json={"channel_id": channel, "prompts": PROMPTS}
                )
            elif event.get("tab") in (None, "home"):
                audiences = await self.people.of_person(user)
                person = replace(await self._who(user), audiences=audiences, roles=await self.people.roles(user))
                replies = await self.aside(lambda: self._seen_again(person.id, audiences))
                waiting = await self.aside(lambda: self.assistant.at_home(person))
                await self.client.views_publish(user_id=user, view=home_view(replies, waiting))
        except _FAILURES as error:
            log.error("home not shown: %s", error, extra={"action": "home_failed"})

    def help(self) -> dict[str, Any]:
        """What /ipdesk can do."""
        return {"response_type": "ephemeral", "text": plain(help_text(), MAX_FALLBACK), "blocks": [section(mrkdwn(help_text()))]}

    async def unavailable(self, asked: Asked) -> None:
        """The store is out of reach: the question was not taken, and its asker must know."""
        await self._tell(asked.respond_to, asked.user, asked.channel, asked.thread, _said("error.store", language_in(asked.text)))

    async def queued(self, asked: Asked, count: int) -> None:
        """Somebody asks faster than they are answered."""
        told = sentence(say("slack.queued", language_in(asked.text), count=str(count)))
        await self._tell(asked.respond_to, asked.user, asked.channel, asked.thread, told)

    async def already(self, respond_to: str | None, user: str, channel: str) -> None:
        """A button was pressed again."""
        await self._tell(respond_to, user, channel, None, _said("slack.already", "en"))

    async def _open(self, reply: Reply, number: str, user: str, trigger: str) -> None:
        audiences = await self.people.of_person(user)
        cited = [citation for citation in reply.citations if str(citation.number) == number]
        view = await self.aside(lambda: self.sections.modal(cited[0], audiences, reply.language)) if cited else None
        gone = modal("IP Desk", [section(escaped(say("slack.not_yours", reply.language)))], reply.language)
        await self.client.views_open(trigger_id=trigger, view=view or gone)

    async def _take(self, feedback: Feedback) -> None:
        await self.aside(lambda: self.feedback.take(feedback))

    async def _expert_answered(self, user: str, payload: dict[str, Any]) -> dict[str, Any]:
        try:
            told = await self.experts.submitted(user, payload["view"])
        except _FAILURES as error:
            log.error("expert's answer not kept: %s", error, extra={"action": "ticket_unkept"})
            return _instead("error.store", "en")
        return {"response_action": "update", "view": modal("IP Desk", [section(told)], "en")}

    async def _said_back(self, payload: dict[str, Any], told: str) -> None:
        user, channel = identity(part(payload, "user", "id")), identity(part(payload, "channel", "id"))
        respond_to = part(payload, "response_url")
        if told and user is not None:
            where = respond_to if isinstance(respond_to, str) else None
            await self._tell(where, user, channel or user, None, SlackMessage(told, [section(told)]))

    async def _note(self, payload: dict[str, Any], key: str, language: str) -> None:
        user, channel = identity(part(payload, "user", "id")), identity(part(payload, "channel", "id"))
        respond_to = part(payload, "response_url")
        thread = stamp(part(payload, "message", "thread_ts"))
        if user is not None:
            where = respond_to if isinstance(respond_to, str) else None
            await self._tell(where, user, channel or user, thread, _said(key, language))

    async def _tell(self, respond_to: str | None, user: str, channel: str, thread: str | None, told: SlackMessage) -> None:
        """One sentence to one person, by the nearest way that works."""
        try:
            if respond_to is not None and await respond(self.client, respond_to, told):
                return
            if channel.startswith(("C", "G")):
                await self.client.chat_postEphemeral(
                    channel=channel, user=user, thread_ts=thread, text=told.text, blocks=told.blocks
                )
            else:
                await self.client.chat_postMessage(channel=user, thread_ts=thread, text=told.text, blocks=told.blocks)
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            log.error("could not tell: %s", error, extra={"action": "note_failed"})

    async def _who(self, user: str) -> Person:
        return Person((await self.workspace.own()).person(user))

    def _seen_again(self, person: str, audiences: frozenset[str]) -> list[Reply]:
        """Somebody's last answers, without what they may not see any longer."""
        found = (given(self.desk, identity) for identity in self.recent.of(person, MAX_RECENT))
        return [reply for reply in found if reply is not None and self.sections.all_visible(reply, audiences)]


def _said(key: str, language: str) -> SlackMessage:
    return sentence(say(key, language))


def _instead(key: str, language: str) -> dict[str, Any]:
    view = modal("IP Desk", [section(escaped(say(key, language)))], language)
    return {"response_action": "update", "view": view}
