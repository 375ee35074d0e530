"""Questions for experts: a post with buttons in their channel, and the answer brought back to where it was asked."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.actor import Actor
from bot.access.rights import roles_of
from bot.access.settings import Settings
from bot.conversation import ticket_wording as wording
from bot.conversation.catalogue import say
from bot.conversation.feedback import UnknownAnswer
from bot.conversation.message import ConversationRef, Person
from bot.conversation.ticket import MAX_REPLY, Moved, NotAllowed, TicketDesk, UnknownTicket, UnreadableReply
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.errors import StoreUnavailable
from bot.slack.asked import part
from bot.slack.blocks import Block, button, section
from bot.slack.mrkdwn import escaped, plain
from bot.slack.people import People
from bot.slack.sections import modal
from bot.slack.workspace import Workspace
from bot.store.ticket_record import TicketRecord

log = logging.getLogger(__name__)

VERBS = frozenset({"ask_expert", "take", "close"})
CALLBACK = "expert_answer"
NUDGES_AT_ONCE = 20
MAX_BLOCK = 2_900


class Clock(Protocol):
    """Says what time it is."""

    def __call__(self) -> datetime:
        """The moment, in UTC."""


@dataclass(frozen=True)
class Experts:
    """What may be done, and from which state, is the TicketDesk's to decide."""

    client: AsyncWebClient
    tickets: TicketDesk
    outbox: Outbox
    people: People
    workspace: Workspace
    settings: Settings
    aside: Aside
    clock: Clock

    async def pressed(self, verb: str, value: str, user: str, where: ConversationRef) -> str:
        """Does what a button says; what the person who pressed it is told. Done twice, it has one effect."""
        try:
            if verb == "ask_expert":
                return await self._asked(value, user, where)
            return await self._moved(verb, value, await self._actor(user))
        except (UnknownTicket, UnknownAnswer):
            return wording.unknown("en")
        except NotAllowed:
            return wording.refusal("en")

    async def submitted(self, user: str, view: Any) -> str:
        """An expert's answer from the modal goes to where the question was asked; what the expert is told."""
        ticket, text = str(part(view, "private_metadata")), part(view, "state", "values", "reply", "reply", "value")
        actor = await self._actor(user)
        try:
            moved = await self.aside(lambda: self.tickets.answer(ticket, actor, text if isinstance(text, str) else ""))
        except UnknownTicket:
            return wording.unknown("en")
        except NotAllowed:
            return wording.refusal("en")
        except UnreadableReply:
            return say("error.bad_request", "en")
        if moved.changed or moved.ticket.reply == text:  # the second after a process died over it
            language = moved.ticket.language
            blocks = [section(wording.brought_back(moved.ticket, language, mention)), *_said(moved.ticket.reply)]
            await self._post(_to_asker(moved.ticket, "answered", blocks))
        return _told(moved)

    async def nudge(self) -> bool:
        """Reminds the experts of what waits for longer than was promised."""
        channel = self.settings.experts_channel
        if channel is None:
            return False
        late = await self.aside(lambda: self.tickets.to_nudge(NUDGES_AT_ONCE))
        for ticket in late:
            blocks = [section(wording.overdue(ticket, ticket.language)), *_said(ticket.question), _buttons(ticket)]
            await self._post(_post(ticket, f"nudge/{ticket.version}", channel, None, blocks))
        return len(late) == NUDGES_AT_ONCE

    async def _asked(self, answer: str, user: str, where: ConversationRef) -> str:
        channel = self.settings.experts_channel
        if channel is None:
            return wording.unknown("en")
        person = Person((await self.workspace.own()).person(user))
        place = where if where.thread is not None else ConversationRef("slack", user)  # asked privately, answered directly
        moved = await self.aside(lambda: self.tickets.open(answer, person, place))
        ticket = moved.ticket
        head = section(wording.for_experts(ticket, ticket.language, mention))
        await self._post(_post(ticket, "open", channel, None, [head, *_said(ticket.question), _buttons(ticket)]))
        return wording.where_it_stands(ticket, ticket.language, mention)

    async def opened(self, ticket_id: str, user: str, trigger: str) -> str:
        """Opens the modal for an expert's answer; what is told instead, empty when it has opened."""
        actor = await self._actor(user)
        ticket = await self.aside(lambda: self.tickets.get(ticket_id))
        if ticket is None:
            return wording.unknown("en")
        if not actor.is_expert:
            return wording.refusal(ticket.language)
        await self.client.views_open(trigger_id=trigger, view=_answer_modal(ticket))
        return ""

    async def _moved(self, verb: str, ticket: str, actor: Actor) -> str:
        move = self.tickets.assign if verb == "take" else self.tickets.close
        moved = await self.aside(lambda: move(ticket, actor))
        if moved.changed or (verb == "take" and moved.ticket.assignee == actor.id) or moved.ticket.state == "closed":
            # What was moved by a process that died before it could say so is said now; a post is made due once.
            told = section(wording.where_it_stands(moved.ticket, moved.ticket.language, mention))
            await self._post(_to_asker(moved.ticket, f"{verb}/{moved.ticket.version}", [told]))
        return _told(moved)

    async def _actor(self, user: str) -> Actor:
        reader = await self.people.reader(user)
        return Actor((await self.workspace.own()).person(user), roles_of(reader, self.settings))

    async def _post(self, post: Post) -> None:
        await self.aside(lambda: self.outbox.add_once(post, self.clock()))


