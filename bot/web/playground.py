"""The playground: a chat page over the same desk as every channel, without sign-in."""

import asyncio
import json
import re
from concurrent.futures import Executor
from typing import Any

from aiohttp import web

from bot.answering.guidance import LiveGuidance
from bot.conversation.catalogue import say
from bot.conversation.desk import Desk
from bot.conversation.message import EMPLOYEES, PUBLIC, ConversationRef, Message, Person
from bot.web.pages import playground_page, section_page
from bot.web.rendering import reply_json

_VISITOR = Person("playground", frozenset({PUBLIC, EMPLOYEES}))
_CONVERSATION = re.compile(r"[0-9a-zA-Z-]{1,64}")
_SECTION = re.compile(r"[a-z0-9-]{1,80}")
_OFFSET = re.compile(r"[0-9]{1,6}")


class Playground:
    """Its routes; answering runs in `executor`, so that the event loop stays free."""

    def __init__(self, desk: Desk, guidance: LiveGuidance, executor: Executor) -> None:
        self._desk = desk
        self._guidance = guidance
        self._executor = executor

    def routes(self) -> list[web.RouteDef]:
        """What the page and its script call."""
        return [
            web.get("/", self.page),
            web.post("/ask", self.ask),
            web.get("/guidance/{guide}/{anchor}", self.section),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """The chat page."""
        return web.Response(text=playground_page(_language(request)), content_type="text/html")

    async def ask(self, request: web.Request) -> web.Response:
        """{"text", "conversation", "language"?} in; the reply's JSON out."""
        message = await self._message(request)
        if message is None:
            text = json.dumps({"error": say("error.bad_request", _language(request))}, ensure_ascii=False)
            raise web.HTTPBadRequest(text=text, content_type="application/json")
        reply = await asyncio.get_running_loop().run_in_executor(self._executor, self._desk.reply, message)
        return web.json_response(reply_json(reply), dumps=lambda value: json.dumps(value, ensure_ascii=False))

    async def section(self, request: web.Request) -> web.Response:
        """A section of the guidance that the visitor may see, with a quote marked."""
        guide, anchor = request.match_info["guide"], request.match_info["anchor"]
        guidance = self._guidance.current()
        found = guidance.index.content.guides.get(guide) if _SECTION.fullmatch(guide) else None
        known = found is not None and anchor in {section.anchor for section in found.sections}
        if found is None or not known or not _VISITOR.audiences.intersection(found.audience):
            raise web.HTTPNotFound(text=say("error.not_found", _language(request)))
        start, end = _offset(request, "start"), _offset(request, "end")
        fragment = request.query.get("fragment") == "1"
        text = section_page(guidance, f"{guide}#{anchor}", _language(request), start, end, fragment)
        return web.Response(text=text, content_type="text/html")

    async def _message(self, request: web.Request) -> Message | None:
        if request.content_type != "application/json":
            return None
        try:
            body: Any = await request.json()
        except (ValueError, RecursionError, LookupError):
            return None
        if not isinstance(body, dict):
            return None
        text, conversation, language = body.get("text"), body.get("conversation"), body.get("language")
        if not isinstance(text, str) or not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
            return None
        chosen = language if language in ("en", "vi") else None
        return Message(text, _VISITOR, ConversationRef("web", conversation), chosen)


def _language(request: web.Request) -> str:
    return "vi" if request.query.get("language") == "vi" else "en"


def _offset(request: web.Request, name: str) -> int:
    value = request.query.get(name, "")
    return int(value) if _OFFSET.fullmatch(value) and value.isascii() else 0
