"""Asks the desk from the terminal, once or line by line."""

import json
from collections.abc import Iterator
from typing import Any

import click

from bot.assembly import new_id, question_desk, store_or_memory
from bot.config import Config
from bot.conversation.desk import Desk
from bot.conversation.message import ConversationRef, Message, Person
from bot.conversation.reply import Reply
from bot.store.store import remembering
from bot.terminal.rendering import rendered


def ask_once(config: Config, question: str, audiences: frozenset[str], language: str | None, as_json: bool) -> str:
    """The reply as text or JSON; an answer that cannot be recorded is given all the same."""
    store, problem = store_or_memory(config)
    if problem is not None:
        click.echo(f"this answer is not recorded: {problem}", err=True)
    desk = question_desk(config, store)
    reply = _say(desk, question, new_id(), audiences, language)
    return json.dumps(reply.as_json(), ensure_ascii=False) if as_json else rendered(reply)


def ask_batch(
    config: Config, lines: list[dict[str, Any]], audiences: frozenset[str], language: str | None
) -> Iterator[dict[str, Any]]:
    """One JSON object a line, in order; of a thread, the reply to its last message. Nothing is recorded."""
    desk = question_desk(config, remembering())
    for line in lines:
        conversation = new_id()
        reply = [_say(desk, text, conversation, audiences, language) for text in line["thread"]][-1]
        yield {**reply.as_json(), "id": line["id"]}


def _say(desk: Desk, text: str, conversation: str, audiences: frozenset[str], language: str | None) -> Reply:
    person = Person("terminal", audiences)
    return desk.reply(Message(text, person, ConversationRef("terminal", conversation), language))