# What can go wrong behind a press and is told as "try again later".
FAILURES = (SlackClientError, aiohttp.ClientError, TimeoutError, StoreUnavailable)


def mention(person: str) -> str:
    """A person of ours as Slack shows them."""
    return f"<@{person.rpartition(':')[2]}>"


def _told(moved: Moved) -> str:
    tell = wording.where_it_stands if moved.changed else wording.too_late
    return tell(moved.ticket, moved.ticket.language, mention)


def _to_asker(ticket: TicketRecord, what: str, blocks: list[Block]) -> Post:
    return _post(ticket, what, ticket.conversation, ticket.thread, blocks)


def _post(ticket: TicketRecord, what: str, conversation: str, thread: str | None, blocks: list[Block]) -> Post:
    payload = {
        "text": blocks[0]["text"]["text"],
        "blocks": blocks,
        "user": ticket.asker.rpartition(":")[2],
        "respond_to": None,
        "private": False,
        "language": ticket.language,
    }
    asker = ticket.asker if (conversation, thread) == (ticket.conversation, ticket.thread) else ""
    return Post(f"ticket/{ticket.id}/{what}", "slack", conversation, thread, payload, person=asker)


def _said(text: str) -> list[Block]:
    escape = escaped(text.strip()) or "…"
    return [section(escape[start : start + MAX_BLOCK]) for start in range(0, len(escape), MAX_BLOCK)][:5]


def _buttons(ticket: TicketRecord) -> Block:
    labels = {"take": wording.label("take", ticket.language), "reply": wording.label("answer", ticket.language)}
    labels["close"] = wording.label("close", ticket.language)
    return {"type": "actions", "elements": [button(label, verb, ticket.id) for verb, label in labels.items()]}


def _answer_modal(ticket: TicketRecord) -> dict[str, Any]:
    field = {
        "type": "input",
        "block_id": "reply",
        "label": {"type": "plain_text", "text": wording.label("reply", ticket.language)},
        "element": {"type": "plain_text_input", "action_id": "reply", "multiline": True, "max_length": MAX_REPLY},
    }
    view = modal(
        wording.label("answer", ticket.language), [section(escaped(plain(ticket.question, 900)) or "…"), field], ticket.language
    )
    submit = {"type": "plain_text", "text": say("feedback.send", ticket.language)}
    return {**view, "submit": submit, "callback_id": CALLBACK, "private_metadata": ticket.id}
