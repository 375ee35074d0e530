"""The playground: a chat page over the same desk as every channel, without sign-in."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import web

from bot.conversation.assistant import Assistant
from bot.conversation.card import Sending, Told
from bot.conversation.desk import Desk
from bot.conversation.feedback import Feedback, FeedbackDesk, UnknownAnswer, UnreadableFeedback
from bot.conversation.mention import without_mentions
from bot.conversation.message import Message, Person
from bot.conversation.reply import Reply
from bot.store.feedback_record import FeedbackRecord
from bot.web.chat_pages import card, playground_page
from bot.web.guided_pages import told_html
from bot.web.pressing import read_press
from bot.web.rendering import reply_json
from bot.web.requests import VISITOR, conversation, json_object, language_of
from bot.web.telling import as_json, refused

REPLIES_SHOWN = 50
_T = TypeVar("_T")
_Said = TypeVar("_Said", bound=Reply | Told)


@dataclass(frozen=True)
class Speaking:
    """Who is spoken with, who speaks, and what takes a card to somebody on another channel."""

    assistant: Assistant
    visitor: Person
    send: Callable[[Sequence[Sending]], None]


class Playground:
    """The routes of the chat; what answers or reads the store runs in `executor`, so that the event loop stays free."""

    def __init__(self, speaking: Speaking, desk: Desk, feedback: FeedbackDesk, executor: Executor) -> None:
        self._assistant, self._send, self._visitor = speaking.assistant, speaking.send, speaking.visitor
        self._desk = desk
        self._feedback = feedback
        self._executor = executor

    def routes(self) -> list[web.RouteDef]:
        """What the page and its script call."""
        return [
            web.get("/", self.page),
            web.post("/ask", self.ask),
            web.post("/press", self.press),
            web.get("/files", self.file),
            web.post("/feedback", self.give_feedback),
            web.get("/threads/{conversation}", self.thread),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """The chat page."""
        return web.Response(text=playground_page(language_of(request)), content_type="text/html")

    async def ask(self, request: web.Request) -> web.Response:
        """{"text", "conversation", "language"?} in; the reply's JSON out, with `card`, the HTML that the page shows."""
        message = _message(await json_object(request), self._visitor)
        if message is None:
            raise refused(request)
        reply = await self._aside(lambda: self._sent(self._assistant.said(message)))
        if isinstance(reply, Told):
            return as_json({"status": "guided", "card": told_html(reply, message.text)})
        return as_json({**reply_json(reply), "card": card(reply, language_of(request), None)})

    async def press(self, request: web.Request) -> web.Response:
        """{"verb", "value", "fields", "key", "conversation", "language"?} in; the HTML of what is said to it out."""
        press = read_press(await json_object(request), self._visitor)
        if press is None or not self._assistant.knows(press.verb):
            raise refused(request)
        told = await self._aside(lambda: self._sent(self._assistant.pressed(press)))
        return as_json({"card": told_html(told), "in_place": told.in_place})

    async def file(self, request: web.Request) -> web.Response:
        """A file of a card, made now, if it is for whoever asks."""
        verb, value = request.query.get("verb", ""), request.query.get("value", "")
        made = await self._aside(lambda: self._assistant.made(verb, value, self._visitor))
        if made is None:
            raise refused(request, "error.not_found", web.HTTPNotFound)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}"}
        return web.Response(body=made.content, content_type=made.media_type, headers=headers)

    async def thread(self, request: web.Request) -> web.Response:
        """The cards of a conversation, oldest first, with the feedback that was given."""
        where = conversation(request.match_info["conversation"])
        if where is None:
            raise refused(request, "error.not_found", web.HTTPNotFound)

        def read() -> list[tuple[Reply, FeedbackRecord | None]]:
            replies = self._desk.thread(where, REPLIES_SHOWN)
            return [(reply, self._feedback.by_person(reply.id, VISITOR)) for reply in replies]

        language = language_of(request)
        return as_json({"cards": [card(reply, language, given) for reply, given in await self._aside(read)]})

    async def give_feedback(self, request: web.Request) -> web.Response:
        """{"answer", "helpful", "reason"?, "comment"?} in."""
        feedback = _feedback(await json_object(request))
        if feedback is None:
            raise refused(request)
        try:
            taken = await self._aside(lambda: self._feedback.take(feedback))
        except UnknownAnswer:
            raise refused(request, "error.unknown_answer", web.HTTPNotFound) from None
        return as_json({"answer": taken.answer, "helpful": taken.helpful, "reason": taken.reason})

    def _sent(self, said: _Said) -> _Said:
        """What is for colleagues goes to their channels; the page shows the rest."""
        if isinstance(said, Told) and said.elsewhere:
            self._send(said.elsewhere)
        return said

    async def _aside(self, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, work)


def _message(body: dict[str, Any] | None, visitor: Person) -> Message | None:
    if body is None:
        return None
    text, where, language = body.get("text"), conversation(body.get("conversation")), body.get("language")
    if not isinstance(text, str) or where is None:
        return None
    return Message(without_mentions(text), visitor, where, language if language in ("en", "vi") else None)


def _feedback(body: dict[str, Any] | None) -> Feedback | None:
    if body is None:
        return None
    answer, helpful, reason, comment = (body.get(name) for name in ("answer", "helpful", "reason", "comment"))
    well = isinstance(answer, str) and isinstance(helpful, bool) and isinstance(comment, str | None)
    if not well or not isinstance(reason, str | None):
        return None
    try:
        return Feedback(str(answer), VISITOR, bool(helpful), reason, comment or "")
    except UnreadableFeedback:
        return None
